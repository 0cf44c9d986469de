"""Arrays in files that one process appends to and all others map into memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def mapped(path: Path, kind: Any, count: int, width: int | None = None, *, mode: Any = "r") -> Any:
    """The first `count` rows of a file; raises OSError or ValueError where they are not there."""
    shape = (count,) if width is None else (count, width)
    if not count:
        return np.zeros(shape, kind)  # nothing cannot be mapped
    return np.memmap(path, dtype=kind, mode=mode, shape=shape).view(np.ndarray)


def append_to(path: Path, place: int, rows: NDArray[Any]) -> None:
    """Write at `place` bytes: what an interrupted writer left behind it is written over."""
    with path.open("r+b" if path.exists() else "w+b") as opened:
        opened.seek(place)
        opened.write(np.ascontiguousarray(rows).tobytes())


class Places:
    """The row of each id; where an id stands twice, the later row."""

    def __init__(self, ids: Rows) -> None:
        self._rows = np.argsort(ids, kind="stable")
        self._sorted = ids[self._rows]

    def of(self, ids: Rows) -> Rows:
        """-1 where there is none."""
        if not len(self._sorted):
            return np.full(len(ids), -1, np.int64)
        places = np.searchsorted(self._sorted, ids, side="right") - 1
        here = (places >= 0) & (self._sorted[places] == ids)
        return np.where(here, self._rows[places], -1)
