"""Job titles to hh.ru professional roles (ids and names are the directory's facts, the rules are ours)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from app.taxonomy.words import fold

_TABLES = Path(__file__).parent / "tables"
_WORD = re.compile(r"[a-zа-я0-9&+#]+")
_SHORT = 3  # beginnings up to this long must be the whole word: "hr", "qa", "cto"
#: a role this far below the best one is not named (tune)
_CLOSE = 0.6


@cache
def _names() -> dict[str, tuple[str, str]]:
    rows = (_TABLES / "roles.tsv").read_text(encoding="utf-8").splitlines()
    return {role_id: (name, group) for role_id, name, group in (row.split("\t") for row in rows)}


@cache
def _rules() -> list[tuple[str, list[list[str]]]]:
    rules = []
    for line in (_TABLES / "role_rules.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            role_id, _, alternatives = line.partition(":")
            rules.append((role_id, [part.split() for part in alternatives.split("|")]))
    return rules


def role_names() -> tuple[str, ...]:
    """All names of the directory, in the order of the alphabet."""
    return tuple(sorted({name for name, _group in _names().values()}))


@cache
def common_titles() -> tuple[str, ...]:
    """Titles people look for beside those of the directory, Russian and English."""
    lines = (_TABLES / "role_titles.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def role_name(role_id: str) -> str | None:
    """The directory's Russian name of a role."""
    row = _names().get(role_id)
    return row[0] if row else None


def role_group(role_id: str) -> str | None:
    """The directory's group of a role ("Информационные технологии")."""
    row = _names().get(role_id)
    return row[1] if row else None


def _first(words: list[str], beginning: str) -> int | None:
    """Where a word begins with `beginning` (a short one must be the whole word)."""
    for index, word in enumerate(words):
        if word == beginning or (len(beginning) > _SHORT and word.startswith(beginning)):
            return index
    return None


def role_ids(title: str) -> list[str]:
    """hh professional_role ids for a title, best first, at most three; empty when nothing fits."""
    return list(_role_ids(fold(title)[:300]))


def role_ids_of(titles: Sequence[str]) -> list[str]:
    """Ids for several titles: the best one of each first, then the others; of one title as `role_ids`."""
    found = [role_ids(title) for title in titles]
    return list(dict.fromkeys(ids[place] for place in range(3) for ids in found if len(ids) > place))


@lru_cache(maxsize=20_000)
def _role_ids(title: str) -> tuple[str, ...]:
    words = _WORD.findall(title)
    scores: dict[str, float] = {}
    for role_id, alternatives in _rules():
        for parts in alternatives:
            places = [_first(words, part) for part in parts]
            if None in places:
                continue
            first = min(place for place in places if place is not None)
            # specific rules first; at equal detail the word that comes earlier names the job
            score = sum(map(len, parts)) + 4 * (len(parts) - 1) - 0.5 * min(first, 8)
            scores[role_id] = max(score, scores.get(role_id, 0.0))
    best = sorted(scores, key=lambda role_id: -scores[role_id])
    return tuple(role_id for role_id in best[:3] if scores[role_id] >= _CLOSE * scores[best[0]])
