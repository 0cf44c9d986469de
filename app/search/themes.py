"""Themes: which words go together in the postings that are here, learned from the index without labels.

Latent semantic analysis (Deerwester et al. 1990): words weighted by (1 + log count) * log(documents /
documents with the word), rows of length one, cut to the strongest directions by a randomised SVD (Halko,
Martinsson and Tropp 2011). `Greenplum` lies near `Airflow` because postings name both, whatever their
language. A whole résumé has its place here too: its many words do not drown one another as in BM25.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from app.search.documents import skill_tokens
from app.search.plan import QueryPlan
from app.taxonomy.words import stems
from data.bounded import OfState
from data.lexical import LexicalDocument
from data.themes import Arrays, Floats, Near, Placed, ThemeIndex

#: Learned from so many documents at most: more say the same and cost minutes.
SAMPLE = 8_000
#: With fewer there is nothing to learn.
LEAST = 40
#: Learned anew when there are so many times more documents than then.
GROWTH = 4
_DIRECTIONS = 96
_SPARE = 20  # columns more than wanted, and passes: the usual settings of the randomised SVD
_PASSES = 3
_MOST_TERMS = 30_000
_EVERYWHERE = 0.3  # share of the documents; a word of more of them tells nothing
_TOLD = 20  # words of the body a document needs to have a theme at all
_CHUNK = 50_000  # entries of the matrix at once: bounds the memory to some 25 MB
_PLANS = 100  # what they found is remembered, some 10 KB each
_MAX_PASSAGE = 20_000  # characters

#: Those of all documents whose id is wanted, in parts; asked twice.
Documents = Callable[[Callable[[int], bool]], Iterable[Sequence[LexicalDocument]]]


@dataclass(frozen=True)
class Themes:
    """`directions` has a row a term (same order as `terms`), float32; `weights` are the terms' idf."""

    terms: tuple[str, ...]
    weights: Floats
    directions: Floats

    @cached_property
    def name(self) -> str:
        """Changes with everything that was learned."""
        digest = hashlib.sha256("\n".join(self.terms).encode())
        digest.update(self.weights.tobytes())
        digest.update(self.directions.tobytes())
        return f"model-{digest.hexdigest()[:12]}"

    @property
    def width(self) -> int:
        return int(self.directions.shape[1])

    @cached_property
    def _places(self) -> dict[str, int]:
        return {term: place for place, term in enumerate(self.terms)}

    def place(self, documents: Sequence[Sequence[str]]) -> Floats:
        """One row of length one per list of tokens; all zeros where none of them is known."""
        found = np.zeros((len(documents), self.width), dtype=np.float32)
        for number, tokens in enumerate(documents):
            places, values = _row(tokens, self._places, self.weights)
            if len(places):
                found[number] = values @ self.directions[places]
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / np.maximum(lengths, 1e-9), dtype=np.float32)

    def arrays(self) -> Arrays:
        terms = np.frombuffer("\n".join(self.terms).encode(), dtype=np.uint8)
        return {"terms": terms, "weights": self.weights, "directions": self.directions}

    @classmethod
    def of(cls, arrays: Arrays) -> Themes:
        terms = arrays["terms"].tobytes().decode().split("\n")
        weights = arrays["weights"].astype(np.float32)
        directions = arrays["directions"].astype(np.float32)
        if not len(terms) == len(weights) == len(directions):
            raise ValueError("a damaged model of themes")
        return cls(tuple(terms), weights, directions)


class ThemeReader:
    """The rows and their model, kept in memory until another model is learned. One object serves all
    threads."""

    def __init__(self, index: ThemeIndex) -> None:
        self._index = index
        self._model: tuple[str, Themes] | None = None
        self._asked: OfState[QueryPlan, Near | None] = OfState(_PLANS)

    def placed(self) -> Placed | None:
        """The rows as they are now: the same object until they change."""
        return self._index.placed()

    def near(self, plan: QueryPlan) -> Near | None:
        """How near all vacancies lie to a plan; None when nothing is learned or no word of it is known."""
        placed = self._index.placed()
        if placed is None or not placed.model:
            return None
        if self._model is None or self._model[0] != placed.model:
            model = load(self._index, placed.model)
            if model is None:
                return None
            self._model = (placed.model, model)
        themes = self._model[1]
        return self._asked.memory(placed).made(plan, lambda: _near(themes, placed, plan))

    def forget(self) -> int:
        """Drop what is remembered of plans; how many they were."""
        return self._asked.clear()

    def rows(self, ids: NDArray[np.int64]) -> Floats:
        """Where some vacancies lie, a row each; zeros where nothing is known."""
        placed = self._index.placed()
        return np.zeros((len(ids), 1), dtype=np.float32) if placed is None else placed.of(ids)


def _near(themes: Themes, placed: Placed, plan: QueryPlan) -> Near | None:
    [vector] = themes.place([plan_tokens(plan)])
    return placed.near(vector) if vector.any() else None


def load(index: ThemeIndex, name: str) -> Themes | None:
    """The model of that name; None when it is missing or damaged."""
    arrays = index.model(name)
    if arrays is None:
        return None
    try:
        return Themes.of(arrays)
    except (KeyError, ValueError):
        return None


def document_tokens(document: LexicalDocument) -> list[str]:
    """Title and skills stand apart from the same words of the body. Empty where there is hardly a body."""
    if len(document.body) < _TOLD:
        return []
    return [
        *(f"t:{word}" for word in document.title),
        *(f"s:{name}" for name in document.skills),
        *document.body,
    ]


def plan_tokens(plan: QueryPlan) -> list[str]:
    """The first title, the skills, and the words of all of it and of the passage."""
    words = stems("\n".join((*plan.titles[:3], *plan.skills, *plan.written, plan.passage[:_MAX_PASSAGE])))
    title = stems(plan.titles[0]) if plan.titles else []
    return [*(f"t:{word}" for word in title), *(f"s:{name}" for name in skill_tokens(plan.skills)), *words]


def rebuild(index: ThemeIndex, documents: Documents, *, count: int, cursor: int) -> None:
    """Learn from a sample of `count` documents and place every one of them, as of revision `cursor`."""
    stride = 1 + count // (SAMPLE + 1)
    model = learn(
        [
            document_tokens(document)
            for part in documents(lambda number: crc32(str(number).encode()) % stride == 0)
            for document in part
        ]
    )
    if model is None:
        index.replace("", {}, [], np.zeros((0, 1), dtype=np.float32), cursor=cursor, learned=count)
        return
    ids: list[int] = []
    places: list[Floats] = []
    for part in documents(lambda number: True):
        found = model.place([document_tokens(document) for document in part])
        told = np.flatnonzero(found.any(axis=1))
        ids += [part[int(place)].id for place in told]
        places.append(found[told])
    index.replace(model.name, model.arrays(), ids, np.concatenate(places), cursor=cursor, learned=count)


def learn(documents: Sequence[Sequence[str]]) -> Themes | None:
    """The themes of some lists of tokens; None when they are too few."""
    known = [tokens for tokens in documents if tokens]
    if len(known) < LEAST:
        return None
    places, weights = _vocabulary(known)
    if len(places) < _SPARE:
        return None
    rows = [_row(tokens, places, weights) for tokens in known]
    matrix = _Sparse.of([row for row in rows if len(row[0])], len(places))
    width = min(_DIRECTIONS, len(known) // 4)
    return Themes(tuple(places), weights, _directions(matrix, len(places), width))


def _vocabulary(documents: Sequence[Sequence[str]]) -> tuple[dict[str, int], Floats]:
    frequency = Counter(term for tokens in documents for term in set(tokens))
    most = _EVERYWHERE * len(documents)
    kept = [(term, count) for term, count in frequency.items() if 2 <= count <= most]
    kept.sort(key=lambda pair: (-pair[1], pair[0]))
    del kept[_MOST_TERMS:]
    counts = np.array([count for _, count in kept], dtype=np.float64)
    weights = np.log(len(documents) / np.maximum(counts, 1.0)).astype(np.float32)
    return {term: place for place, (term, _) in enumerate(kept)}, weights


def _row(
    tokens: Sequence[str], places: Mapping[str, int], weights: Floats
) -> tuple[NDArray[np.int64], Floats]:
    """Places and values of one document, of length one."""
    counted = Counter(place for token in tokens if (place := places.get(token)) is not None)
    found = np.fromiter(counted, dtype=np.int64, count=len(counted))
    counts = np.fromiter(counted.values(), dtype=np.float32, count=len(counted))
    values = ((1.0 + np.log(counts)) * weights[found]).astype(np.float32) if len(found) else counts
    return found, np.asarray(values / max(float(np.linalg.norm(values)), 1e-9), dtype=np.float32)


@dataclass(frozen=True)
class _Sparse:
    """Compressed rows, none of them empty; `height` rows."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: Floats
    kept: NDArray[np.int64]  # which rows of the full matrix these are
    height: int

    @classmethod
    def of(cls, rows: Sequence[tuple[NDArray[np.int64], Floats]], width: int) -> tuple[_Sparse, _Sparse]:
        """The matrix and its transpose."""
        lengths = np.array([len(columns) for columns, _ in rows], dtype=np.int64)
        columns = np.concatenate([one for one, _ in rows])
        values = np.concatenate([one for _, one in rows])
        of_row = np.repeat(np.arange(len(rows)), lengths)
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        order = np.argsort(columns, kind="stable")
        used, counts = np.unique(columns, return_counts=True)
        turned = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return (
            cls(starts, columns, values, np.arange(len(rows)), len(rows)),
            cls(turned, of_row[order], values[order], used, width),
        )

    def times(self, dense: Floats) -> Floats:
        found = np.zeros((self.height, dense.shape[1]), dtype=np.float32)
        for first, last in self._chunks():
            begin, end = self.starts[first], self.starts[last]
            part = dense[self.columns[begin:end]] * self.values[begin:end, None]
            found[self.kept[first:last]] = np.add.reduceat(part, self.starts[first:last] - begin, axis=0)
        return found

    def _chunks(self) -> Iterator[tuple[int, int]]:
        first = 0
        while first < len(self.kept):
            last = int(np.searchsorted(self.starts, self.starts[first] + _CHUNK, side="right")) - 1
            last = min(max(last, first + 1), len(self.kept))
            yield first, last
            first = last


def _directions(matrix: tuple[_Sparse, _Sparse], terms: int, width: int) -> Floats:
    """The strongest right singular vectors, a row a term; the same for the same documents."""
    straight, turned = matrix
    columns = min(width + _SPARE, straight.height)
    basis = np.random.default_rng(0).standard_normal((terms, columns)).astype(np.float32)
    for _ in range(_PASSES):
        left, _ = np.linalg.qr(straight.times(basis))
        basis, _ = np.linalg.qr(turned.times(left))
    _, _, mixed = np.linalg.svd(straight.times(basis), full_matrices=False)
    return np.ascontiguousarray((basis @ mixed.T)[:, :width], dtype=np.float32)
