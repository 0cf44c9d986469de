"""When two postings are one job. Pure; precision comes first: what cannot be told stays apart.

In falling order of strength: the board's own id of the job, an address of both, the same text, nearly the
same text. None of them alone: title and level must agree too, because boards keep one "job" open for
several roles and recruiters use one text for several clients. Same job in several cities is one job; a text
that names another street, number or shop is another one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

from app.ingestion.identity_traits import MIN_WORDS, Traits

Rule = Literal["group", "address", "same_text", "near_text"]
#: Share of words in common, in order, of two texts that are one text with small edits (tune).
NEAR = 0.9
#: Of two texts whose board or address says that they are one job (tune).
AKIN = 0.5
#: An equal text also carries a title that says more, if it is longer than this many words (tune).
TELLING = 80
#: Words in one place that are only in one of two near texts (tune).
_LONGEST_EDIT = 40
_MARKERS = re.compile(
    r"^(?:ул|улица|улице|пр|проспект|проспекте|пр-т|пер|переулок|ш|шоссе|бульвар|наб|набережная|м|метро|тц|трц|трк|"
    r"магазин|магазина|адрес|адресу|street|st|avenue|ave|road|rd|store|mall|branch|филиал|филиале)$"
)
_NEAR_MARKER = 3  # words after a marker that name the place


@dataclass(frozen=True)
class Same:
    """Why two postings are one job; `score` 0..1 orders the joins."""

    rule: Rule
    score: float


def same(one: Traits, other: Traits) -> Same | None:
    """Whether two postings are one job, and by which rule; symmetric."""
    if differ(one, other):
        return None
    equal = one.title == other.title
    grouped = bool(one.group) and (one.source, one.group) == (other.source, other.group)
    if equal and grouped and _akin(one, other):
        return Same("group", 1.0)
    if equal and one.source != other.source and one.addresses & other.addresses and _akin(one, other):
        return Same("address", 0.99)
    if not one.employer or one.employer != other.employer or not one.text or not other.text:
        return None
    if one.text == other.text:
        if equal:
            return Same("same_text", 0.98)
        return Same("same_text", 0.95) if len(one.words) >= TELLING else None
    if not equal:
        return None
    share = Indel.normalized_similarity(one.words, other.words, score_cutoff=NEAR)
    return Same("near_text", share * 0.95) if share >= NEAR and _small_edits(one, other) else None


def differ(one: Traits, other: Traits) -> bool:
    """What can never be one job, whatever else agrees: no two postings of one job may differ so."""
    return (
        one.level != other.level
        or not (one.title <= other.title or other.title <= one.title)
        or _unlike(one.experience, other.experience)
        or _unlike(one.employment, other.employment)
        or _apart(one.pay, other.pay)
    )


def _unlike(one: str | None, other: str | None) -> bool:
    return bool(one and other and one != other)


def _apart(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    return bool(one and other and (one[1] < other[0] or other[1] < one[0]))


def _akin(one: Traits, other: Traits) -> bool:
    """Nothing in the texts speaks against it; a missing or cut text says nothing."""
    if min(len(one.words), len(other.words)) < MIN_WORDS:
        return True
    return Indel.normalized_similarity(one.words, other.words) >= AKIN


def _small_edits(one: Traits, other: Traits) -> bool:
    """The edits move no fact: no number, no street or shop, no long passage, no skill for another."""
    for change in Indel.opcodes(one.words, other.words):
        if change.tag == "equal":
            continue
        for words, start, end in (
            (one.words, change.src_start, change.src_end),
            (other.words, change.dest_start, change.dest_end),
        ):
            edited = words[start:end]
            if len(edited) > _LONGEST_EDIT or any(any(map(str.isdigit, word)) for word in edited):
                return False
            if edited and any(_MARKERS.match(word) for word in words[max(0, start - _NEAR_MARKER) : end]):
                return False
    gone, come = Counter(one.words), Counter(other.words)
    return not (_names(gone - come) and _names(come - gone))


def _names(words: Counter[str]) -> set[str]:
    """Latin words are names of tools in a Russian text: one in the place of another is another job."""
    return {word for word in words if word.isascii() and len(word) > 1}
