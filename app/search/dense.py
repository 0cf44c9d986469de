"""The dense signals of a plan: the nearest titles and cards, of the compact vectors or the vector store."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.search.compacting import compact_beside, rows_of
from app.search.embedding import CachedEmbedder, Vectors
from app.search.facts import passing
from app.search.filters import HardFilters
from app.search.plan import QueryPlan
from app.search.plan_vectors import PlanVectors
from app.search.pool import Found, Ids
from app.search.tasks import Expected
from app.search.title_space import TitleSpace, space_of
from data.bounded import Bounded, OfState
from data.compact import Allowed, CompactVectors, Snapshot
from data.errors import IndexUnavailable
from data.lexical import LexicalIndex
from data.vectors import Field, VectorStore

_K = 400
_TASK_K = 60  # of each task
#: Two short texts that have nothing to do with each other lie this near now and then.
_UNLIKE = 0.4
#: Of each of the two witnesses of tasks, and of the relation learned from them.
_SHARES = (0.1, 0.8)
_SURE = 4  # its high values mean much more than its middling ones
_RECHECK_SECONDS = 10.0
_PLANS = 200  # what they found is remembered, some 20 KB each
_SIEVES = 32  # a byte for each vacancy, 8 for each that passes
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sieve:
    """Which rows of the compact vectors may pass the filters."""

    snapshot: Snapshot
    allowed: Allowed

    def passing(self, ids: Ids) -> NDArray[np.bool_]:
        """By vacancy; one that is not among the vectors may pass."""
        rows = self.snapshot.rows_of(ids)
        return np.where(rows < 0, True, self.allowed.mask[rows])


class DenseReader:
    """`embedders`: the current model, then earlier ones. One object serves all threads."""

    def __init__(
        self, store: VectorStore, lexical: LexicalIndex, embedders: Sequence[CachedEmbedder]
    ) -> None:
        self._store = store
        self._lexical = lexical
        self._embedders = embedders
        self._serving: tuple[float, CachedEmbedder] | None = None
        self._compact: dict[tuple[str, int], CompactVectors] = {}
        self._sieves: Bounded[HardFilters, Sieve] = Bounded(_SIEVES)
        self._found: OfState[tuple[QueryPlan, int], tuple[Sieve | None, PlanVectors]] = OfState(_PLANS)

    def ask(self, plan: QueryPlan, timings: dict[str, float], sieve: Sieve | None) -> PlanVectors:
        """The nearest of all, with a sieve those that pass too; `timings` gets embed and dense in ms. Raises
        IndexUnavailable."""
        embedder = self.serving()
        snapshot = sieve.snapshot if sieve is not None else self._snapshot(embedder)
        kept, key = self._found.memory(snapshot), (plan, id(sieve))
        known = kept.of([key]).get(key) if snapshot is not None else None
        if known is not None and known[0] is sieve:
            return known[1]
        started = time.perf_counter()
        vectors = embedder.encode([*plan.titles, plan.text])
        timings["embed"] = (time.perf_counter() - started) * 1000
        started = time.perf_counter()
        titles = vectors[: len(plan.titles)] if plan.titles else vectors[-1:]
        found = PlanVectors(
            titles, plan.worths if plan.titles else [1.0], vectors[-1:],
            self._nearest(embedder, snapshot, sieve, "title", titles),
            self._nearest(embedder, snapshot, sieve, "card", vectors[-1:]),
            _K, lambda field, ids: self._rows(embedder, snapshot, field, ids),
            self.space() if plan.one_english_title else None,
        )  # fmt: skip
        timings["dense"] = (time.perf_counter() - started) * 1000
        if snapshot is not None:  # what the vector store says may change at any time
            kept.keep({key: (sieve, found)})
        return found

    def snapshot(self) -> Snapshot | None:
        """The compact vectors as they are now: the same object until they change. None while the vector store
        has to answer."""
        return self._snapshot(self.serving())

    def near_tasks(self, expected: Expected, sieve: Sieve | None) -> Ids:
        """Whose titles are nearest to any of some tasks. Raises IndexUnavailable."""
        embedder = self.serving()
        snapshot = sieve.snapshot if sieve is not None else self._snapshot(embedder)
        asked = np.concatenate([told.vectors for told in expected.witnesses])
        lists = self._nearest(embedder, snapshot, sieve, "title", asked, k=_TASK_K)
        return np.unique(np.concatenate([ids for ids, _ in lists]))

    def task_cosines(self, expected: Expected, ids: Ids, sieve: Sieve | None) -> Found:
        """0..1: how far the cosine of titles with some tasks is above that of unlike ones, times the worth of
        the task, of each witness's best task, and how far the learned relation has them belong to the title:
        by `_SHARES` of what each says. Raises IndexUnavailable."""
        embedder = self.serving()
        snapshot = sieve.snapshot if sieve is not None else self._snapshot(embedder)
        rows, scores = self._rows(embedder, snapshot, "title", ids), np.zeros(len(ids))
        of_witness, of_relation = _SHARES
        for told in expected.witnesses:
            near = np.maximum(rows @ told.vectors.T - _UNLIKE, 0.0) / (1.0 - _UNLIKE)
            scores += of_witness * np.minimum((near * np.asarray(told.worths)).max(axis=1), 1.0)
        return Found(ids, scores + of_relation * expected.relation.likeness(expected.title, rows) ** _SURE)

    def sieve(self, filters: HardFilters) -> Sieve | None:
        """Who passes, remembered for the latest filters: a person asks with the same ones again. None where
        nothing is filtered, or nobody can tell."""
        if filters.empty:
            return None
        snapshot = self._snapshot(self.serving())
        if snapshot is None:
            return None
        if filters.posted_since is not None:  # facts know hours, and another search a second later is equal
            hour = filters.posted_since.replace(minute=0, second=0, microsecond=0)
            filters = replace(filters, posted_since=hour)
        kept = self._sieves.of([filters]).get(filters)
        if kept is None or kept.snapshot is not snapshot:
            kept = Sieve(snapshot, snapshot.allow(passing(snapshot.facts, filters)))
            self._sieves.keep({filters: kept})
        return kept

    def cards(self, ids: Ids, sieve: Sieve | None) -> Vectors:
        """A row for each; zeros where there is no vector. Raises IndexUnavailable."""
        embedder = self.serving()
        snapshot = sieve.snapshot if sieve is not None else self._snapshot(embedder)
        return self._rows(embedder, snapshot, "card", ids)

    def titles(self, ids: Ids, sieve: Sieve | None) -> Vectors:
        """As `cards`, of the titles; placed in the space of titles, if there is one."""
        embedder = self.serving()
        snapshot = sieve.snapshot if sieve is not None else self._snapshot(embedder)
        rows, space = self._rows(embedder, snapshot, "title", ids), self.space()
        return rows if space is None else space.placed(rows)

    def space(self) -> TitleSpace | None:
        """Where titles are compared, if the serving model has learned it."""
        embedder = self.serving()
        return space_of(embedder.name, embedder.dimension)

    def forget(self) -> int:
        """Drop the remembered vectors of plans and what they found; how many they were."""
        return self._found.clear() + sum(embedder.forget() for embedder in self._embedders)

    def _nearest(
        self,
        embedder: CachedEmbedder,
        snapshot: Snapshot | None,
        sieve: Sieve | None,
        field: Field,
        vectors: Vectors,
        k: int = _K,
    ) -> Sequence[tuple[Ids, NDArray[np.float32]]]:
        """From the compact vectors once they have caught up, from the vector store until then."""
        if snapshot is not None:
            return snapshot.nearest(field, vectors, k, None if sieve is None else sieve.allowed)
        stored = self._store.collection(field, embedder.name, embedder.dimension).query_many(vectors, k)
        return [
            (np.array([key for key, _ in hits], np.int64), np.array([one for _, one in hits], np.float32))
            for hits in stored
        ]

    def _rows(self, embedder: CachedEmbedder, snapshot: Snapshot | None, field: Field, ids: Ids) -> Vectors:
        if snapshot is not None:
            return snapshot.vectors_of(field, ids)
        return rows_of(self._store.collection(field, embedder.name, embedder.dimension), ids.tolist())

    def _snapshot(self, embedder: CachedEmbedder) -> Snapshot | None:
        key = (embedder.name, embedder.dimension)
        if key not in self._compact:
            self._compact[key] = compact_beside(self._lexical, embedder)
        try:
            return self._compact[key].snapshot()
        except IndexUnavailable as error:
            _log.warning("searching without compact vectors: %s", error)
            return None

    def serving(self) -> CachedEmbedder:
        """The current model once its collections are complete, an earlier complete one until then."""
        now = time.monotonic()
        if self._serving is not None and now < self._serving[0]:
            return self._serving[1]
        chosen = self._embedders[0]
        if len(self._embedders) > 1:
            states = {(one.model, one.dimension) for one in self._store.states() if one.complete}
            ready = [one for one in self._embedders if (one.name, one.dimension) in states]
            chosen = ready[0] if ready else chosen
        self._serving = (now + _RECHECK_SECONDS, chosen)
        return chosen
