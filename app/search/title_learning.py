"""Learns the space of titles (`title_space`) from names this project wrote itself: the forms of one concept
of the lexicon of titles, and the names of one written occupation, in Russian and English.

Two names of one concept shall be nearer than names of others (InfoNCE, van den Oord 2018), by a linear map
that is drawn towards leaving everything as it is. Names of akin concepts are not held against each other.
`python -m app.search.title_learning` writes the table anew, in a minute, the same each time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.search.embedding import Embedder, LocalEmbedder, Vectors
from app.search.title_space import TABLES, Floats, TitleSpace, write_space
from app.taxonomy.occupations.written import occupations
from app.taxonomy.title_concepts import weighted
from app.taxonomy.title_lexicon import read_lexicon

_STEPS, _BATCH, _RATE = 400, 512, 1e-3
_TEMPERATURE = 0.05
_STAY = 0.03  # 0.02 to 0.1 find names of unseen concepts alike
_AXES = 96
_AKIN = 0.5  # concepts that count at least so much in a name
_COMMON = 200  # groups; what more of them share makes nobody akin
_HEADS = 4  # names of an occupation that tell its concepts
_MANY = 8  # names; a group of more comes no oftener


@dataclass(frozen=True)
class Names:
    """`texts`, the group of each, and which groups are akin (every group to itself)."""

    texts: Sequence[str]
    groups: NDArray[np.int64]
    akin: NDArray[np.bool_]


def own_names() -> Names:
    """All names of concepts and occupations that have at least two."""
    named: list[tuple[list[str], set[str]]] = []
    for line in read_lexicon().lines.values():
        forms = [form.rstrip("?") for form in line.forms if not form.endswith(("*", "-"))]
        if line.kind != "levels":
            named.append((forms, {line.id, *_concepts((line.name, *forms[:1]))}))
    for one in occupations():
        named.append(([*one.names, *one.names_ru], _concepts(one.names[:_HEADS])))
    named = [(texts, concepts) for texts, concepts in named if len(texts) > 1]
    holding: dict[str, list[int]] = defaultdict(list)
    for number, (_, concepts) in enumerate(named):
        for concept in concepts:
            holding[concept].append(number)
    akin = np.eye(len(named), dtype=np.bool_)
    for held in holding.values():
        if len(held) < _COMMON:
            akin[np.ix_(held, held)] = True
    groups = [number for number, (texts, _) in enumerate(named) for _ in texts]
    return Names([text for texts, _ in named for text in texts], np.array(groups), akin)


def _concepts(names: Sequence[str]) -> set[str]:
    return {token for name in names for token, weight in weighted(name).items() if weight >= _AKIN}


def learned(names: Names, vectors: Vectors, *, steps: int = _STEPS, batch: int = _BATCH) -> Floats:
    """The map W (d, d) of `vectors` (a row for each name). Adam, the rate falling to nothing."""
    chance = np.random.default_rng(0)
    count, dimension = int(names.groups.max()) + 1, vectors.shape[1]
    members = [np.flatnonzero(names.groups == group) for group in range(count)]
    often = np.sqrt([min(len(one), _MANY) for one in members])
    still = np.eye(dimension, dtype=np.float32)
    found: Floats = still.copy()
    slope: Floats = np.zeros_like(still)
    steep: Floats = np.zeros_like(still)
    for step in range(steps):
        drawn = chance.choice(count, min(batch, count), replace=False, p=often / often.sum())
        pairs = np.array([chance.choice(members[group], 2, replace=False) for group in drawn])
        akin = names.akin[np.ix_(drawn, drawn)]
        change = _change(found, vectors[pairs[:, 0]], vectors[pairs[:, 1]], akin) + _STAY * (found - still)
        slope += 0.1 * (change - slope)
        steep += 0.01 * (change * change - steep)
        rate = _RATE * (1 - step / steps) / (1 - 0.9 ** (step + 1))
        found -= rate * slope / (np.sqrt(steep / (1 - 0.99 ** (step + 1))) + 1e-8)
    return found


def _change(found: Floats, one: Vectors, other: Vectors, akin: NDArray[np.bool_]) -> Floats:
    """The gradient of InfoNCE, both ways, for pairs (n, d) of which the n-th belong together."""
    placed, places = one @ found.T, other @ found.T
    long, longs = (np.linalg.norm(rows, axis=1, keepdims=True) for rows in (placed, places))
    placed, places = placed / long, places / longs
    cosines = placed @ places.T / _TEMPERATURE
    cosines[akin & ~np.eye(len(one), dtype=np.bool_)] = -1e9
    wrong = (_shares(cosines) + _shares(cosines.T).T) / 2 - np.eye(len(one), dtype=np.float32)
    wrong /= len(one) * _TEMPERATURE
    pull, pulls = wrong @ places, wrong.T @ placed
    pull = (pull - (pull * placed).sum(axis=1, keepdims=True) * placed) / long
    pulls = (pulls - (pulls * places).sum(axis=1, keepdims=True) * places) / longs
    return np.asarray(pull.T @ one + pulls.T @ other, dtype=np.float32)


def _shares(cosines: Floats) -> Floats:
    """Each row as shares of one."""
    raised = np.exp(cosines - cosines.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def strongest(found: Floats, axes: int = _AXES) -> TitleSpace:
    """What a map changes most, along some of its axes."""
    changes = found.T.astype(np.float64) @ found - np.eye(len(found))
    stretch, directions = np.linalg.eigh(changes)
    kept = np.argsort(-np.abs(stretch))[:axes]
    return TitleSpace(directions[:, kept].T.astype(np.float32), stretch[kept].astype(np.float32))


def learn(model: Embedder) -> TitleSpace:
    """The space of a model's titles."""
    names = own_names()
    return strongest(learned(names, model.encode(names.texts)))


def main() -> None:
    model = LocalEmbedder()
    TABLES.mkdir(exist_ok=True)
    write_space(learn(model), TABLES / f"{model.name}.{model.dimension}.npy")


if __name__ == "__main__":
    main()
