"""Names of people in free text: given names, patronymics and initials, with what stands beside them.

A surname alone is a name only after words that announce one (`директор`, `Mr.`); the name of an institution
stays (`МГТУ им. Н.Э. Баумана`, `Johns Hopkins University`). The first lines may be a name no table has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.privacy.lexicon import Word, is_role, look_up
from app.privacy.links import words
from app.privacy.types import Span
from app.taxonomy.skills import is_known

_TOKEN = re.compile(
    r"(?<![^\W_])(?P<initial>[A-ZА-ЯЁ]\.)"
    r"|(?P<word>(?<![^\W_])[^\W\d_]+(?:['’`\-][^\W\d_]+)*)"
)
_SMALL_INITIAL = re.compile(r"(?<!\w)[а-яa-z]\. ?(?:[а-яa-z]\. ?)?(?P<name>[а-яёa-z]{4,30})(?!\w)")
_GAP = re.compile(r"[ \t_*\"“”«»]{0,4}|,[ ]|[ ]?\(|\)[ ]?|[ \t*]{0,3}\n[ \t*]{0,3}|\.")
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "la",
        "del",
        "da",
        "di",
        "dos",
        "du",
        "el",
        "al",
        "bin",
        "ibn",
        "bint",
        "ben",
        "le",
        "ter",
        "af",
        "av",
        "zu",
        "i",
        "y",
    ]
)
_INSTITUTION_BEFORE = re.compile(
    r"(?:(?<!\w)им\.|имени|памяти|св\.|святого|святой|ул\.|улиц\w|пр\.|проспект\w?|метод\w{0,2}|теорем\w|"
    r"алгоритм\w{0,2}|"
    r"критери\w{1,2}|диаграмм\w|закон\w{0,2}|преми\w|театр\w?|кубок|лаборатори\w|институт\w?|завод\w?|г\.|"
    r"город\w{0,2}|в|из)"
    r" (?:[А-ЯЁ]\. ?){0,2}\Z",
    re.IGNORECASE,
)
_INSTITUTION_AFTER = re.compile(
    r"(?:['’]s)? (?:[A-Z]\w+ )?(?:University|Institute|College|School|Foundation|Award|Hospital|Center|"
    r"Centre|Prize|Inc|Ltd|"
    r"LLC|Group|Bank|Street|Airport|Conference|Medal|Corp|Company|Technologies|Systems|Software|Labs)(?!\w)"
)
_LABEL = re.compile(
    r"(?<!\w)(?:ф\. ?и\. ?о\.?|фио|фамилия|имя|отчество|имя,? (?:и )?(?:отчество|фамилия)|(?:full |first |"
    r"last |middle |sur)?name)"
    r"(?:,? (?:имя|отчество)){0,2}\s{0,2}[:=\-]?[ \t]{0,3}\n?(?P<name>[^\W\d_][\w'’\-. ]{1,60})",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"(?<!\w)(?:(?P<sure>меня зовут|зовут|я[ ]?-|my name is|mr\.?|mrs\.?|ms\.?|miss|dr\.?|prof\.?|sir|"
    r"madam|г-н\w{0,2}|"
    r"г-ж\w|господин\w{0,2}|госпож\w|contact(?: person)?:|контактное лицо:|рекомендател\w{1,2}:|"
    r"с уважением,?|"
    r"(?:kind |best )?regards,?|sincerely,?|yours,?|ип|автор:|author:|by:)|"
    r"(?P<soft>(?:директор|министр|начальник|руководител|доктор|врач|профессор|тренер|инспектор|"
    r"следовател|депутат|"
    r"наставник|муж|жена|жену|дочь|сын|брат|сестр|коллег|секретар|судь|мастер|бригадир|менеджер|"
    r"куратор)\w{0,4}(?: был\w?)?|"
    r"supervisor:?|reported (?:directly )?to|supervised by|mentored by|managed by|led by|interviewed|"
    r"worked with|references?:))"
    r"[\s\-–—]{1,3}",
    re.IGNORECASE,
)
_SONS = frozenset(["оглы", "кызы", "улы", "уулу", "гызы", "кизи", "угли", "огли"])
_PATRONYMIC = re.compile(r"вич|вн|ичн|ovich|evich|ovna|evna")
_HEADER_LINES = 3
_MOST = 5  # words of one name


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int
    word: Word
    initial: bool
    capital: bool
    latin: bool
    alone: bool  # the only thing on its line


def find(text: str) -> list[Span]:
    """Spans of names; work per word is bounded, so time is linear."""
    tokens = _tokens(text)
    blocked = _phrases(tokens)
    taken: set[int] = set()
    found: list[Span] = []
    for first, last in (*_labelled(text, tokens), *_seeded(text, tokens, blocked)):
        if not taken.isdisjoint(range(first, last + 1)):
            continue
        taken.update(range(first, last + 1))
        found.append(Span(tokens[first].start, tokens[last].end, "name"))
    for first, last in (*_announced(text, tokens, blocked), *_headers(text, tokens, blocked)):
        if taken.isdisjoint(range(first, last + 1)):
            taken.update(range(first, last + 1))
            found.append(Span(tokens[first].start, tokens[last].end, "name"))
    for match in _SMALL_INITIAL.finditer(text):
        word = look_up(match.group("name").title())
        if word.surname == 2 and not word.common and not word.given:
            found.append(Span(match.start(), match.end(), "name"))
    return found


def repeats(text: str, found: list[Span]) -> list[Span]:
    """The surnames and rare given names of `found` where they stand alone."""
    sure = set()
    for span in found:
        for token in _tokens(text[span.start : span.end]):
            if len(token.text) > 3 and not token.word.common and not token.word.blocked and not token.initial:
                sure.add(token.text.lower())
    return [
        Span(token.start, token.end, "name")
        for token in (_tokens(text) if sure else [])
        if token.capital and token.text.lower() in sure
    ]


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for match in _TOKEN.finditer(text):
        initial = match.group("initial") is not None
        written = match.group("initial") or match.group("word")
        start, end = match.start(), match.start() + len(written)
        capital = written[0].isupper()
        line_start = text.rfind("\n", max(0, start - 40), start)
        line_end = text.find("\n", end, end + 40)
        before = text[line_start + 1 : start] if line_start >= 0 or start < 40 else "x"
        after = text[end : line_end if line_end >= 0 else end + 40]
        alone = not before.strip(" *_#\t") and not after.strip(" *_#\t")
        known = (
            Word()
            if initial or len(written) > 40
            else look_up(written)
            if capital or _may_be(written)
            else Word(common=True)
        )
        latin = not re.search("[А-яЁё]", written)
        tokens.append(_Token(written, start, end, known, initial, capital, latin, alone))
    return tokens


def _may_be(written: str) -> bool:
    """Lower-case words worth a look: patronymics."""
    return written in _SONS or (len(written) > 5 and bool(_PATRONYMIC.search(written)))


def _phrases(tokens: list[_Token]) -> set[int]:
    """Tokens of the names of companies and products."""
    blocked: set[int] = set()
    brands = words("brands.txt")
    for at, token in enumerate(tokens):
        phrase = ""
        for next_ in range(at, min(at + 3, len(tokens))):
            phrase = f"{phrase} {tokens[next_].text.lower().replace('ё', 'е')}".strip()
            if phrase in brands and token.capital:
                blocked.update(range(at, next_ + 1))
    return blocked


def _near(text: str, left: _Token, right: _Token) -> bool:
    gap = text[left.end : right.start]
    if len(gap) > 8 or left.latin != right.latin:
        return False
    if "\n" in gap:
        return bool(_GAP.fullmatch(gap)) and left.alone and right.alone
    if left.initial or right.initial:
        return bool(re.fullmatch(r"[ ,.]{0,2}", gap))
    if gap == "." and not (left.text.islower() and len(left.text) == 1):
        return False
    return bool(gap) and bool(_GAP.fullmatch(gap))


def _seeded(text: str, tokens: list[_Token], blocked: set[int]) -> list[tuple[int, int]]:
    """Runs around a given name, a patronymic or initials."""
    found = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        seed = token.word.given or token.word.patronymic or token.initial
        if not seed or at in blocked or not (token.capital or token.word.patronymic):
            at += 1
            continue
        run = _run(text, tokens, blocked, at)
        if run and not _is_institution(text, tokens, run):
            found.append(run)
            at = run[1] + 1
        else:
            at += 1
    return found


def _run(text: str, tokens: list[_Token], blocked: set[int], seed: int) -> tuple[int, int] | None:
    first = last = seed
    while (
        last + 1 < len(tokens) and last - first + 1 < _MOST and _joins(text, tokens, blocked, last, last + 1)
    ):
        last += 1
    while first > 0 and last - first + 1 < _MOST and _joins_left(text, tokens, blocked, first, last):
        first -= 1
    while last > seed and tokens[last].text.lower() in _PARTICLES:
        last -= 1
    run = tokens[first : last + 1]
    return (first, last) if _is_name(text, run) else None


def _joins(text: str, tokens: list[_Token], blocked: set[int], left: int, right: int) -> bool:
    """Whether the word after a beginning of a name goes on with it."""
    token = tokens[right]
    if right in blocked or not _near(text, tokens[left], token):
        return False
    gap = text[tokens[left].end : token.start]
    if "," in gap and not (token.initial or token.word.given or token.word.patronymic):
        return False
    if token.initial or token.word.patronymic:
        return True
    if not token.capital:
        return (
            token.text in _PARTICLES and token.latin and right + 1 < len(tokens) and tokens[right + 1].capital
        )
    word = token.word
    if word.given and not word.blocked and "," not in gap:
        return True
    if "(" in gap or ")" in gap:
        return word.surname == 2 or word.patronymic > 0
    if "\n" in gap:
        return word.surname == 2
    before = tokens[left]
    sure = word.surname == 2 or before.word.given == 2 or before.word.patronymic > 0 or before.initial
    if word.surname and sure and not (word.common and word.blocked):
        return True
    if word.unknown and len(token.text) > 1:
        return not (len(token.text) <= 3 and token.text.isupper() and not tokens[left].text.isupper())
    begun = before.word.given or before.word.patronymic
    return bool(word.common and not word.blocked and not token.latin and begun and _closes(text, token))


def _joins_left(text: str, tokens: list[_Token], blocked: set[int], first: int, last: int) -> bool:
    token = tokens[first - 1]
    if first - 1 in blocked or not _near(text, token, tokens[first]) or token.word.blocked:
        return False
    gap = text[token.end : tokens[first].start]
    run = tokens[first : last + 1]
    has_surname = any(
        (one.word.surname == 2 and not one.word.given) or (one.word.unknown and not one.initial)
        for one in run
    ) and not any(one.word.patronymic for one in run)
    if token.initial:
        return True
    lower = token.text.islower()
    if lower:
        return (
            any(one.word.patronymic for one in run)
            and bool(look_up(token.text).given or look_up(token.text).surname)
            or (run[0].text.islower() and bool(look_up(token.text).surname) and "," not in gap)
        )
    word = token.word
    if word.surname == 2 or word.given == 2 or word.patronymic:
        return "," not in gap or (word.surname == 2 and not has_surname)
    if "," in gap or "\n" in gap:
        return False
    if has_surname and word.given == 0:
        unsure = all(one.word.surname < 2 for one in run) and token.start < 3 and _closes(text, run[-1])
        return unsure and len(run) == 2 and not is_role(token.text)
    if word.given or word.surname or word.unknown:
        return len(token.text) > 1 and (_opens(text, token) or not token.latin)
    return bool(word.common and not token.latin and _opens(text, token) and not is_role(token.text))


def _opens(text: str, token: _Token) -> bool:
    before = text[max(0, token.start - 2) : token.start]
    return before == ": " or not before.rpartition("\n")[2].strip(" \t*_#|•-")


def _closes(text: str, token: _Token) -> bool:
    return bool(
        re.match(
            r"[ \t*_]*(?:[,;\n|(\t.•·/\-]|$)",
            text[token.end : token.end + 4] + ("" if token.end + 4 < len(text) else "\n"),
        )
    )


def _is_name(text: str, run: list[_Token]) -> bool:
    """The decision on a whole run."""
    given = max(token.word.given for token in run)
    surname = max(token.word.surname for token in run)
    patronymic = any(token.word.patronymic for token in run)
    initials = sum(token.initial for token in run)
    full = [token for token in run if not token.initial and token.text.lower() not in _PARTICLES]
    if not full:
        return False
    if patronymic:
        return True
    if initials:
        if given == 2:
            return True
        other = full[0].word
        strong = (
            other.surname == 2 or (other.unknown and len(full[0].text) > 2) or (given and not other.common)
        )
        return bool(strong or (initials >= 2 and other.common and not other.blocked and not full[0].latin))
    if len(full) == 1:
        one = full[0]
        short = 4 if one.text.isupper() else 3
        return bool(given == 2 and not one.latin and len(one.text) >= short and not _in_quotes(text, one))
    if surname < 2 and all(
        len(token.text) <= 3 and token.text.isupper() for token in full if token.word.given
    ):
        return False  # `АСУ ТП`
    if given == 2 and sum(token.word.given > 0 for token in full) > 1:
        return True
    if given == 2:
        return not all(token.word.common and not token.word.surname for token in full if token.word.given < 2)
    if given and surname == 2:
        return any(
            token.word.given and token is not other
            for token in full
            for other in full
            if other.word.surname == 2
        )
    if given and full[0].latin and len(full) == 2 and full[1].word.unknown and not is_known(full[0].text):
        return _starts_line(text, full[0]) and _ends_clause(text, full[1])
    if given and not full[0].latin:
        return (
            len(full) == 2
            and _opens(text, full[0])
            and _closes(text, full[-1])
            and all(not token.word.blocked or token.word.given for token in full)
        )
    return sum(token.word.given > 0 for token in full) >= 2 and not any(token.word.common for token in full)


def _in_quotes(text: str, token: _Token) -> bool:
    return text[token.start - 1 : token.start] in ("«", '"', "“") and text[token.end : token.end + 1] in (
        "»",
        '"',
        "”",
    )


def _is_institution(text: str, tokens: list[_Token], run: tuple[int, int]) -> bool:
    start, end = tokens[run[0]].start, tokens[run[1]].end
    before = text[max(0, start - 24) : start]
    match = _INSTITUTION_BEFORE.search(before)
    if match:
        if match.group().split()[0].lower() in ("в", "из"):
            return run[0] == run[1]
        return True
    return bool(_INSTITUTION_AFTER.match(text, end))


def _labelled(text: str, tokens: list[_Token]) -> list[tuple[int, int]]:
    found = []
    starts = {token.start: at for at, token in enumerate(tokens)}
    for label in _LABEL.finditer(text):
        at = starts.get(label.start("name"))
        if at is None:
            continue
        last = at
        while last < len(tokens) and last - at < 4 and tokens[last].end <= label.end("name"):
            token = tokens[last]
            separated = ":" in text[label.start() : label.start("name")]
            lower = not token.capital and not separated
            if lower or token.text.lower() in _LABEL_WORDS or (token.word.blocked and not token.word.surname):
                break
            if last > at and not _near(text, tokens[last - 1], token):
                break
            last += 1
        if last > at:
            found.append((at, last - 1))
    return found


_LABEL_WORDS = frozenset(
    [
        "имя",
        "фамилия",
        "отчество",
        "фио",
        "name",
        "surname",
        "first",
        "last",
        "телефон",
        "email",
        "phone",
        "дата",
        "пол",
    ]
)


def _announced(text: str, tokens: list[_Token], blocked: set[int]) -> list[tuple[int, int]]:
    found = []
    starts = {token.start: at for at, token in enumerate(tokens)}
    for cue in _ANNOUNCED.finditer(text):
        at = starts.get(cue.end())
        if at is None or at in blocked or not tokens[at].capital:
            continue
        word = tokens[at].word
        sure = cue.group("sure") is not None
        if cue.group().startswith("MS"):
            continue  # Microsoft
        if word.blocked or (word.common and not word.surname and not (sure and word.given)):
            continue
        if not (word.given or word.surname == 2 or (sure and (word.unknown or word.surname))):
            continue
        if not sure and tokens[at].latin and not word.given:
            continue
        last = at
        while last + 1 < len(tokens) and last - at < 3 and _joins(text, tokens, blocked, last, last + 1):
            last += 1
        if not _is_institution(text, tokens, (at, last)):
            found.append((at, last))
    return found


def _headers(text: str, tokens: list[_Token], blocked: set[int]) -> list[tuple[int, int]]:
    """Two to four unknown words that begin a text, and pairs of a surname with an unknown word."""
    found: list[tuple[int, int]] = []
    limit = len(text)
    for lines, newline in enumerate(re.finditer(r"\n", text), 1):
        if lines == _HEADER_LINES:
            limit = newline.start()
            break
    for at in range(len(tokens) - 1):
        token, after = tokens[at], tokens[at + 1]
        if not (token.capital and after.capital) or not _near(text, token, after):
            continue
        last = at + 1
        while (
            last + 1 < len(tokens)
            and last - at < 4
            and tokens[last + 1].capital
            and _near(text, tokens[last], tokens[last + 1])
        ):
            last += 1
        run = tokens[at : last + 1]
        if any(
            "\n" in text[a.end : b.start] or "," in text[a.end : b.start]
            for a, b in zip(run, run[1:], strict=False)
        ):
            continue
        free = all(
            at + index not in blocked
            and not one.word.blocked
            and not one.word.common
            and len(one.text) > 1
            and not (len(one.text) < 5 and one.text.isupper() and not run[0].text.isupper())
            for index, one in enumerate(run)
        )
        if not free or not _opens(text, token) or not _closes(text, run[-1]):
            continue
        surname = any(one.word.surname == 2 for one in run)
        header = token.start < limit and len(run) <= 4 and _starts_line(text, token)
        if (header and _ends_clause(text, run[-1])) or (surname and not token.latin):
            found.append((at, last))
    return found


def _starts_line(text: str, token: _Token) -> bool:
    return not text[text.rfind("\n", 0, token.start) + 1 : token.start].strip(" *_#\t")


def _ends_clause(text: str, token: _Token) -> bool:
    rest = text[token.end : token.end + 60].split("\n")[0]
    return (
        not rest.strip(" *_#\t")
        or bool(re.match(r"\s?(?:,|\||-|\(|•)\s?", rest))
        and not re.match(r"\s?,(?:[^,]*,){2}", rest)
    )
