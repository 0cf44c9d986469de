"""Everything any signal has found, as arrays: who can still come among the best, and who does. Pure.

Each signal knows its own best and what all others have at most (`rest`). Whoever stays below the worst of the
best even with `rest` wherever nothing is known yet is out, and nobody has to be asked about them: the result
is that of asking about everybody (Fagin's threshold algorithm; fusion is a weighted sum, which it needs).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from app.search.fusion import FusionWeights

Ids = NDArray[np.int64]
Scores = NDArray[np.float64]
_EQUAL = 1e-9


@dataclass(frozen=True)
class Found:
    """Ids and scores of one signal, and what everybody else has at most: 0 when these are all there are."""

    ids: Ids
    scores: Scores
    rest: float = 0.0

    @classmethod
    def of(cls, scores: Mapping[int, float], rest: float = 0.0) -> Found:
        return cls(
            np.fromiter(scores.keys(), np.int64, len(scores)),
            np.fromiter(scores.values(), np.float64, len(scores)),
            rest,
        )


class Pool:
    """The union of what the signals found. Rows of the matrix are signals, columns vacancies; NaN is not
    known yet."""

    def __init__(self, found: Mapping[str, Found]) -> None:
        self.names = tuple(found)
        self.ids: Ids = _distinct([one.ids for one in found.values()])
        self._known = np.full((len(found), len(self.ids)), np.nan)
        self._rest = np.array([one.rest for one in found.values()])
        for row, one in zip(self._known, found.values(), strict=True):
            row[np.searchsorted(self.ids, one.ids)] = one.scores
            if one.rest <= 0.0:
                row[np.isnan(row)] = 0.0

    def contenders(self, weights: FusionWeights, limit: int, allowed: NDArray[np.bool_] | None = None) -> Ids:
        """Places of those that may come among the best `limit`, of the `allowed` ones if given."""
        shares = self._shares(weights)
        unknown = np.isnan(self._known)
        low = shares @ np.clip(np.where(unknown, 0.0, self._known), 0.0, 1.0)
        high = low + (shares * np.clip(self._rest, 0.0, 1.0)) @ unknown
        places = np.arange(len(self.ids)) if allowed is None else np.flatnonzero(allowed)
        if len(places) > limit:
            bar = np.partition(low[places], len(places) - limit)[len(places) - limit]
            places = places[high[places] >= bar - _EQUAL]
        return np.asarray(places, dtype=np.int64)

    def unknown(self, name: str, places: Ids) -> Ids:
        """Ids among `places` that a signal has yet to be asked about."""
        return np.asarray(self.ids[places[np.isnan(self._known[self.names.index(name), places])]])

    def missing(self, names: Sequence[str], places: Ids) -> Ids:
        """Those of `places` that one of some signals has yet to be asked about."""
        rows = [self.names.index(name) for name in names]
        return np.asarray(places[np.isnan(self._known[rows][:, places]).any(axis=0)])

    def learn(self, name: str, asked: Ids, found: Found) -> None:
        """What a signal says of the ids asked about; those it does not name have nothing."""
        row = self._known[self.names.index(name)]
        row[np.searchsorted(self.ids, asked)] = 0.0
        row[np.searchsorted(self.ids, found.ids)] = found.scores

    def fill(self, names: Sequence[str], places: Ids, scores: Scores) -> None:
        """What some signals say of those at `places`, a row each; NaN leaves what was known."""
        rows = np.array([self.names.index(name) for name in names])[:, None]
        told = np.where(np.isnan(scores), self._known[rows, places], scores)
        self._known[rows, places] = told

    def best(
        self, weights: FusionWeights, groups: Sequence[Ids], limit: int
    ) -> list[tuple[int, float, dict[str, float]]]:
        """(id, relevance 0..1, features) of the highest `limit` of each group of places, all together best
        first; ties by id."""
        asked = self._union(groups)
        relevance = np.zeros(len(self.ids))
        matrix = np.nan_to_num(self._known[:, asked])
        # equal ones are equal whatever the order of their sums
        relevance[asked] = np.round(self._shares(weights) @ np.clip(matrix, 0.0, 1.0), 12)
        tops = [places[np.lexsort((places, -relevance[places]))[:limit]] for places in groups]
        chosen = self._union(tops)
        chosen = chosen[np.argsort(-relevance[chosen], kind="stable")]
        features = np.round(np.nan_to_num(self._known[:, chosen]), 4).T.tolist()
        values = zip(self.ids[chosen].tolist(), relevance[chosen].tolist(), features, strict=True)
        return [(key, value, dict(zip(self.names, row, strict=True))) for key, value, row in values]

    def _union(self, groups: Sequence[Ids]) -> Ids:
        """All places of some groups, ascending: vacancies by id."""
        here = np.zeros(len(self.ids), dtype=np.bool_)
        for places in groups:
            here[places] = True
        return np.flatnonzero(here)

    def _shares(self, weights: FusionWeights) -> Scores:
        used = {one.name: max(0.0, getattr(weights, one.name)) for one in fields(weights)}
        total = sum(used.values()) or 1.0
        return np.array([used.get(name, 0.0) / total for name in self.names])


def _distinct(lists: Sequence[Ids]) -> Ids:
    """All ids of some lists, ascending. Sorting some thousand beats the hash table of `np.unique`."""
    ids = np.sort(np.concatenate(lists or [np.zeros(0, np.int64)]))
    return np.asarray(ids[np.diff(ids, prepend=ids[:1] - 1) > 0])
