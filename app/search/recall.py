"""Recall: from a plan to a few hundred candidates, out of the vector index and the lexical index.

Filters come later: they cost a vector index far more than an over-fetch. Either index may be down; the other
one then answers alone and says so.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.search import fusion
from app.search.documents import grams, skill_tokens
from app.search.embedding import CachedEmbedder, Embedder, Vectors
from app.search.plan import QueryPlan
from app.search.pool import Found, Ids, Pool
from app.taxonomy.skills import find_skills
from app.taxonomy.words import stems
from data.errors import IndexUnavailable
from data.lexical import Asking, LexicalIndex, TextField, Words
from data.vectors import VectorStore

Mode = Literal["hybrid", "dense", "lexical"]

_DENSE_K = 400
_LEXICAL_K = 400
_ROLE_WORTH = (1.0, 0.6, 0.6)
_RECHECK_SECONDS = 10.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Candidate:
    """`relevance` 0..1, comparable between queries; `features` are the signals it is made of."""

    vacancy_id: int
    relevance: float
    features: dict[str, float]


@dataclass(frozen=True)
class Recalled:
    """`missing` names the indexes that did not answer; `timings_ms` has embed, dense and lexical."""

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
        self._embedders = tuple(CachedEmbedder(one) for one in (embedder, *others))
        self._serving: tuple[float, CachedEmbedder] | None = None

    def candidates(self, plan: QueryPlan, *, limit: int = 300, mode: Mode = "hybrid") -> list[Candidate]:
        """The best candidates, best first; raises IndexUnavailable only when no index answers."""
        return self.recall(plan, limit=limit, mode=mode).candidates

    def recall(self, plan: QueryPlan, *, limit: int = 300, mode: Mode = "hybrid") -> Recalled:
        """As `candidates`, with what was missing and how long it took."""
        if plan.empty:
            return Recalled([])
        weights = kind_of(plan)
        signals: dict[str, Found] = {}
        timings: dict[str, float] = {}
        missing: list[str] = []
        failure: IndexUnavailable | None = None
        words: _Words | None = None
        if mode != "lexical":
            try:
                signals |= self._dense(plan, timings)
            except IndexUnavailable as error:
                _log.warning("searching without vectors: %s", error)
                missing.append("vectors")
                failure = error
        if mode != "dense":
            started = time.perf_counter()
            try:
                words = _Words(self._lexical.ask(), lexical_queries(plan))
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
        places = pool.contenders(weights, limit)
        if words is not None:
            try:
                words.complete(pool, places)
            except IndexUnavailable as error:  # gone between two questions: what it said so far counts
                _log.warning("searching with few words: %s", error)
                missing.append("lexical")
        chosen = [Candidate(*one) for one in pool.best(weights, places, limit)]
        timings["lexical"] = timings.get("lexical", 0.0) + _since(started)
        return Recalled(chosen, tuple(missing), timings)

    def forget(self) -> int:
        """Drop the remembered vectors of plans; how many they were."""
        return sum(embedder.forget() for embedder in self._embedders)

    def warm(self) -> None:
        """Load the model and open both indexes, so that nobody's first search pays for it."""
        self.recall(QueryPlan(titles=("инженер",), skills=("sql",), text="инженер sql"), limit=1)

    def _dense(self, plan: QueryPlan, timings: dict[str, float]) -> dict[str, Found]:
        embedder = self._serving_embedder()
        started = time.perf_counter()
        vectors = embedder.encode([*plan.titles, plan.text])
        timings["embed"] = _since(started)
        started = time.perf_counter()
        titles = self._store.collection("title", embedder.name, embedder.dimension)
        cards = self._store.collection("card", embedder.name, embedder.dimension)
        found: dict[str, Mapping[int, float]] = {}
        if plan.titles:
            lists = titles.query_many(vectors[: len(plan.titles)], _DENSE_K)
            found["title_cosine"] = _best_title(lists, plan.worths)
        else:
            found["title_cosine"] = dict(titles.query(_last(vectors), _DENSE_K))
        found["card_cosine"] = _with_floor(dict(cards.query(_last(vectors), _DENSE_K)), found["title_cosine"])
        found["title_cosine"] = _with_floor(found["title_cosine"], found["card_cosine"])
        timings["dense"] = _since(started)
        return {name: Found.of(scores) for name, scores in found.items()}

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


class _Words:
    """The lexical signals of one plan, from one state of the index."""

    def __init__(self, index: Asking, queries: Mapping[TextField, Sequence[Words]]) -> None:
        self._index = index
        self._queries = queries

    def own_best(self) -> dict[str, Found]:
        """Each field's own best; nobody else has more than the last of a full list."""
        found = {}
        for name, query in self._queries.items():
            ids, scores = self._index.best(name, query, _LEXICAL_K)
            rest = float(scores[-1]) if len(scores) == _LEXICAL_K else 0.0
            found[_FEATURE_OF[name]] = Found(ids, scores, rest)
        return found

    def complete(self, pool: Pool, places: Ids) -> None:
        """Every field's score of all those that may come among the best."""
        for name, query in self._queries.items():
            asked = pool.unknown(_FEATURE_OF[name], places)
            if len(asked):
                found = self._index.best(name, query, len(asked), among=asked.tolist())
                pool.learn(_FEATURE_OF[name], asked, Found(*found))


_FEATURE_OF: dict[TextField, str] = {
    "title": "lexical_title",
    "grams": "lexical_grams",
    "skills": "lexical_skills",
    "body": "lexical_body",
    "roles": "role",
}


def kind_of(plan: QueryPlan) -> fusion.FusionWeights:
    """The weights for this kind of query."""
    if plan.titles:
        if plan.language == "ru":
            return fusion.TITLED_RU
        return fusion.RESUME_EN if len(plan.titles) > 1 else fusion.TITLED_EN
    return fusion.SKILLED if plan.skills else fusion.WORDED


def lexical_queries(plan: QueryPlan) -> dict[TextField, list[Words]]:
    """Field -> alternatives, of which the best counts; an older job is worth less."""
    aged = list(zip(plan.titles, plan.worths, strict=True))
    mentioned = [mention.name for title in plan.titles[:2] for mention in find_skills(title)]
    skills = skill_tokens((*plan.skills, *mentioned))
    body = stems(" ".join((*plan.titles[:3], *plan.skills, *plan.written))) or stems(plan.text)
    return {
        "title": [Words(_counted(stems(title)), worth) for title, worth in aged]
        or [Words(_counted(stems(plan.text[:200])))],
        "grams": [Words(_counted(grams(title)), worth) for title, worth in aged],
        "skills": [Words(dict.fromkeys(skills, 1.0))],
        "body": [Words(dict.fromkeys(body, 1.0))],
        "roles": [
            Words({f"r{role}": 1.0}, worth) for role, worth in zip(plan.role_ids, _ROLE_WORTH, strict=False)
        ],
    }


def _counted(words: Iterable[str]) -> dict[str, float]:
    """Term -> how often it stands in the query, which is how BM25 counts a query."""
    counted: dict[str, float] = {}
    for word in words:
        counted[word] = counted.get(word, 0.0) + 1.0
    return counted


def _best_title(lists: Sequence[Sequence[tuple[int, float]]], worths: Sequence[float]) -> dict[int, float]:
    found: dict[int, float] = {}
    for hits, weight in zip(lists, worths, strict=True):
        for key, cosine in hits:
            found[key] = max(found.get(key, 0.0), cosine * weight)
    return found


def _with_floor(found: Mapping[int, float], others: Mapping[int, float]) -> dict[int, float]:
    """What only another list has found lies at most at the end of this one: count it as that."""
    floor = min(found.values(), default=0.0)
    return {**dict.fromkeys(others, floor), **found}


def _last(vectors: Vectors) -> Vectors:
    last: Vectors = vectors[len(vectors) - 1]
    return last


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
