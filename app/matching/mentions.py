"""The skills that a requirement names, and how its text writes them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from app.matching.finding import EMPTY_WORDS
from app.matching.fits import real_skills
from app.matching.name_words import (
    A_KIND,
    AN_ITEM,
    ASKING,
    CYRILLIC,
    EVERYDAY,
    LATIN,
    NO_KIND,
    NO_NAME,
    OFFICE,
    OWN_SIGN,
    WORDS,
)
from app.taxonomy.skills import SkillMention, find_skills
from app.taxonomy.words import fold
from app.taxonomy.words import stems as stems_of

_SPELT = 3  # first letters by which a spelling is told from another word for the same thing


@lru_cache(maxsize=20_000)  # postings repeat their lines, and each is asked about several times
def mentions_of(text: str) -> tuple[SkillMention, ...]:
    """The skills that a text names."""
    return tuple(find_skills(text))


@lru_cache(maxsize=20_000)
def stems(text: str) -> tuple[str, ...]:
    """The stems of its words, remembered."""
    return tuple(stems_of(text))


@lru_cache(maxsize=20_000)
def is_a_name(skill: str, text: str) -> bool:
    """Whether a skill is called by a name nobody paraphrases, as `text` writes it: a capital or a sign of its
    own, Latin in Russian text, or one capital word inside an English sentence."""
    if A_KIND.search(skill) and not NO_KIND.search(skill):
        return False  # "ML frameworks"
    if is_soft([skill]) and fold(skill).rsplit(" ")[-1] not in OFFICE:
        return False
    found = next((one for one in mentions_of(text) if one.name == skill), None)
    written = text[found.start : found.end] if found else skill
    spelt = fold(written)[:_SPELT] == fold(skill)[:_SPELT] and " " not in skill
    own = " ".join(one for one in written.split() if not EVERYDAY.issuperset(stems(one)))
    if OWN_SIGN.search(own) or (spelt and OWN_SIGN.search(skill)):
        return True
    if not LATIN.search(written) or CYRILLIC.search(written):
        return False
    if CYRILLIC.search(text):
        return not NO_NAME.issuperset(stems(written))
    alone = found is None or len(text) == len(written)
    inside = found is not None and text[: found.start].rstrip().removesuffix("e.g.")[-1:] not in (
        "",
        ".",
        ":",
        "!",
        "?",
    )
    # an English word whose name is Russian is a word for something without a name of its own
    alone = alone or only_names(text)
    stands = alone or (inside and " " not in written)
    return written[:1].isupper() and stands and bool(LATIN.search(skill))


def start_of(group: Sequence[str], text: str) -> int:
    """Where the first of the group's skills starts in the text."""
    return min((one.start for one in mentions_of(text) if one.name in group), default=0)


def end_of(group: Sequence[str], text: str) -> int:
    """Where the last of the group's skills ends in the text."""
    return max((one.end for one in mentions_of(text) if one.name in group), default=len(text))


def has_a_name(group: Sequence[str], text: str) -> bool:
    """Whether one of the group's skills is called by a name of its own."""
    return any(is_a_name(one, text) for one in group)


def is_asked(text: str) -> bool:
    """Whether a name stands in a line that asks: English prose names firms and products of all sorts."""
    if CYRILLIC.search(text) or len(text.split()) <= AN_ITEM:
        return True
    if only_names(text) or any(is_detail([one.name], text) for one in mentions_of(text)):
        return True
    return bool(ASKING.search(text))


def is_detail(group: Sequence[str], text: str) -> bool:
    """Whether a skill stands in a bracket: it says what is meant by the one before it."""
    place = next((one.start for one in mentions_of(text) if one.name in group), 0)
    return text.rfind("(", 0, place) > text.rfind(")", 0, place)


@lru_cache(maxsize=20_000)
def only_names(text: str) -> bool:
    """Whether a line is a list of skills and nothing more."""
    left, end = "", 0
    for one in mentions_of(text):
        left, end = f"{left} {text[end : one.start]}", one.end
    return end > 0 and not WORDS.search(left + text[end:])


def is_all(group: Sequence[str], text: str) -> bool:
    """Whether the text asks for the skill and nothing more, as a list of skills does."""
    written = next((one for one in mentions_of(text) if one.name in group), None)
    return written is None or EMPTY_WORDS.issuperset(stems(f"{text[: written.start]} {text[written.end :]}"))


def is_soft(group: Sequence[str]) -> bool:
    """Whether the group is of traits and common words only."""
    return not real_skills(frozenset(map(fold, group)))
