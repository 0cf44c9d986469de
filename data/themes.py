"""Where every vacancy lies in the space of themes: one small matrix in a folder, a projection of Postgres.

Beside the rows lies the model that made them (words, their weights, directions): rows of two models are never
mixed. Everything is read by one multiplication, 100,000 rows of 96 numbers in a few milliseconds. The cursor
says which revision the rows have followed; each file is replaced as a whole, so that readers need no lock.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.errors import IndexUnavailable

Floats = NDArray[np.float32]
Arrays = Mapping[str, NDArray[Any]]

_STRIDE = 16
_BROKEN = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


@dataclass(frozen=True)
class Placed:
    """`rows[i]` (length one) is the place of vacancy `ids[i]`; `ids` ascend. `learned` counts the vacancies
    there were when the model was learned. `model` is empty where there was nothing to learn."""

    model: str
    ids: NDArray[np.int64]
    rows: Floats
    cursor: int
    learned: int

    def near(self, vector: Floats) -> Near:
        """How near all of them lie to a row of length one."""
        return Near(self, vector)

    def of(self, ids: NDArray[np.int64]) -> Floats:
        """A row for each of `ids`; zeros where it has no place."""
        found = np.zeros((len(ids), self.rows.shape[1]), dtype=np.float32)
        here = np.isin(ids, self.ids)
        found[here] = self.rows[np.searchsorted(self.ids, ids[here])]
        return found


class Near:
    """How near all vacancies lie to one row. At a right angle or further is not near. What it found best is
    remembered, not the cosine of everybody."""

    def __init__(self, placed: Placed, vector: Floats) -> None:
        self._placed, self._vector = placed, vector
        self._best: dict[int, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}

    def best(self, k: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Ids and cosines of the `k` nearest, best first, ties by id."""
        if k not in self._best:
            self._best[k] = self._found(k)
        return self._best[k]

    def of(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Those of `ids` that have a place, with their cosines."""
        known = self._placed.ids
        places = np.minimum(np.searchsorted(known, ids), max(0, len(known) - 1))
        here = known[places] == ids if len(known) else np.zeros(len(ids), np.bool_)
        return ids[here], self._cosines(self._placed.rows[places[here]]).astype(np.float64)

    def _found(self, k: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        ids, cosines = self._placed.ids, self._cosines(self._placed.rows)
        chosen = np.flatnonzero(cosines > _bar(cosines, k))
        if k < len(chosen):
            chosen = chosen[np.argpartition(-cosines[chosen], k)[:k]]
        chosen = chosen[np.lexsort((ids[chosen], -cosines[chosen]))]
        return ids[chosen], cosines[chosen].astype(np.float64)

    def _cosines(self, rows: Floats) -> Floats:
        return np.asarray(np.einsum("ij,j->i", rows, self._vector))  # no BLAS: its threads spin


def _bar(cosines: Floats, k: int) -> float:
    """Nobody among the `k` nearest is below: read off a sample, which spares ordering all the others."""
    sample = cosines[::_STRIDE]
    spare = 2 * k // _STRIDE  # of so many in the sample there are some 2 k among all
    if spare < 1 or len(sample) <= 4 * spare:
        return 0.0
    least = np.partition(sample, len(sample) - spare)[len(sample) - spare]
    bar = float(np.nextafter(least, np.float32(-1)))  # those that tie with it stay
    return bar if bar > 0.0 and np.count_nonzero(cosines > bar) >= k else 0.0


class ThemeIndex:
    """One folder. Reading needs no lock; whoever writes holds the lock of the lexical index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: tuple[tuple[int, int], Placed] | None = None

    @classmethod
    def beside(cls, lexical: Path) -> ThemeIndex:
        """The one that belongs to a lexical index, inside its folder: whoever wipes that wipes this."""
        return cls(lexical / "themes")

    def placed(self) -> Placed | None:
        """All rows as they are now; None when nothing was learned yet or the folder is damaged."""
        stamp = self._stamp()
        if stamp is None:
            return None
        if self._read is None or self._read[0] != stamp:
            try:
                with np.load(self._rows_file, allow_pickle=False) as found:
                    kept = Placed(
                        model=str(found["model"]),
                        ids=found["ids"].astype(np.int64),
                        rows=found["rows"].astype(np.float32),
                        cursor=int(found["cursor"]),
                        learned=int(found["learned"]),
                    )
            except _BROKEN:
                return None
            self._read = (stamp, kept)
        return self._read[1]

    def model(self, name: str) -> dict[str, NDArray[Any]] | None:
        """The arrays of a model; None when they are not here (any more)."""
        try:
            with np.load(self.folder / f"{name}.npz", allow_pickle=False) as found:
                return {key: found[key] for key in found.files}
        except _BROKEN:
            return None

    def replace(
        self, model: str, arrays: Arrays, ids: Sequence[int], rows: Floats, *, cursor: int, learned: int
    ) -> None:
        """A new model with all its rows; the old one goes."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if model:
                self._save(self.folder / f"{model}.npz", arrays)
            self._keep(model, np.asarray(ids, dtype=np.int64), rows, cursor, learned)
            for old in self.folder.glob("model-*.npz"):
                if old.stem != model:
                    old.unlink(missing_ok=True)
        except OSError as error:
            raise IndexUnavailable("The index of themes cannot be written.") from error

    def write(self, ids: Sequence[int], rows: Floats, deleted: Sequence[int] = (), *, cursor: int) -> None:
        """Put rows of the present model in, take `deleted` out, remember `cursor`."""
        here = self.placed()
        if here is None:
            return
        stays = ~np.isin(here.ids, np.asarray([*ids, *deleted], dtype=np.int64))
        told = rows.any(axis=1) if len(rows) else np.zeros(0, dtype=bool)
        fresh = np.asarray(ids, dtype=np.int64)[told]
        try:
            self._keep(
                here.model, np.concatenate([here.ids[stays], fresh]),
                np.concatenate([here.rows[stays], rows[told]]) if len(fresh) else here.rows[stays],
                cursor, here.learned,
            )  # fmt: skip
        except OSError as error:
            raise IndexUnavailable("The index of themes cannot be written.") from error

    def _keep(self, model: str, ids: NDArray[np.int64], rows: Floats, cursor: int, learned: int) -> None:
        order = np.argsort(ids)
        half = rows[order].astype(np.float16)
        self._save(
            self._rows_file,
            {
                "model": np.asarray(model), "ids": ids[order], "rows": half,
                "cursor": np.asarray(cursor), "learned": np.asarray(learned),
            },
        )  # fmt: skip

    @staticmethod
    def _save(path: Path, arrays: Arrays) -> None:
        scratch = path.with_suffix(f".{os.getpid()}.new")
        with scratch.open("wb") as handle:
            np.savez(handle, allow_pickle=False, **dict(arrays))
        scratch.replace(path)

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = self._rows_file.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns

    @property
    def _rows_file(self) -> Path:
        return self.folder / "rows.npz"
