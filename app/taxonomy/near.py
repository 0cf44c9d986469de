"""Spellings near a known skill, and spellings with several meanings: what only a person can settle."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from app.taxonomy import skills
from app.taxonomy.words import fold

_TABLE = Path(__file__).parent / "tables" / "skills_ambiguous.txt"
_DIGITS = re.compile(r"\d+")
#: Letters that may differ: one in a word of this length, two in one twice as long (tune).
_ONE_SLIP = 5
_LONGEST = 60


@cache
def _ambiguous() -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            written, _, meanings = line.partition(" = ")
            names = tuple(skills.canonical(one.strip()) for one in meanings.split(";"))
            found |= {skills.spelling(one): names for one in written.split("|")}
    return found


def meanings(written: str) -> tuple[str, ...]:
    """The skills a spelling of several meanings may stand for; empty for any other spelling."""
    return _ambiguous().get(skills.spelling(written), ())


@lru_cache(maxsize=2_000)
def nearest(written: str, limit: int = 2) -> tuple[str, ...]:
    """Known skills written nearly so, nearest first: a slip of the pen apart (one letter in five, two in
    ten), with the same figures in them."""
    name = " ".join(fold(written).split())
    slips = min(2, len(name) // _ONE_SLIP)
    if not slips or len(name) > _LONGEST:
        return ()
    known = skills.spellings()
    figures = _DIGITS.findall(name)
    near = process.extract(
        name, known.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=10
    )
    found: dict[str, None] = {}
    for spelling, _, _ in near:
        if _DIGITS.findall(spelling) == figures and spelling[0] == name[0]:
            found[known[spelling]] = None
    return tuple(found)[:limit]
