"""Requirements a person waived: how one is named, and what a set of them is called in a key. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from app.taxonomy.words import fold

MOST_WAIVED = 15  # of one vacancy: no card shows more requirements
MAX_REQUIREMENT = 500  # characters


def key_of(requirement: str) -> str:
    """16 hex digits; the same for a text that differs in case, blanks or the mark at its end."""
    told = " ".join(fold(requirement[:MAX_REQUIREMENT]).split()).strip(" .;,")
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def digest(keys: Iterable[str]) -> str:
    """For the key of a cache: equal sets are equal, none is empty."""
    held = sorted(set(keys))
    return hashlib.sha256("|".join(held).encode()).hexdigest()[:16] if held else ""
