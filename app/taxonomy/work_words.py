"""What a line about work speaks of, as stable codes: storage, teaching, repair. The table is ours
(`tables/work_words.txt`); it joins words of one matter that share no root ("погрузка", "склад", "warehouse").
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

from app.taxonomy.words import stem

_TABLE = Path(__file__).parent / "tables" / "work_words.txt"
_PREFIX = 2  # every beginning is looked up by its first letters


@cache
def _beginnings() -> dict[str, list[tuple[str, str, bool]]]:
    found: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _, words = line.partition(":")
            for word in words.split():
                whole = word.endswith("=")
                written = stem(word[:-1]) if whole else word
                found[word[:_PREFIX]].append((written, code, whole))
    return dict(found)


@lru_cache(maxsize=50_000)
def matters_of(one: str) -> frozenset[str]:
    """The matters a stem (see `app.taxonomy.words.stems`) speaks of; mostly none."""
    near = _beginnings().get(one[:_PREFIX], ())
    return frozenset(code for word, code, whole in near if (one == word if whole else one.startswith(word)))
