"""What a posting and a résumé say in few words: titles, skills and parts of some lines.

Texts come from labelled sets as well as from files: with their lines, with runs of blanks where the lines
were, or in one piece, in which only the words around dates can be jobs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.resumes.dates import find_period
from app.resumes.parser import parse_resume
from app.resumes.split_ranges import join_ranges
from app.taxonomy import skills
from app.taxonomy.occupations.lookup import nearest
from app.taxonomy.title_concepts import names_a_job
from app.taxonomy.words import normalise

MOST_CHARACTERS = 20_000
_TITLES, _TITLE = 5, 80
_PART, _PARTS = 200, 40  # of a résumé: characters, and so many
_ASKED, _ASKS = 160, 30  # of a posting
_HEAD = 5  # lines
_HEADING = 120
_HEADING_WORDS = 14
_SURE = 0.95  # of the name of an occupation
_FIRST_WORDS = 6  # of a posting in one piece
_RANGES, _BESIDE = 4, 60  # dates of a résumé in one piece, and the characters on either side of them
_LINE = 200  # with fewer line ends than one in so many characters …
_BREAK = 120  # … and a run of blanks in so many, these are the line ends
_CLAUSES = 300
_RUN = re.compile(r"[ \t\u00a0]{3,}")
_SENTENCE = re.compile(r"(?<=[.;!?])\s+")
_CLAUSE = re.compile(r"[.;,:!?\n]")
#: How a duty begins, or what the company says of itself.
_DUTY = re.compile(
    r"^(?:we|our|at|you|knowledge|experience|ability|мы|опыт|ваши|чем|что|совместно|контроль|участие|знание|"
    r"обязанности|\w+(?:ботка|держка|роение|ечение|дание|дение|вание|ление|зация))\b",
    re.IGNORECASE,
)
#: Items of lists, sentences, and headings with what follows them.
_NO_TITLE = re.compile(r"^\W*[-–—•*·]|[.;!?:,]$|:\s|\b(?:are|is|мы|ищет|нужен|компания)\b", re.IGNORECASE)
#: Where the title of a posting in one piece is over.
_TALK = re.compile(
    r"\b(?:we|our|about|who|what|join|are|is|you|at|as|headquarters|мы|наша|компания|обязанности|требования|чем)\b",
    re.IGNORECASE,
)
_SOUGHT_IN = 3_000
#: "we are looking for a skilled Python developer to design", "ищем опытного повара в".
_SOUGHT = re.compile(
    r"(?:\b(?:looking|searching) for|\b(?:seeking|hiring|recruiting)|\bin search of|"
    r"\b(?:join|work)\b[^.\n]{0,30}?\bas|"
    r"\brole of|\bposition of|\bищем|\bв поисках?|\bтребу[ею]тся|\bприглашаем|\bнужен|\bвакансия)"
    r"\s+(?:(?:for|to hire|an?|the|our|new|в (?:нашу )?команду|на должность|на работу)\s+)*"
    r"([^\W\d_][^.,;:!?\n(]{2,80}?)"
    r"(?=\s*(?:[.,;:!?\n(]|$|"
    r"\b(?:to|who|with|in|for|at|that|and join|on|based|will|в|для|с|на|который|со)\b))",
    re.IGNORECASE,
)
_BOUND = re.compile(r"[.;:|]")

_RESUME_SAYS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\b(?:work |professional )?experience\b|\bwork history\b|\bemployment\b|\bопыт работы\b|\bопыт\b",
        r"\beducation\b|\buniversity\b|\bcollege\b|\bhigh school\b|\bобразование\b|\bуниверситет\b",
        r"\bskills\b|\bhighlights\b|\bqualifications\b|\bнавыки\b|\bстек\b",
        r"(?:19|20)\d\d(?:-\d\d)?\s*(?:-|–|—|to|по)\s*(?:\w+\s+|\d\d[./])?"
        r"(?:(?:19|20)\d\d|present|current|now|наст)",
    )
)
_POSTING_SAYS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\bwe(?:'re| are)\b|\bour (?:team|company|people)\b|\bjoin (?:us|our)\b|"
        r"\bмы ищем\b|\bнаш(?:а|ей|у)\b",
        r"\byou(?:'ll| will)\b|\byou have\b|\byour\b|\bвам предстоит\b|\bобязанности\b|\bчем предстоит\b",
        r"\brequirements\b|\bqualifications\b|\bwhat we offer\b|\bтребования\b|\bмы (?:ждём|ждем|ожидаем)\b",
        r"\bbenefits\b|\bequal opportunity\b|\bусловия\b|\bмы предлагаем\b",
    )
)


@dataclass(frozen=True)
class Person:
    """`titles` latest first; `parts` are the whole text in some lines each, from its beginning."""

    text: str
    titles: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """`title` is empty where no line names a job; `clauses` are the text between its punctuation."""

    title: str
    text: str
    skills: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


def reads_as_resume(text: str) -> bool:
    """Whether a text has two marks of a résumé at least, and more than of a posting."""
    marks = _marks(text, _RESUME_SAYS)
    return marks >= 2 and marks > _marks(text, _POSTING_SAYS)


def reads_as_posting(text: str) -> bool:
    """Whether a text has two marks of a posting at least, and no fewer than of a résumé."""
    marks = _marks(text, _POSTING_SAYS)
    return marks >= 2 and marks >= _marks(text, _RESUME_SAYS)


def _marks(text: str, signs: Iterable[re.Pattern[str]]) -> int:
    return sum(bool(sign.search(text[:MOST_CHARACTERS])) for sign in signs)


def read_person(text: str, *, title: str = "", listed: Sequence[str] = ()) -> Person:
    """A résumé; `title` and `listed` skills are those said beside it."""
    told = _lined(text[:MOST_CHARACTERS])
    found = parse_resume(join_ranges(told)).titles if "\n" in told else _beside_dates(told)
    titles = (one[:_TITLE].strip() for one in (title, *filter(_names_a_job, found)))
    return Person(
        text=f"{title}\n{told}",
        titles=tuple(dict.fromkeys(filter(None, titles)))[:_TITLES],
        skills=_skills(told, listed),
        parts=tuple(_parts(f"{title}\n{told}".strip(), _PART))[:_PARTS],
    )


def read_posting(text: str, *, title: str = "", listed: Sequence[str] = ()) -> Wanted:
    """A posting; without a `title` beside it the first line that can be one is."""
    told = _lined(text[:MOST_CHARACTERS])
    whole = f"{title}\n{told}".strip()
    return Wanted(
        title=title[:_HEADING] or _heading(told),
        text=told,
        skills=_skills(whole, listed),
        parts=tuple(_parts(whole, _ASKED))[:_ASKS],
        clauses=tuple(part for part in map(str.strip, _CLAUSE.split(told)) if part)[:_CLAUSES],
    )


def _heading(told: str) -> str:
    """The title among the first lines, a text that is short, the first words of one in one piece, or whom it
    says it is looking for; empty where none names a job."""
    lines = [line.strip() for line in told.split("\n")][:_HEAD]
    if lines[0] == told[:_HEADING] or _is_heading(lines[0]):
        return lines[0]
    if len(lines) == 1:
        first = _TALK.split(" ".join(told[:_HEADING].split()[:_FIRST_WORDS]), maxsplit=1)[0].strip()
        if _names_a_job(first) and not _DUTY.search(first):
            return first
    sought = (match[1].strip() for match in _SOUGHT.finditer(told[:_SOUGHT_IN]))
    others = (line for line in lines[1:] if _is_heading(line))
    return next((one for one in sought if _names_a_job(one)), "") or next(others, "")


def _is_heading(line: str) -> bool:
    short = len(line) <= _HEADING and len(line.split()) <= _HEADING_WORDS
    return short and not (_NO_TITLE.search(line) or _DUTY.search(line)) and _names_a_job(line)


def _names_a_job(line: str) -> bool:
    return names_a_job(line) or any(sure >= _SURE for _, sure in nearest(line, 1))


def _beside_dates(told: str) -> Iterator[str]:
    """The beginning of a text without lines and what stands on either side of its dates."""
    yield " ".join(told.split()[:_FIRST_WORDS])
    place = 0
    for _ in range(_RANGES):
        period = find_period(told[place:])
        if period is None:
            return
        start, end = (place + one for one in period.span)
        before = _BOUND.split(told[max(0, start - _BESIDE) : start])[-1]
        after = _BOUND.split(told[end : end + _BESIDE])[0]
        yield from (side.strip(" ,—–-") for side in (before, after))
        place = end


def _lined(text: str) -> str:
    """The normal form of a text, with line ends where runs of blanks stand for them."""
    if text.count("\n") * _LINE < len(text) and len(_RUN.findall(text)) * _BREAK > len(text):
        text = _RUN.sub("\n", text)
    return normalise(text).strip()


def _skills(told: str, listed: Iterable[str]) -> tuple[str, ...]:
    found = [skills.canonical(name) for name in listed]
    found += [mention.name for mention in skills.find_skills(told)]
    return tuple(dict.fromkeys(found))


def _parts(told: str, size: int) -> Iterator[str]:
    """Lines put together up to `size` characters; longer ones cut at sentences, and where there are none."""
    part = ""
    for piece in _pieces(told, size):
        if part and len(part) + len(piece) >= size:
            yield part
            part = ""
        part = f"{part}\n{piece}".strip()
    if part:
        yield part


def _pieces(told: str, size: int) -> Iterator[str]:
    for line in told.split("\n"):
        for sentence in _SENTENCE.split(line) if len(line) > size else [line]:
            for start in range(0, len(sentence), 2 * size):
                yield sentence[start : start + 2 * size]
