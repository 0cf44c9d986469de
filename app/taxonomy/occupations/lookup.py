"""Which occupations a title names, by the concepts both languages share: "пекарь" and "bread baker" meet."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from app.taxonomy.occupations.written import Occupation, occupations
from app.taxonomy.title_concepts import MAX_TITLE, weighted

Likeness = NDArray[np.float64]
#: Below this a title shares but a common word with the nearest name.
LEAST = 0.35
#: A concept no name has says little against a name that has the others.
_UNHEARD = 0.35


@dataclass(frozen=True)
class _Names:
    """Concept -> (positions of names, their shares); rows of names are of length one. `owners` is the place
    of each name's occupation."""

    owners: NDArray[np.int64]
    holding: dict[str, tuple[NDArray[np.int64], Likeness]]
    rarity: dict[str, float]
    unheard: float


@lru_cache(maxsize=2_000)
def likeness(title: str) -> Likeness:
    """0..1 for each of `occupations()`: the cosine of concepts with its nearest name, rare concepts heavier.
    Not to be written into."""
    names = _names()
    found = np.zeros(len(occupations()))
    vector = _unit({token: share * names.rarity.get(token, names.unheard)
                    for token, share in weighted(title[:MAX_TITLE]).items()})  # fmt: skip
    of_names = np.zeros(len(names.owners))
    for token, share in vector.items():
        if token in names.holding:
            places, shares = names.holding[token]
            of_names[places] += share * shares
    np.maximum.at(found, names.owners, of_names)
    found.setflags(write=False)
    return found


def nearest(title: str, limit: int = 3) -> list[tuple[Occupation, float]]:
    """The best occupations for a title, best first; empty when none shares more than a common word."""
    found = likeness(title)
    best = sorted(range(len(found)), key=lambda place: (-found[place], place))[:limit]
    return [(occupations()[place], float(found[place])) for place in best if found[place] >= LEAST]


@cache
def _names() -> _Names:
    owners: list[int] = []
    told: list[dict[str, float]] = []
    for place, occupation in enumerate(occupations()):
        for name in (*occupation.names, *occupation.names_ru):
            owners.append(place)
            told.append(weighted(name))
    spread = Counter(token for one in told for token in one)
    rarity = {token: math.log(1 + len(told) / (1 + count)) for token, count in spread.items()}
    holding: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, one in enumerate(told):
        for token, share in _unit({token: share * rarity[token] for token, share in one.items()}).items():
            holding[token].append((number, share))
    return _Names(
        owners=np.array(owners, dtype=np.int64),
        holding={
            token: (np.array([place for place, _ in row], np.int64), np.array([share for _, share in row]))
            for token, row in holding.items()
        },
        rarity=rarity,
        unheard=_UNHEARD * math.log(1 + len(told)),
    )


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(share * share for share in vector.values())) or 1.0
    return {token: share / length for token, share in vector.items()}
