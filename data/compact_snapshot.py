"""One state of the compact vectors, mapped: the nearest of all, and of those that may pass a filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.mapped import Places, mapped
from data.nearest import Codes, Floats, Rows, closest, codes_of, cosines_of, differing, words_of
from data.vectors import FIELDS, Field

#: What filters read, one a row. -1 and 0 stand for unknown where the field says so.
FACTS = np.dtype(
    [
        ("remote", np.uint8),  # 0 unknown, 1 no, 2 yes
        ("experience", np.uint8),  # 0 unknown, else 1 + place in the dictionary
        ("several", np.uint8),  # 1: open in more places than `area` says
        ("area", np.int32),  # -1 unknown
        ("source", np.uint32),  # hash of the name
        ("pay", np.int32),  # net roubles a month, -1 unknown
        ("published", np.int32),  # hours since 1970, -1 unknown
    ]
)
_READ_LISTS = 32
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Manifest:
    """What of the files counts."""

    epoch: int = 0
    rows: int = 0
    cursor: int = 0
    complete: bool = False
    learned: int = 0  # rows the centroids were learned from


@dataclass(frozen=True)
class _Kept:
    """What is known of one field, in the order of rows. `order` has the rows list by list, list i from
    `starts[i]` on; empty where every row is looked at."""

    codes: Codes
    vectors: NDArray[np.int8]
    scales: Floats
    mean: Floats
    centres: Floats
    order: Rows
    starts: Rows

    @classmethod
    def of(cls, folder: Path, name: Field, count: int, dimension: int) -> _Kept:
        centres = np.fromfile(folder / f"{name}.centres", np.float32).reshape(-1, dimension)
        order, starts = np.zeros(0, np.int64), np.zeros(0, np.int64)
        if len(centres):
            lists = mapped(folder / f"{name}.lists", np.uint16, count)
            order = np.argsort(lists, kind="stable")
            starts = np.searchsorted(lists[order], np.arange(len(centres) + 1))
        return cls(
            mapped(folder / f"{name}.codes", np.uint64, count, words_of(dimension)),
            mapped(folder / f"{name}.bytes", np.int8, count, dimension),
            mapped(folder / f"{name}.scales", np.float32, count),
            np.fromfile(folder / f"{name}.mean", np.float32),
            centres,
            order,
            starts,
        )


@dataclass(frozen=True)
class Allowed:
    """Rows that may pass a filter: by row, how many, and list by list of each field as in `_Kept`."""

    mask: Mask
    count: int
    lists: Mapping[Field, tuple[NDArray[np.int32], Rows]]


class Snapshot:
    """The rows as they are now, read-only; `facts` and `ids` are in the order of rows."""

    def __init__(self, folder: Path, manifest: Manifest, dimension: int) -> None:
        self.manifest = manifest
        count = manifest.rows
        self.ids: Rows = mapped(folder / "ids", np.int64, count)
        self.facts: NDArray[Any] = mapped(folder / "facts", FACTS, count)
        self.gone: NDArray[np.uint8] = mapped(folder / "gone", np.uint8, count)
        self._places = Places(self.ids)
        self._fields = {name: _Kept.of(folder, name, count, dimension) for name in FIELDS}

    def allow(self, mask: Mask) -> Allowed:
        """Rows by a mask, put in order once for many questions."""
        lists = {}
        for name, kept in self._fields.items():
            inside = mask[kept.order]
            before = np.concatenate([[0], np.cumsum(inside)])
            lists[name] = (kept.order[inside].astype(np.int32), before[kept.starts])
        return Allowed(mask, int(np.count_nonzero(mask)), lists)

    def nearest(
        self, field: Field, vectors: Floats, k: int, allowed: Allowed | None = None
    ) -> list[tuple[Rows, Floats]]:
        """For each of `vectors` ids and cosines of the `k` nearest of all, and with `allowed` of the `k`
        nearest allowed ones too; best first. Where there are lists it is approximate among many rows and
        looks at each of few."""
        kept = self._fields[field]
        here = len(self.ids) if allowed is None else allowed.count
        read = _READ_LISTS * len(self.ids) // max(1, here)
        if read >= len(kept.centres) and (allowed is None or not len(kept.centres)):
            every = np.flatnonzero(self.gone == 0)
            mask = None if allowed is None else allowed.mask
            return [self._best(kept, vector, k, every, len(every), mask) for vector in vectors]
        passing = None  # where few pass, each of them is looked at
        if allowed is not None and read >= len(kept.centres):
            passing = np.flatnonzero(allowed.mask & (self.gone == 0))
        found = []
        for vector in vectors:
            near = np.argsort(-np.einsum("ij,j->i", kept.centres, vector))
            rows = self._here(_listed(kept.order, kept.starts, near[:_READ_LISTS]))
            if allowed is None:
                found.append(self._best(kept, vector, k, rows, len(rows), None))
                continue
            if passing is None:
                more = self._here(_listed(*allowed.lists[field], near[_READ_LISTS:read]))
            else:  # some of them were read with all
                more = np.setdiff1d(passing, rows, assume_unique=True)
            both = np.concatenate([rows, more])
            found.append(self._best(kept, vector, k, both, len(rows), allowed.mask))
        return found

    def _here(self, rows: Rows) -> Rows:
        return np.asarray(rows[self.gone.take(rows) == 0])

    def _best(
        self, kept: _Kept, vector: Floats, k: int, rows: Rows, first: int, allowed: Mask | None
    ) -> tuple[Rows, Floats]:
        """The nearest of the `first` of some rows, and of the allowed ones among all of them."""
        apart = differing(kept.codes.take(rows, axis=0), codes_of(vector[None, :], kept.mean)[0])
        chosen = closest(apart[:first], k)
        good = None if allowed is None else allowed.take(rows)
        if good is not None:
            inside = np.flatnonzero(good)
            looked = np.zeros(len(rows), dtype=np.bool_)
            looked[chosen] = looked[inside[closest(apart[inside], k)]] = True
            chosen = np.flatnonzero(looked)
        taken = np.sort(rows[chosen]) if good is None else rows[chosen]
        cosines = cosines_of(vector, taken, kept.vectors, kept.scales)
        cosines[kept.scales[taken] <= 0] = -2.0  # a row without this vector is near to nothing
        order = np.argsort(-cosines, kind="stable")
        if good is None:
            order = order[:k]
        else:
            general, passing = chosen[order] < first, good[chosen[order]]
            best = general & (np.cumsum(general) <= k) | passing & (np.cumsum(passing) <= k)
            order = order[best]
        order = order[cosines[order] > -2.0]
        return self.ids[taken[order]], cosines[order]

    def rows_of(self, ids: Rows) -> Rows:
        """The row of each vacancy, -1 where there is none."""
        return self._places.of(ids)

    def vectors_of(self, field: Field, ids: Rows) -> Floats:
        """A row for each of `ids`; zeros where there is no vector."""
        kept, rows = self._fields[field], self.rows_of(ids)
        found = kept.vectors[rows].astype(np.float32)
        found *= np.where(rows < 0, 0.0, kept.scales[rows]).astype(np.float32)[:, None]
        return np.asarray(found, dtype=np.float32)

    def floats(self, field: Field) -> Floats:
        """Every vector of a field, in the order of rows: for measuring."""
        kept = self._fields[field]
        return np.asarray(kept.vectors.astype(np.float32) * kept.scales[:, None], dtype=np.float32)


def _listed(order: NDArray[Any], starts: Rows, lists: Rows) -> Rows:
    """The rows of some lists."""
    bounds = zip(starts[lists].tolist(), starts[lists + 1].tolist(), strict=True)
    return np.concatenate([order[start:end] for start, end in bounds] or [order[:0]])
