"""Arithmetic of comparing a posting with some hundred people, all of them at once. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.search.embedding import Embedder, Vectors

Scores = NDArray[np.float64]

_NEIGHBOURS, _STEEP = 8, 3  # nearer ones count by the third power of their cosine
_K1 = 1.2


class Rows:
    """Vectors of several texts of each person, one below the other."""

    def __init__(self, embedder: Embedder, texts: Sequence[Sequence[str]]) -> None:
        told = [text for several in texts for text in several]
        self.rows = embedder.encode(told) if told else np.zeros((0, embedder.dimension), np.float32)
        self._counts = np.array([len(several) for several in texts], dtype=np.int64)
        self._owner = np.repeat(np.arange(len(texts)), self._counts)

    def apart_from(self, centre: Vectors) -> Rows:
        self.rows = unit(self.rows - centre)
        return self

    def best(self, asked: Vectors) -> Scores:
        """The highest cosine of any text of a person with any of what is asked; 0 without a text."""
        found = np.zeros(len(self._counts))
        if len(self.rows):
            np.maximum.at(found, self._owner, (self.rows @ asked.T).max(axis=1))
        return found

    def answered(self, asked: Vectors) -> Scores:
        """The mean over a person's texts of the highest cosine with any of what is asked."""
        found = np.zeros(len(self._counts))
        if len(self.rows):
            np.add.at(found, self._owner, (self.rows @ asked.T).max(axis=1))
        return np.asarray(found / np.maximum(self._counts, 1))

    def means(self) -> Vectors:
        """A row of length one for each person."""
        found = np.zeros((len(self._counts), self.rows.shape[1]), np.float32)
        np.add.at(found, self._owner, self.rows)
        return unit(found)


class Cosines:
    """Cosines of tf-idf with logarithmic counts (Salton's ltc)."""

    def __init__(self, documents: Sequence[Mapping[str, int]]) -> None:
        self._count = len(documents)
        frequency = Counter(term for document in documents for term in document)
        self._rarity = {
            term: math.log((1 + self._count) / (1 + times)) + 1.0 for term, times in frequency.items()
        }
        self._told = math.log((1 + self._count) / 2) + 1.0
        self._index = _Index(map(self._vector, documents))

    def rarity(self, term: str) -> float:
        """How telling a term is; nothing where nobody has it."""
        return self._rarity.get(term, 0.0)

    def of(self, asked: Mapping[str, float]) -> Scores:
        return self._index.of(self._vector(asked), self._count)

    def _vector(self, counts: Mapping[str, float]) -> dict[str, float]:
        told = {
            term: (1.0 + math.log(times)) * self._rarity[term]
            for term, times in counts.items()
            if term in self._rarity
        }
        length = math.sqrt(sum(value * value for value in told.values())) or 1.0
        return {term: value / length for term, value in told.items()}


class Ranks:
    """BM25 of some tokens, `b` being the share of length normalisation."""

    def __init__(self, documents: Sequence[Mapping[str, int]], b: float) -> None:
        self._count = len(documents)
        sizes = [sum(document.values()) for document in documents]
        usual = sum(sizes) / max(1, len(sizes)) or 1.0
        frequency = Counter(term for document in documents for term in document)

        def worth(document: Mapping[str, int], size: int) -> dict[str, float]:
            room = _K1 * (1.0 - b + b * size / usual)
            return {
                term: math.log(1 + (self._count - frequency[term] + 0.5) / (frequency[term] + 0.5))
                * times * (_K1 + 1.0) / (times + room)
                for term, times in document.items()
            }  # fmt: skip

        self._index = _Index(worth(document, size) for document, size in zip(documents, sizes, strict=True))

    def of(self, asked: Mapping[str, float]) -> Scores:
        return self._index.of(asked, self._count)


class _Index:
    """Term -> who has it and what it is worth there."""

    def __init__(self, documents: Iterable[Mapping[str, float]]) -> None:
        listed: dict[str, tuple[list[int], list[float]]] = {}
        for number, document in enumerate(documents):
            for term, value in document.items():
                places, values = listed.setdefault(term, ([], []))
                places.append(number)
                values.append(value)
        self._listed = {term: (np.array(one), np.array(other)) for term, (one, other) in listed.items()}

    def of(self, asked: Mapping[str, float], count: int) -> Scores:
        found = np.zeros(count)
        for term, weight in asked.items():
            if term in self._listed:
                places, values = self._listed[term]
                found[places] += weight * values
        return found


def neighbourhood(rows: Vectors) -> NDArray[np.float32]:
    """(n, n): the shares of each person's nearest, who resemble them most; rows sum to one."""
    near = np.maximum(rows @ rows.T, 0.0)
    np.fill_diagonal(near, 0.0)
    kept = min(_NEIGHBOURS, len(near) - 1)
    if kept > 0:
        last = np.partition(near, len(near) - kept, axis=1)[:, len(near) - kept, None]
        near = np.where(near >= last, near**_STEEP, 0.0)
    return np.asarray(near / (near.sum(axis=1, keepdims=True) + 1e-9), dtype=np.float32)


def standard(values: Scores) -> Scores:
    return np.asarray((values - values.mean()) / (values.std() + 1e-9))


def unit(rows: Vectors) -> Vectors:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), dtype=np.float32)
