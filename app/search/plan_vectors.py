"""The dense signals of one plan: what lies nearest, and how near those lie that others have found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.search.embedding import Vectors
from app.search.pool import Found, Ids, Pool, Scores
from app.search.title_space import TitleSpace
from data.bounded import Bounded
from data.vectors import Field

Lists = Sequence[tuple[Ids, NDArray[np.float32]]]
#: A row for each id; zeros where there is no vector. May raise IndexUnavailable.
Rows = Callable[[Field, Ids], Vectors]

_POOLS = 3  # so many pools of some 10 KB: with and without filters


class PlanVectors:
    """From one state of the vectors; what it finds is found once.

    `titles` (n, d) with the worth of each, `card` (1, d); `near_titles` and `near_cards` are what lies
    nearest to each of them, best first, the `k` nearest of all at least. With a `space` the titles of
    those who come into question are compared in it.
    """

    def __init__(
        self, titles: Vectors, worths: Sequence[float], card: Vectors, near_titles: Lists, near_cards: Lists,
        k: int, rows: Rows, space: TitleSpace | None = None,
    ) -> None:  # fmt: skip
        self.found = {
            "title_cosine": _best(near_titles, worths, k), "card_cosine": _best(near_cards, [1.0], k),
        }  # fmt: skip
        self._titles, self._worths = titles, np.asarray(worths, dtype=np.float32)
        self._card = card
        self._rows = rows
        self._space = space
        self._told: Bounded[bytes, Scores] = Bounded(_POOLS)

    @property
    def ids(self) -> Ids:
        """Whom it has found by itself."""
        return np.unique(np.concatenate([one.ids for one in self.found.values()]))

    def complete(self, pool: Pool, places: Ids) -> None:
        """The cosines of those among `places` that some other signal has found; in a space of titles those of
        all of them. Raises IndexUnavailable."""
        asked = places if self._space is not None else pool.missing(tuple(self.found), places)
        if len(asked):
            ids = pool.ids[asked]
            pool.fill(tuple(self.found), asked, self._told.made(ids.tobytes(), lambda: self._cosines(ids)))

    def _cosines(self, ids: Ids) -> Scores:
        rows = self._rows("title", ids)
        near = rows @ self._titles.T if self._space is None else self._space.cosines(rows, self._titles)
        of_title = (near * self._worths).max(axis=1)
        of_card = self._rows("card", ids) @ self._card[0]
        return np.maximum(np.stack([of_title, of_card]).astype(np.float64), 0.0)


def _best(lists: Lists, worths: Sequence[float], k: int) -> Found:
    """Every vacancy of some lists once, with its best cosine times the worth of the list. Nobody else has
    more than the last of the `k` nearest of a full list."""
    ids = np.concatenate([one for one, _ in lists])
    scores = np.concatenate([near * worth for (_, near), worth in zip(lists, worths, strict=True)])
    order = np.lexsort((-scores, ids))
    ids, scores = ids[order], scores[order].astype(np.float64)
    first = np.ones(len(ids), dtype=np.bool_)
    first[1:] = ids[1:] != ids[:-1]
    lasts = (near[k - 1] * worth for (_, near), worth in zip(lists, worths, strict=True) if len(near) >= k)
    return Found(ids[first], np.maximum(scores[first], 0.0), float(max(lasts, default=0.0)))
