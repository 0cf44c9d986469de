"""Names by what their words are: runs around a given name, a patronymic or initials."""

from __future__ import annotations

import re

from app.privacy.lexicon import is_role, look_up
from app.privacy.name_words import PARTICLES, Token, closes, ends_clause, near, opens, starts_line
from app.taxonomy.skills import is_known

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
_MOST = 5  # words of one name


def seeded(text: str, tokens: list[Token], blocked: set[int]) -> list[tuple[int, int]]:
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
        if run and not is_institution(text, tokens, run):
            found.append(run)
            at = run[1] + 1
        else:
            at += 1
    return found


def _run(text: str, tokens: list[Token], blocked: set[int], seed: int) -> tuple[int, int] | None:
    first = last = seed
    while (
        last + 1 < len(tokens) and last - first + 1 < _MOST and joins(text, tokens, blocked, last, last + 1)
    ):
        last += 1
    while first > 0 and last - first + 1 < _MOST and _joins_left(text, tokens, blocked, first, last):
        first -= 1
    while last > seed and tokens[last].text.lower() in PARTICLES:
        last -= 1
    run = tokens[first : last + 1]
    return (first, last) if _is_name(text, run) else None


def joins(text: str, tokens: list[Token], blocked: set[int], left: int, right: int) -> bool:
    """Whether the word after a beginning of a name goes on with it."""
    token = tokens[right]
    if right in blocked or not near(text, tokens[left], token):
        return False
    gap = text[tokens[left].end : token.start]
    if "," in gap and not (token.initial or token.word.given or token.word.patronymic):
        return False
    if token.initial or token.word.patronymic:
        return True
    if not token.capital:
        return (
            token.text in PARTICLES and token.latin and right + 1 < len(tokens) and tokens[right + 1].capital
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
    return bool(word.common and not word.blocked and not token.latin and begun and closes(text, token))


def _joins_left(text: str, tokens: list[Token], blocked: set[int], first: int, last: int) -> bool:
    token = tokens[first - 1]
    if first - 1 in blocked or not near(text, token, tokens[first]) or token.word.blocked:
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
        unsure = all(one.word.surname < 2 for one in run) and token.start < 3 and closes(text, run[-1])
        return unsure and len(run) == 2 and not is_role(token.text)
    if word.given or word.surname or word.unknown:
        return len(token.text) > 1 and (opens(text, token) or not token.latin)
    return bool(word.common and not token.latin and opens(text, token) and not is_role(token.text))


def _is_name(text: str, run: list[Token]) -> bool:
    """The decision on a whole run."""
    given = max(token.word.given for token in run)
    surname = max(token.word.surname for token in run)
    patronymic = any(token.word.patronymic for token in run)
    initials = sum(token.initial for token in run)
    full = [token for token in run if not token.initial and token.text.lower() not in PARTICLES]
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
        return starts_line(text, full[0]) and ends_clause(text, full[1])
    if given and not full[0].latin:
        return (
            len(full) == 2
            and opens(text, full[0])
            and closes(text, full[-1])
            and all(not token.word.blocked or token.word.given for token in full)
        )
    return sum(token.word.given > 0 for token in full) >= 2 and not any(token.word.common for token in full)


def _in_quotes(text: str, token: Token) -> bool:
    return text[token.start - 1 : token.start] in ("«", '"', "“") and text[token.end : token.end + 1] in (
        "»",
        '"',
        "”",
    )


def is_institution(text: str, tokens: list[Token], run: tuple[int, int]) -> bool:
    start, end = tokens[run[0]].start, tokens[run[1]].end
    before = text[max(0, start - 24) : start]
    match = _INSTITUTION_BEFORE.search(before)
    if match:
        if match.group().split()[0].lower() in ("в", "из"):
            return run[0] == run[1]
        return True
    return bool(_INSTITUTION_AFTER.match(text, end))
