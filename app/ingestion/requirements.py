"""What a posting asks for: must-have and nice-to-have requirements from its plain text.

Called once per posting by `app.ingestion.normalise`; the checklist of a match is built from the result.
Pure and bounded. The text is data: whatever it says, it can only become an item of the list.

A posting is read line by line. Headings switch the section ("Требования", "Будет плюсом", "Условия", …);
only lines under a must or nice heading are requirements, so duties and conditions never are. Adverts that
came without line breaks are broken up first: before known headings, bullets and numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from app.ingestion.asking import asks, names_what_it_asks
from app.ingestion.section_headings import HEADING_IN_TEXT, Section, section_of
from app.taxonomy.skills import find_skills

#: Raise it with any rule that changes what is extracted: stored postings are read again by the new rules.
VERSION = 2
MAX_REQUIREMENTS = 15
MAX_LENGTH = 200
_MAX_BODY = 30_000
_MAX_NICE = 5  # kept for nice-to-haves when the musts alone would fill the list
_MAX_SKILLS = 12  # per requirement
_A_LIST = 2  # items that make a list
_A_PARAGRAPH = 160  # characters of a line that is no item of a list (tune)
_END = "\0"  # of a section

Kind = Literal["must", "nice"]

#: A line break that came as two characters; before a small letter it stood in the middle of a sentence.
_WRITTEN_BREAK = re.compile(r"\\n(\s*(?=[a-zа-яё(—–-]))?")
_BULLET = re.compile(r"^\s*(?:[-–—•·*▪●○◦►▶✓✔✅☑➢➤⚡🔹🔸👉\u2063\u2060]|\d{1,2}[.)](?!\d))\s*")
_INLINE_BULLET = re.compile(r"\s*[•·▪●○◦►▶✓✔✅☑➢➤🔹🔸👉]\s*|(?<=[;.:)])[^\S\n]+[–—-]\s+(?=[А-ЯЁA-Z])")
_INLINE_NUMBER = re.compile(r"(?<=[.;:])\s*(?=(?:[2-9]|1\d?)[.)]\s?[^\W\d_])")
#: Requirements that follow one another without any mark, as in adverts scraped as one line.
_STARTERS = (
    "Опыт|Знани[ея]|Умени[ея]|Понимание|Навыки?|Владение|Готовность|Высшее|Среднее|Уверенн\\w+|Наличие|"
    "Желание|Клиентоориентированность|Высок\\w+|Продвинут\\w+|Целеустремл[её]нность|Доброжелательность|"
    "Аккуратность|Исполнительность|Дисциплинированность|Обучаемость|Инициативность|Самостоятельность|"
    "Способность|Ответственность|Коммуникабельность|Внимательность|Грамотн\\w+|Образование|Хорош\\w+|"
    "Отличн\\w+|"
    "Базов\\w+|Английский|Стрессоустойчивость|Пунктуальность|Experience|Knowledge|Understanding|Ability|"
    "Strong|Good|Excellent|Familiarity|Proficiency|Fluent"
)
_RUN_ON = re.compile(
    rf"(?<=[а-яёa-zА-ЯЁA-Z0-9)»\"])[.,]?\s+(?=(?:{_STARTERS})\b(?!\s*:))|"
    r"(?<=[a-zа-я0-9+.])(?=(?:Опыт|Знание|Умение|Понимание|Навыки|Владение)\s[а-яa-z])"
)
_SEMICOLON = re.compile(
    r";\s*(?=[А-ЯЁA-Z])|;\s*[—–-]\s*(?=\w)|;\s*(?=(?:опыт|знани|умени|навык|владени|наличи|готовност)\w*\s)"
)
#: Dashes that came for bullets, where there are several: "Experience with A - Knowledge of B".
_DASHES = re.compile(r"\s+[-–—]\s*(?=[А-ЯЁA-Z][а-яёa-z]+\s)")
_SENTENCE = re.compile(r"(?<=[а-яёa-z0-9)»\"]{3})[.!]+\s+(?=[А-ЯЁA-Z])")
#: A nice-to-have that hangs on a must-have by a comma.
_NICE_TAIL = re.compile(
    r"(?i)"
    r"[.;]\s+(?=(?:желательн|приветств|предпочтит|будет плюс|плюсом)\w*\s)|"
    r",\s+(?=(?:знани|опыт|навык|владени|умени|наличи|понимани)\w*\s[^,;]{0,80}"
    r"(?:(?:будет|является|как|станет)\s+"
    r"(?:\w+\s+)?(?:плюс|преимущ)|приветств|желател))",
)
#: Asked of a line in lower case: faster by far than to ignore case.
_NICE_INSIDE = re.compile(
    r"желател\w*|приветств\w*|предпочт\w*|(?:будет|будут|станет|как|больш\w+|огромн\w+|ваш\w+|явля\w+|"
    r"несомненн\w+)\s+(?:\w+\s+){0,2}(?:плюс\w*|преимуществ\w*)|"
    r"(?:плюсом|преимуществом)\s+(?:[\w-]+\s+){0,4}(?:будет|станет|явля\w+)|"
    r"(?:повыша|увеличива)\w*\s+(?:\w+\s+){0,2}шанс\w*|"
    r"nice to have|(?:is|are|be|as)\s+an?\s+(?:\w+\s+)?(?:plus|advantage|bonus)|preferred|preferably|"
    r"desirable|опциональн\w*|\boptional\w*|необязательн\w*|не обязательн\w*|"
    r"(?:[-–—(,]\s*плюс\b)",
)
#: Pay and conditions that run on behind the last requirement.
_PAY = re.compile(
    r"\s(?:Заработная плата|Зарплата|Доход|Оклад|График работы|Плюшки|Наши условия|Мы предлагаем|Что "
    r"предлагаем|Benefits(?=\s*[-:])|"
    r"Условия работы|Что мы предлагаем|Мы готовы предложить)\b"
)
_IN_BRACKETS = re.compile(r"\([^()]*(?:\)|$)")
#: "Knowledge of SQL, preferably PostgreSQL": SQL is a must.
_A_MUST = re.compile(r"[-–—] обязательн")
_RATHER = re.compile(
    r"(?<=\w{3}),\s+(?:желательно|предпочтительно|приветствуется|лучше|preferably|ideally)\s+\w.*$"
)
_OF_THE_WHOLE = re.compile(rf"\(\s*(?:но\s+)?(?:{_NICE_INSIDE.pattern})(?:,.*)?")
_LONG_WORD = re.compile(r"\w{3,}")
_TWO_WORDS = re.compile(r"\w{3,}\W+\w{2,}")
_TWO_LETTERS = re.compile(r"[^\W\d_].*?[^\W\d_]", re.DOTALL)
#: Dots before a text, but not those of ".NET".
_DOTS = re.compile(r"^(?:\s|\.(?!net\b))+", re.IGNORECASE)
_BLANKS = {0xA0: " ", 0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xFEFF: None, 0x00: None}
_STRONG_START = re.compile(
    r"^(?:(?:\w+\s+){0,2}опыт\w*\s+(?:работ|разработ|коммерч|в\b|от\b)|знани[ея]\s|умени[ея]\s|владение\s|"
    r"(?:высшее|среднее|профильное|средне-специальное)\s[\w\s,/()-]{0,40}образование|"
    r"(?:strong|solid|proven|good|excellent)?\s*(?:experience|knowledge|proficiency)\s+(?:with|in|of)\b|"
    r"\d+\+?\s+years)",
    re.IGNORECASE,
)


def extract(body: str, key_skills: Sequence[str]) -> list[dict[str, object]]:
    """At most 15 `{text, kind, skills}`: text ≤ 200 characters, kind must or nice, canonical skill names.

    `key_skills` become the must-haves when the text names none itself.
    """
    found = _dedupe(_in_sections(_lines(body)))
    if not found:
        found = _dedupe(
            _judged("must", line) for line in _lines(body) if _STRONG_START.match(line) and asks(line)
        )
    if not any(kind == "must" for kind, _ in found):
        found = _dedupe([*(("must", skill) for skill in key_skills[:MAX_REQUIREMENTS]), *found])
    musts = [item for item in found if item[0] == "must"]
    nices = [item for item in found if item[0] == "nice"]
    room = max(MAX_REQUIREMENTS - len(nices), MAX_REQUIREMENTS - _MAX_NICE)
    musts = musts[:room]
    chosen = [*musts, *nices[: MAX_REQUIREMENTS - len(musts)]]
    return [{"text": text, "kind": kind, "skills": _skills(text)} for kind, text in chosen]


def _lines(body: str) -> list[str]:
    """The body as lines, one thought each where marks allow it; bullets taken off. A paragraph that follows a
    list is left out: it tells of something else, unless it heads the next list."""
    text = body[:_MAX_BODY].replace("\r", "\n")
    text = _WRITTEN_BREAK.sub(lambda found: " " if found[1] else "\n", text).translate(_BLANKS)
    text = HEADING_IN_TEXT.sub(r"\n\1", text)
    text = _INLINE_BULLET.sub("\n", text)
    lines = []
    listed = 0
    for raw in text.split("\n"):
        if raw.lstrip().startswith("- "):
            listed += 1
        elif section_of(raw.strip()):
            listed = 0
        elif listed >= _A_LIST and _is_something_else(raw):
            lines.append(_END)
            continue
        for piece in _INLINE_NUMBER.split(raw):
            line = " ".join(_BULLET.sub("", piece).split())
            if line:
                lines.append(line)
    return lines


def _is_something_else(raw: str) -> bool:
    """Whether a line behind a list is a paragraph, or a heading nobody knows: it neither asks nor names a
    skill."""
    if not raw.strip() or raw.rstrip().endswith(":"):
        return False
    return len(raw) > _A_PARAGRAPH or not (names_what_it_asks(raw) or find_skills(raw))


def _in_sections(lines: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    section: Section = "other"
    for line in lines:
        if line == _END:
            section = "other"
            continue
        heading = section_of(line)
        rest = line
        if heading is not None:
            section, rest = heading
        if section == "other" or not rest:
            continue
        for item in _items(_PAY.split(rest)[0]):
            if asks(item):
                yield _judged(section, item)


def _judged(section: Kind, item: str) -> tuple[Kind, str]:
    """With its kind: what the item itself says wins over the heading, but not an aside in brackets."""
    low = item.lower()
    if "(обязательн" in low or _A_MUST.search(low):
        return "must", item
    own = _RATHER.sub("", _IN_BRACKETS.sub(_kept_aside, low))
    return ("nice" if _NICE_INSIDE.search(own if _TWO_WORDS.search(own) else low) else section), item


def _kept_aside(aside: re.Match[str]) -> str:
    """ "(желательно)" speaks of the whole item, "(SaaS будет плюсом)" of itself."""
    last = not aside.string[aside.end() :].strip(" .,;!")
    return aside[0] if last and not _LONG_WORD.search(_OF_THE_WHOLE.sub(" ", aside[0])) else " "


def _items(line: str) -> Iterator[str]:
    """Split a line that holds several requirements; drop what cannot be one."""
    if len(_DASHES.findall(line)) > 1:
        line = _DASHES.sub("; ", line)
    pieces = [piece for part in _SEMICOLON.split(line) for piece in _RUN_ON.split(part)]
    if len(line) > MAX_LENGTH or len(pieces) == 1:
        pieces = [sentence for piece in pieces for sentence in _SENTENCE.split(piece)]
    pieces = [part for piece in pieces for part in _NICE_TAIL.split(piece)]
    if any(_NICE_INSIDE.search(piece.lower()) for piece in pieces):  # not of the sentences beside it
        pieces = [sentence for piece in pieces for sentence in _SENTENCE.split(piece)]
    for piece in pieces:
        cut_short = piece.rstrip().endswith(("...", "…"))  # a list of results ends its texts in mid-sentence
        item = _DOTS.sub("", _BULLET.sub("", piece).strip(" \t,;•-–—:!…")).rstrip(" ,;.•-–—:!…")
        if cut_short:
            item = f"{item}…"
        if len(item) > MAX_LENGTH:
            item = item[: MAX_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;") + "…"
        if _TWO_LETTERS.search(item):
            yield item[:MAX_LENGTH]


def _dedupe(items: Iterator[tuple[Kind, str]] | Sequence[tuple[Kind, str]]) -> list[tuple[Kind, str]]:
    seen: dict[str, tuple[Kind, str]] = {}
    for kind, text in items:
        clean = " ".join(text.split())[:MAX_LENGTH]
        if clean:
            seen.setdefault(clean.lower(), (kind, clean))
    return list(seen.values())


def _skills(text: str) -> list[str]:
    return list(dict.fromkeys(mention.name for mention in find_skills(text)))[:_MAX_SKILLS]
