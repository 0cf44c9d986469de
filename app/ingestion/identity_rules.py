"""When two postings are one job. Pure; precision comes first: what cannot be told stays apart.

In falling order of strength: the board's own id of the job, an address of both, the same text, the same work
with another offer around it, nearly the same text. None of them alone: title and level must agree too: boards
keep one "job" open for several roles and recruiters use one text for several clients. Same job in several
cities is one job; a text that names another street, number or shop is another one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from app.ingestion.identity_traits import MIN_WORDS, Traits, numbers_of
from app.taxonomy import skills
from app.taxonomy.words import stem

Rule = Literal["group", "address", "same_text", "same_work", "near_text"]
#: Share of words in common of two texts that are one text with small edits, wherever they stand (tune).
NEAR = 0.93
#: Of two texts whose board or address says that they are one job (tune).
AKIN = 0.5
#: An equal text also carries a title that says more, if it is longer than this many words (tune).
TELLING = 80
#: So many words of their own on both sides are two different things to do; more are let pass where nearly
#: all else is common, or both state the same pay (tune).
_OWN_WORDS = 4
_OWN_WORDS_OF_TWINS = 7
_TWINS = 0.97


@dataclass(frozen=True)
class Same:
    """Why two postings are one job; `score` 0..1 orders the joins."""

    rule: Rule
    score: float


def worth_reading(one: Traits, other: Traits) -> bool:
    """Whether `same` may say yes, as far as can be told without their words."""
    if differ(one, other):
        return False
    equal = one.title == other.title
    if equal and (_grouped(one, other) or one.addresses & other.addresses):
        return True
    if not one.employer or one.employer != other.employer or not one.text or not other.text:
        return False
    if one.text == other.text:
        return True
    return equal and (_same_work(one, other) or one.most_in_common(other) >= NEAR)


def same(one: Traits, other: Traits) -> Same | None:
    """Whether two postings are one job, and by which rule; symmetric. The words of both are needed, unless
    their texts are equal."""
    if not worth_reading(one, other):
        return None
    equal = one.title == other.title
    if equal and _grouped(one, other) and _akin(one, other):
        return Same("group", 1.0)
    if equal and one.source != other.source and one.addresses & other.addresses and _akin(one, other):
        return Same("address", 0.99)
    if not one.employer or one.employer != other.employer or not one.text or not other.text:
        return None
    if one.text == other.text:
        if equal:
            return Same("same_text", 0.98)
        return Same("same_text", 0.95) if one.count >= TELLING else None
    if not equal:
        return None
    if _same_work(one, other):
        return Same("same_work", 0.96)
    share = _in_common(one, other)
    return Same("near_text", share * 0.95) if share >= NEAR and _small_edits(one, other, share) else None


def differ(one: Traits, other: Traits) -> bool:
    """What can never be one job, whatever else agrees: no two postings of one job may differ so. A number,
    an address or a name in place of another is years, pay, a shop or a tool; boards that say that two
    postings are one job are believed in these. The band of experience is a level where titles name none."""
    one_text = _same_work(one, other) or (one.text is not None and one.text == other.text)
    return (
        one.level != other.level
        or not (one.title <= other.title or other.title <= one.title)
        or (not one.level and _unlike(one.experience, other.experience))
        or _unlike(one.employment, other.employment)
        or _apart(one.pay, other.pay)
        or (not one_text and _exchanged(one.facts, other.facts) and not _grouped(one, other))
    )


def _grouped(one: Traits, other: Traits) -> bool:
    return bool(one.group) and (one.source, one.group) == (other.source, other.group)


def _same_work(one: Traits, other: Traits) -> bool:
    return one.work is not None and one.work == other.work and not _exchanged(one.terms, other.terms)


def _exchanged(one: bytes, other: bytes) -> bool:
    """Whether each of the two has numbers that the other lacks."""
    if not one or not other or one == other:
        return False
    here, there = numbers_of(one), numbers_of(other)
    return not (here <= there or there <= here)


def _unlike(one: str | None, other: str | None) -> bool:
    return bool(one and other and one != other)


def _apart(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    return bool(one and other and (one[1] < other[0] or other[1] < one[0]))


def _akin(one: Traits, other: Traits) -> bool:
    """Nothing in the texts speaks against it; a missing or cut text says nothing."""
    if min(one.count, other.count) < MIN_WORDS or one.text == other.text:
        return True
    return _in_common(one, other) >= AKIN


def _in_common(one: Traits, other: Traits) -> float:
    """Twice the common words over all words, 0..1 (Dice 1945); boards and cities put paragraphs in another
    order."""
    common = (Counter(_words(one)) & Counter(_words(other))).total()
    return 2 * common / (one.count + other.count)


def _words(of: Traits) -> tuple[str, ...]:
    if of.words is None:
        raise ValueError(f"the words of {of.name} were not read")
    return of.words


def _small_edits(one: Traits, other: Traits, share: float) -> bool:
    """No skill stands in place of another and not many words do: tools and duties are what else tells two
    adverts of one form apart."""
    twins = share >= _TWINS or (one.pay is not None and one.pay == other.pay)
    most = _OWN_WORDS_OF_TWINS if twins else _OWN_WORDS
    here, there = Counter(_words(one)), Counter(_words(other))
    gone, come = list(here - there), list(there - here)
    if min(len(_content(gone) - _content(come)), len(_content(come) - _content(gone))) >= most:
        return False
    return not (_tools(gone, one) and _tools(come, other))


def _content(words: list[str]) -> set[str]:
    return {stem(word) for word in words if len(word) > 3}


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _tools(words: list[str], of: Traits) -> bool:
    """Whether they name a skill; in a Russian text every Latin word is taken for one."""
    russian = sum(not word.isascii() for word in _words(of)) * 2 > of.count
    if russian and any(word.isascii() and len(word) > 1 and not _has_digit(word) for word in words):
        return True
    return any(skills.find_skills(word) for word in words)
