"""Recall: from a plan to a few hundred candidates, out of the vector index and the lexical index.

Filters come later: they cost a vector index far more than an over-fetch. Either index may be down; the other
one then answers alone and says so.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.search import fusion
from app.search.compacting import compact_beside, rows_of
from app.search.company import HEAD, LEAST, settled
from app.search.embedding import CachedEmbedder, Embedder, Vectors
from app.search.facts import passing
from app.search.filters import NOTHING, HardFilters
from app.search.plan import QueryPlan
from app.search.pool import Found, Ids, Pool
from app.search.themes import ThemeReader
from app.search.words import PlanWords, WordReader
from data.compact import CompactVectors, Snapshot
from data.errors import IndexUnavailable
from data.lexical import LexicalIndex
from data.themes import Near, ThemeIndex
from data.vectors import Field, VectorStore

Mode = Literal["hybrid", "dense", "lexical"]

_DENSE_K = 400
_THEMES_K = 400
_WITNESSES = 20
_RECHECK_SECONDS = 10.0
_BLIND = 3  # times as many when nobody can tell who passes
_SIEVES = 64  # a byte for each vacancy each
Lists = Sequence[Sequence[tuple[int, float]]]
_Near = Callable[[Field, Vectors], Lists]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Candidate:
    """`relevance` 0..1, comparable between queries; `features` are the signals it is made of."""

    vacancy_id: int
    relevance: float
    features: dict[str, float]


@dataclass(frozen=True)
class Recalled:
    """`missing` names the indexes that did not answer; `timings_ms` has embed, dense, lexical and company."""

    candidates: list[Candidate]
    missing: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)


class Recall:
    """`others` are embedders of earlier models: until the new model's collections have caught up, searches
    are answered from the old ones."""

    def __init__(
        self,
        store: VectorStore,
        lexical: LexicalIndex,
        embedder: Embedder,
        *,
        others: Sequence[Embedder] = (),
    ) -> None:
        self._store = store
        self._lexical = lexical
        self._words = WordReader(lexical)
        self._themes = ThemeReader(ThemeIndex.beside(lexical.folder))
        self._embedders = tuple(CachedEmbedder(one) for one in (embedder, *others))
        self._serving: tuple[float, CachedEmbedder] | None = None
        self._compact: dict[tuple[str, int], CompactVectors] = {}
        self._sieves: dict[HardFilters, _Sieve] = {}

    def candidates(
        self, plan: QueryPlan, *, limit: int = 300, mode: Mode = "hybrid", filters: HardFilters = NOTHING
    ) -> list[Candidate]:
        """The best candidates, best first; raises IndexUnavailable only when no index answers.

        With `filters` these are the best of all and the best of those that may pass, up to `limit` each: who
        calls leaves out what does not pass, and can tell of it.
        """
        return self.recall(plan, limit=limit, mode=mode, filters=filters).candidates

    def recall(
        self, plan: QueryPlan, *, limit: int = 300, mode: Mode = "hybrid", filters: HardFilters = NOTHING
    ) -> Recalled:
        """As `candidates`, with what was missing and how long it took."""
        if plan.empty:
            return Recalled([])
        weights = kind_of(plan)
        signals: dict[str, Found] = {}
        timings: dict[str, float] = {}
        missing: list[str] = []
        failure: IndexUnavailable | None = None
        words: PlanWords | None = None
        sieve = self._sieve(filters)
        near: Near | None = None
        if mode != "lexical":
            try:
                signals |= self._dense(plan, timings, sieve)
            except IndexUnavailable as error:
                _log.warning("searching without vectors: %s", error)
                missing.append("vectors")
                failure = error
        if mode != "dense":
            started = time.perf_counter()
            near = self._themes.near(plan)
            if near is None:  # nothing learned yet, or none of its words
                weights = replace(weights, themes=0.0)
            else:
                ids, cosines = near.best(_THEMES_K)
                signals["themes"] = Found(ids, cosines, float(cosines[-1]) if len(ids) == _THEMES_K else 0.0)
            try:
                words = self._words.ask(plan)
                signals |= words.own_best()
            except IndexUnavailable as error:
                _log.warning("searching without words: %s", error)
                missing.append("lexical")
                failure, words = error, None
            timings["lexical"] = _since(started)
        if failure is not None and not signals:
            raise failure
        if mode == "dense" or "lexical" in missing:
            weights = weights.only(*fusion.DENSE)
        elif mode == "lexical" or "vectors" in missing:
            weights = weights.only(*fusion.LEXICAL)
        started = time.perf_counter()
        pool = Pool(signals)
        if filters.empty:
            groups = [pool.contenders(weights, limit)]
        elif sieve is None:  # nobody can tell here who passes: more of all
            groups = [pool.contenders(weights, _BLIND * limit)]
            limit *= _BLIND
        else:
            groups = [pool.contenders(weights, limit, allowed) for allowed in (None, sieve.passing(pool.ids))]
        asked = np.unique(np.concatenate(groups))
        if near is not None:
            unknown = pool.unknown("themes", asked)
            pool.learn("themes", unknown, Found(*near.of(unknown)))
        if words is not None:
            try:
                words.complete(pool, asked)
            except IndexUnavailable as error:  # gone between two questions: what it said so far counts
                _log.warning("searching with few words: %s", error)
                missing.append("lexical")
        found = {one[0]: one for places in groups for one in pool.best(weights, places, limit)}
        chosen = [Candidate(*one) for one in sorted(found.values(), key=lambda one: (-one[1], one[0]))]
        timings["lexical"] = timings.get("lexical", 0.0) + _since(started)
        if mode == "hybrid" and not missing:
            started = time.perf_counter()
            shown = set(pool.ids[groups[-1]].tolist())
            chosen = self._settled(plan, chosen, shown, sieve)
            timings["company"] = _since(started)
        return Recalled(chosen, tuple(missing), timings)

    def forget(self) -> int:
        """Drop the remembered vectors and questions of plans; how many they were."""
        return self._words.forget() + sum(embedder.forget() for embedder in self._embedders)

    def warm(self) -> None:
        """Load the model and open both indexes, so that nobody's first search pays for it."""
        self.recall(QueryPlan(titles=("инженер",), skills=("sql",), text="инженер sql"), limit=1)

    def _dense(self, plan: QueryPlan, timings: dict[str, float], sieve: _Sieve | None) -> dict[str, Found]:
        embedder = self._serving_embedder()
        started = time.perf_counter()
        vectors = embedder.encode([*plan.titles, plan.text])
        timings["embed"] = _since(started)
        started = time.perf_counter()
        near = self._nearest(embedder, sieve)
        found: dict[str, Mapping[int, float]] = {}
        if plan.titles:
            lists = near("title", vectors[: len(plan.titles)])
            found["title_cosine"] = _best_title(lists, plan.worths)
        else:
            found["title_cosine"] = dict(near("title", vectors[-1:])[0])
        found["card_cosine"] = _with_floor(dict(near("card", vectors[-1:])[0]), found["title_cosine"])
        found["title_cosine"] = _with_floor(found["title_cosine"], found["card_cosine"])
        timings["dense"] = _since(started)
        return {name: Found.of(scores) for name, scores in found.items()}

    def _settled(
        self, plan: QueryPlan, chosen: list[Candidate], shown: Container[int], sieve: _Sieve | None
    ) -> list[Candidate]:
        """The best of those that may pass, in the order their company gives them; the others as they are."""
        head = [one for one in chosen if one.vacancy_id in shown][:HEAD]
        if len(head) < LEAST or not _written_alike(head):
            return chosen
        ids = np.array([one.vacancy_id for one in head], dtype=np.int64)
        try:
            cards = self._cards(ids, sieve)
        except IndexUnavailable as error:  # gone since it was asked
            _log.warning("searching without company: %s", error)
            return chosen
        relevance = np.array([one.relevance for one in head])
        dealt = settled(relevance, self._themes.rows(ids), cards, terse=len(plan.titles) < 2).tolist()
        known = {
            one.vacancy_id: replace(one, relevance=value) for one, value in zip(head, dealt, strict=True)
        }
        found = [known.get(one.vacancy_id, one) for one in chosen]
        return sorted(found, key=lambda one: (-one.relevance, one.vacancy_id))

    def _cards(self, ids: Ids, sieve: _Sieve | None) -> Vectors:
        """A row for each; zeros where there is no vector."""
        embedder = self._serving_embedder()
        snapshot = sieve.snapshot if sieve is not None else self._snapshot(embedder)
        if snapshot is not None:
            return snapshot.vectors_of("card", ids)
        return rows_of(self._store.collection("card", embedder.name, embedder.dimension), ids.tolist())

    def _nearest(self, embedder: CachedEmbedder, sieve: _Sieve | None) -> _Near:
        """The compact vectors once they have caught up, the vector store until then. With a sieve also the
        nearest of those that pass."""
        snapshot = sieve.snapshot if sieve is not None else self._snapshot(embedder)
        if snapshot is None:

            def stored(field: Field, vectors: Vectors) -> Lists:
                return self._store.collection(field, embedder.name, embedder.dimension).query_many(
                    vectors, _DENSE_K
                )

            return stored

        def compact(field: Field, vectors: Vectors) -> Lists:
            found = snapshot.nearest(field, vectors, _DENSE_K)
            if sieve is None:
                return found
            passing = snapshot.nearest(field, vectors, _DENSE_K, sieve.mask)
            return [
                [*{**dict(one), **dict(other)}.items()] for one, other in zip(found, passing, strict=True)
            ]

        return compact

    def _snapshot(self, embedder: CachedEmbedder) -> Snapshot | None:
        key = (embedder.name, embedder.dimension)
        if key not in self._compact:
            self._compact[key] = compact_beside(self._lexical, embedder)
        try:
            return self._compact[key].snapshot()
        except IndexUnavailable as error:
            _log.warning("searching without compact vectors: %s", error)
            return None

    def _sieve(self, filters: HardFilters) -> _Sieve | None:
        """Who passes, remembered for the latest filters: a person asks with the same ones again."""
        if filters.empty:
            return None
        snapshot = self._snapshot(self._serving_embedder())
        if snapshot is None:
            return None
        if filters.posted_since is not None:  # facts know hours, and another search a second later is equal
            hour = filters.posted_since.replace(minute=0, second=0, microsecond=0)
            filters = replace(filters, posted_since=hour)
        kept = self._sieves.get(filters)
        if kept is None or kept.snapshot is not snapshot:
            kept = _Sieve(snapshot, passing(snapshot.facts, filters))
            if len(self._sieves) >= _SIEVES:
                self._sieves.clear()
            self._sieves[filters] = kept
        return kept

    def _serving_embedder(self) -> CachedEmbedder:
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


@dataclass(frozen=True)
class _Sieve:
    """Which rows of the compact vectors may pass the filters."""

    snapshot: Snapshot
    mask: NDArray[np.bool_]

    def passing(self, ids: Ids) -> NDArray[np.bool_]:
        """By vacancy; one that is not among the vectors may pass."""
        rows = self.snapshot.rows_of(ids)
        return np.where(rows < 0, True, self.mask[rows])


def _written_alike(head: Sequence[Candidate]) -> bool:
    """Whether half of the best share letters or a word with the question. Where they do not, in another
    language, the few right ones are known by their meaning alone and would drown in company."""
    best = head[:_WITNESSES]
    alike = (one.features.get("lexical_grams") or one.features.get("lexical_body") for one in best)
    return 2 * sum(map(bool, alike)) >= len(best)


def kind_of(plan: QueryPlan) -> fusion.FusionWeights:
    """The weights for this kind of query."""
    if plan.passage and not plan.titles:
        return fusion.PASSAGE
    if plan.titles:
        if plan.language == "ru":
            return fusion.TITLED_RU
        return fusion.RESUME_EN if len(plan.titles) > 1 else fusion.TITLED_EN
    return fusion.SKILLED if plan.skills else fusion.WORDED


def _best_title(lists: Sequence[Sequence[tuple[int, float]]], worths: Sequence[float]) -> dict[int, float]:
    found: dict[int, float] = {}
    for hits, weight in zip(lists, worths, strict=True):
        for key, cosine in hits:
            found[key] = max(found.get(key, 0.0), cosine * weight)
    return found


def _with_floor(found: Mapping[int, float], others: Iterable[int]) -> dict[int, float]:
    """What only another list has found lies at most at the end of this one: count it as that."""
    floor = min(found.values(), default=0.0)
    return {**dict.fromkeys(others, floor), **found}


def _last(vectors: Vectors) -> Vectors:
    last: Vectors = vectors[len(vectors) - 1]
    return last


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
