"""A space of titles in which the names of one occupation lie nearer than in that of the model.

Learned by `app.search.title_learning` from this project's own names of occupations alone: a linear map W
of the model's vectors, kept as what it changes of the products of two vectors, W'W - 1, along its strongest
axes. Stored vectors stay as they are: whoever compares two of them reads this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.search.embedding import Vectors, normalised

Floats = NDArray[np.float32]
TABLES = Path(__file__).parent / "tables"
_LEAST = 1e-6


@dataclass(frozen=True)
class TitleSpace:
    """`axes` (r, d) are directions at right angles, `stretch` (r,) what each adds to the square of a length:
    above 0 it tells occupations apart, near -1 it tells nothing of them."""

    axes: Floats
    stretch: Floats

    def cosines(self, rows: Vectors, others: Vectors) -> Floats:
        """(n, m) cosines of n `rows` and m `others`, of length one or all zeros, in this space."""
        along, across = rows @ self.axes.T, others @ self.axes.T
        products = rows @ others.T + (along * self.stretch) @ across.T
        lengths = np.sqrt(np.outer(self._squares(rows, along), self._squares(others, across)))
        return np.asarray(products / lengths, dtype=np.float32)

    def placed(self, rows: Vectors) -> Vectors:
        """The rows themselves as they lie in this space, of length one; a row of zeros stays one."""
        moved = rows + ((rows @ self.axes.T) * (np.sqrt(1.0 + self.stretch) - 1.0)) @ self.axes
        return normalised(moved)

    def _squares(self, rows: Vectors, along: Floats) -> Floats:
        squares = np.einsum("ij,ij->i", rows, rows) + (along * along) @ self.stretch
        return np.asarray(np.maximum(squares, _LEAST), dtype=np.float32)


@cache
def space_of(model: str, dimension: int, folder: Path = TABLES) -> TitleSpace | None:
    """The space learned for a model; None for one that nothing was learned for."""
    path = folder / f"{model}.{dimension}.npy"
    if not path.is_file():
        return None
    table = np.load(path).astype(np.float32)
    return TitleSpace(table[:, 1:], table[:, 0])


def write_space(space: TitleSpace, path: Path) -> None:
    """As half floats, the stretch of each axis before it."""
    np.save(path, np.column_stack([space.stretch, space.axes]).astype(np.float16))
