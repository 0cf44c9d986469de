"""The nearest of many unit vectors by one bit a dimension, and exactly among the best of those. Pure numpy.

A code is the signs of a vector less the mean of all: 64 bytes for 512 dimensions. Bits that differ order well
enough to keep a few times more than is wanted; the dot product of the vectors kept as bytes orders those.
Beyond some size only the lists of the nearest centroids are read (an inverted file).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
Rows = NDArray[np.int64]
Floats = NDArray[np.float32]

#: How many times more candidates the bits keep than are wanted, and at least so many.
_WIDER = 3
_AT_LEAST = 600
_SAMPLE = 30  # vectors a centroid is learned from
_ROUNDS = 6
_ASSIGNED = 20_000  # rows at once
_EVEN = np.uint64(0x00FF00FF00FF00FF)
_ADD = np.uint64(0x0001000100010001)


def codes_of(vectors: Floats, mean: Floats) -> Codes:
    """(n, `words_of` the dimension) words of signs."""
    packed = np.packbits(vectors > mean, axis=1)
    return np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8))).view(np.uint64)


def words_of(dimension: int) -> int:
    """How many words of 64 bits a code takes."""
    return -(-dimension // 64)


def bytes_of(vectors: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Vectors as signed bytes, and the number each row has to be multiplied with."""
    most = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), 1e-9)
    return np.rint(vectors * (127.0 / most)[:, None]).astype(np.int8), (most / 127.0).astype(np.float32)


def differing(codes: Codes, code: Codes) -> NDArray[np.uint16]:
    """How many bits of each row differ from `code`."""
    total = np.zeros(len(codes), dtype=np.uint64)
    for start in range(0, codes.shape[1], 8):
        counts = np.bitwise_count(codes[:, start : start + 8] ^ code[start : start + 8])
        if counts.shape[1] != 8:
            total += counts.sum(axis=1, dtype=np.uint64)
            continue
        words = counts.view(np.uint64)[:, 0]  # eight counts up to 64, added without a loop over a short axis
        total += (((words & _EVEN) + ((words >> np.uint64(8)) & _EVEN)) * _ADD) >> np.uint64(48)
    return total.astype(np.uint16)


def closest(apart: NDArray[np.uint16], k: int) -> Rows:
    """Places of those worth an exact look where `k` are wanted, by how many bits differ."""
    wide = max(_WIDER * k, _AT_LEAST)
    if len(apart) <= wide:
        return np.arange(len(apart))
    return np.argpartition(apart, wide - 1)[:wide]


def cosines_of(vector: Floats, rows: Rows, vectors: NDArray[np.int8], scales: Floats) -> Floats:
    """Of some rows, exactly as the bytes tell."""
    # no BLAS: its threads spin, and other searches need the cores
    found = np.einsum("ij,j->i", vectors.take(rows, axis=0).astype(np.float32), vector)
    return np.asarray(found * scales[rows], dtype=np.float32)


def centroids_of(vectors: Floats, many: int, *, seed: int = 7) -> Floats:
    """`many` unit vectors around which a sample of `vectors` lies (spherical k-means)."""
    chance = np.random.default_rng(seed)
    size = min(len(vectors), many * _SAMPLE)
    sample = vectors[np.sort(chance.choice(len(vectors), size, replace=False))]
    centres = sample[np.sort(chance.choice(size, min(many, size), replace=False))].copy()
    for _ in range(_ROUNDS):
        nearest_one = (sample @ centres.T).argmax(axis=1)
        order = np.argsort(nearest_one, kind="stable")
        found, first = np.unique(nearest_one[order], return_index=True)
        sums = np.add.reduceat(sample[order], first, axis=0)
        centres[found] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return np.ascontiguousarray(centres, dtype=np.float32)


def lists_of(vectors: Floats, centres: Floats) -> NDArray[np.uint16]:
    """The number of the nearest centroid of each row."""
    found = np.empty(len(vectors), dtype=np.uint16)
    for start in range(0, len(vectors), _ASSIGNED):
        part = slice(start, start + _ASSIGNED)
        found[part] = (vectors[part] @ centres.T).argmax(axis=1)
    return found
