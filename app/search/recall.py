"""Recall: from a plan to a few hundred candidates, out of the vector index and the lexical index.

Filters come later: they cost a vector index far more than an over-fetch. Either index may be down; the other
one then answers alone and says so.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from operator import is_
from typing import Literal

import numpy as np

from app.search import fusion
from app.search.company import HEAD, LEAST, settled, spoken_for
from app.search.dense import DenseReader, Sieve
from app.search.embedding import CachedEmbedder, Embedder
from app.search.filters import NOTHING, HardFilters
from app.search.plan import QueryPlan
from app.search.plan_vectors import PlanVectors
from app.search.pool import Found, Ids, Pool
from app.search.tasks import Expected, TaskReader
from app.search.themes import ThemeReader
from app.search.words import PlanWords, WordReader
from app.taxonomy.occupations.lookup import nearest
from data.bounded import OfState
from data.errors import IndexUnavailable
from data.lexical import LexicalIndex
from data.themes import Near, ThemeIndex
from data.vectors import VectorStore

Mode = Literal["hybrid", "dense", "lexical"]

_THEMES_K = 400
_WITNESSES = 20
_BLIND = 3  # times as many when nobody can tell who passes
_PLANS = 100  # what they recalled, some 400 KB each with filters
_log = logging.getLogger(__name__)
_Key = tuple[QueryPlan, int, int]


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
        self._words = WordReader(lexical)
        self._themes = ThemeReader(ThemeIndex.beside(lexical.folder))
        self._tasks = TaskReader(lexical.folder.with_name("occupations"))
        self._vectors = DenseReader(store, lexical, [CachedEmbedder(one) for one in (embedder, *others)])
        self._recalled: OfState[_Key, tuple[Sieve | None, list[Candidate]]] = OfState(_PLANS)

    def candidates(
        self, plan: QueryPlan, *, limit: int = 300, mode: Mode = "hybrid", filters: HardFilters = NOTHING
    ) -> list[Candidate]:
        """The best candidates, best first; raises IndexUnavailable only when no index answers.

        With `filters` these are the best of all and the best of those that may pass, up to `limit` each: who
        calls leaves out what does not pass, and can tell of it. Remembered until any of the indexes changes.
        """
        sieve = self._vectors.sieve(filters) if mode == "hybrid" else None
        state = self._state(filters, sieve) if mode == "hybrid" else None
        if state is None:
            return self.recall(plan, limit=limit, mode=mode, filters=filters).candidates
        kept, key = self._recalled.memory(*state), (plan, limit, id(sieve))
        known = kept.of([key]).get(key)
        if known is not None and known[0] is sieve:
            return [*known[1]]
        found = self.recall(plan, limit=limit, mode=mode, filters=filters)
        now = self._state(filters, self._vectors.sieve(filters))
        if not found.missing and now is not None and all(map(is_, state, now)):  # of one state all of it
            kept.keep({key: (sieve, [*found.candidates])})
        return found.candidates

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
        vectors: PlanVectors | None = None
        sieve = self._vectors.sieve(filters)
        near: Near | None = None
        expected = self._expected(plan)
        if mode != "lexical":
            try:
                vectors = self._vectors.ask(plan, timings, sieve)
                signals |= vectors.found
                if expected is not None:
                    found = np.union1d(self._vectors.near_tasks(expected, sieve), vectors.ids)
                    signals["tasks_cosine"] = self._vectors.task_cosines(expected, found, sieve)
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
                if expected is not None:
                    signals["tasks_words"] = self._words.near_tasks(expected)
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
        everybody = words is not None and words.telling
        if everybody:
            self._complete(pool, np.arange(len(pool.ids)), near, words, missing)
        if filters.empty:
            groups = [pool.contenders(weights, limit)]
        elif sieve is None:  # nobody can tell here who passes: more of all
            groups = [pool.contenders(weights, _BLIND * limit)]
            limit *= _BLIND
        else:
            groups = [pool.contenders(weights, limit, allowed) for allowed in (None, sieve.passing(pool.ids))]
        asked = np.unique(np.concatenate(groups))
        if not everybody:
            self._complete(pool, asked, near, words, missing)
        if vectors is not None:
            try:
                vectors.complete(pool, asked)
            except IndexUnavailable as error:  # gone since it was asked: what it said so far counts
                _log.warning("searching with few vectors: %s", error)
                missing.append("vectors")
        chosen = [Candidate(*one) for one in pool.best(weights, groups, limit)]
        timings["lexical"] = timings.get("lexical", 0.0) + _since(started)
        if mode == "hybrid" and not missing and expected is None:  # tasks of one job are not alike
            started = time.perf_counter()
            shown = set(pool.ids[groups[-1]].tolist())
            chosen = self._settled(plan, chosen, shown, sieve)
            timings["company"] = _since(started)
        return Recalled(chosen, tuple(missing), timings)

    def _complete(
        self, pool: Pool, places: Ids, near: Near | None, words: PlanWords | None, missing: list[str]
    ) -> None:
        """What themes and words say of those they have not found themselves."""
        if near is not None:
            unknown = pool.unknown("themes", places)
            pool.learn("themes", unknown, Found(*near.of(unknown)))
        if words is not None:
            try:
                words.complete(pool, places)
            except IndexUnavailable as error:  # gone between two questions: what it said so far counts
                _log.warning("searching with few words: %s", error)
                missing.append("lexical")

    def _state(self, filters: HardFilters, sieve: Sieve | None) -> tuple[object, ...] | None:
        """Everything beside plan and filters that an answer is made of: other objects after any change. None
        where a change cannot be told. A signal with rows of its own belongs in here."""
        snapshot = self._vectors.snapshot() if sieve is None else sieve.snapshot
        if snapshot is None or (sieve is None and not filters.empty):
            return None
        try:
            return snapshot, self._words.asking(), self._themes.placed()
        except IndexUnavailable:
            return None

    def forget(self) -> int:
        """Drop the remembered vectors and questions of plans and what they found; how many they were."""
        self._recalled.clear()
        return self._words.forget() + self._themes.forget() + self._vectors.forget()

    def warm(self) -> None:
        """Load the model and open both indexes, so that nobody's first search pays for it."""
        nearest("инженер")  # reads the names of occupations
        self.recall(QueryPlan(titles=("инженер",), skills=("sql",), text="инженер sql"), limit=1)

    def speaks_of_tasks(self, texts: Sequence[str]) -> bool:
        """Whether some short texts tell of tasks rather than posts."""
        return self._tasks.speaks_of_tasks(texts, self._vectors.serving())

    def _expected(self, plan: QueryPlan) -> Expected | None:
        if plan.seeking != "skills" or not plan.titles:
            return None
        found = self._tasks.expected(plan.titles[0], self._vectors.serving())
        return found if found.witnesses else None

    def _settled(
        self, plan: QueryPlan, chosen: list[Candidate], shown: Container[int], sieve: Sieve | None
    ) -> list[Candidate]:
        """The best of those that may pass, in the order their company gives them; the others as they are."""
        head = [one for one in chosen if one.vacancy_id in shown][:HEAD]
        if len(head) < LEAST:
            return chosen
        alike = _written_alike(head)
        if not (alike or plan.titles):
            return chosen
        ids = np.array([one.vacancy_id for one in head], dtype=np.int64)
        relevance = np.array([one.relevance for one in head])
        try:
            if alike:
                dealt = settled(
                    relevance, self._themes.rows(ids), self._vectors.cards(ids, sieve),
                    terse=len(plan.titles) < 2 and not plan.whole,
                    space=self._vectors.space() if plan.one_english_title else None,
                )  # fmt: skip
            else:
                dealt = spoken_for(relevance, self._vectors.titles(ids, sieve))
        except IndexUnavailable as error:  # gone since it was asked
            _log.warning("searching without company: %s", error)
            return chosen
        known = {
            one.vacancy_id: Candidate(one.vacancy_id, value, one.features)
            for one, value in zip(head, dealt.tolist(), strict=True)
        }
        found = [known.get(one.vacancy_id, one) for one in chosen]
        return sorted(found, key=lambda one: (-one.relevance, one.vacancy_id))


def _written_alike(head: Sequence[Candidate]) -> bool:
    """Whether half of the best share letters or a word with the question. Where they do not, in another
    language, the few right ones are known by their meaning alone and would drown in company: they speak."""
    best = head[:_WITNESSES]
    alike = (one.features.get("lexical_grams") or one.features.get("lexical_body") for one in best)
    return 2 * sum(map(bool, alike)) >= len(best)


def kind_of(plan: QueryPlan) -> fusion.FusionWeights:
    """The weights for this kind of query."""
    if plan.passage and (plan.whole or not plan.titles):
        return fusion.PASSAGE
    if plan.titles:
        if plan.seeking == "skills":
            return fusion.SKILLS_OF_TITLE
        if plan.language == "ru":
            return fusion.TITLED_RU
        return fusion.RESUME_EN if len(plan.titles) > 1 else fusion.TITLED_EN
    return fusion.SKILLED if plan.skills else fusion.WORDED


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
