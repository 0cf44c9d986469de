"""How fast search and ingestion are, each against the bare operation it cannot do without, in one run."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import numpy as np

from app.evaluation.parts import Parts, Say
from app.matching.service import MatchingService
from app.matching.shown import ShownCounter
from app.matching.types import SearchResult
from app.preferences import service as preferences
from app.preferences.wishes import USUAL, Wishes
from app.privacy.memories import forget_texts
from app.resumes.profile import Position, Profile, Skill
from app.search import projection
from app.search.compacting import compact_beside
from app.search.documents import Indexable, card_text, title_text
from app.search.embedding_beside import beside
from app.search.plan import plan_for
from app.search.recall import Recall
from app.search.words import lexical_queries
from data.lexical import LexicalIndex
from data.repositories import people, synthetic, vacancies

SEARCHES = 40
CROWD = 8
CROWD_SEARCHES = 20
#: City or remote, pay and boards, all of them hard.
WISHES = Wishes(
    areas=("1", "2"),
    remote=True,
    salary=Decimal(90_000),
    sources=("bench-copy-0", "bench-copy-1", "bench-copy-2"),
    rules=frozenset((*USUAL, "city", "salary")),
)


@dataclass(frozen=True)
class Quantiles:
    """Milliseconds."""

    p50: float
    p95: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> Quantiles:
        low, high = np.percentile(milliseconds, [50, 95])
        return cls(round(float(low), 1), round(float(high), 1))


def ingest_rate(parts: Parts, rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Rows a second through store and index, against embedding the same texts and nothing else."""
    sample = [_of_row(number, row) for number, row in enumerate(rows[: min(400, len(rows))], start=1)]
    parts.embedder.encode([title_text(one) for one in sample[:8]])  # load the model
    started = time.perf_counter()
    parts.embedder.encode([title_text(one) for one in sample])
    parts.embedder.encode([card_text(one) for one in sample])
    bare = len(sample) / (time.perf_counter() - started)
    with beside(parts.embedder, at_once=True) as embedder:
        embedder.encode([title_text(one) for one in sample])  # wait until it is there
        started = time.perf_counter()
        for start in range(0, len(rows), 500):
            with parts.database.transaction() as session:
                vacancies.upsert(session, rows[start : start + 500])
        projection.follow(parts.database, parts.store, parts.lexical, embedder)
        whole = len(rows) / (time.perf_counter() - started)
    learned = projection.follow(parts.database, parts.store, parts.lexical, parts.embedder, learn=True)
    return {
        "rows": len(rows),
        "ingest_rows_per_s": round(whole, 1),
        "bare_embedding_rows_per_s": round(bare, 1),
        "themes_learned_afterwards_s": round(learned.seconds.get("themes", 0.0), 1),
        "ratio": round(whole / bare, 3),
    }


def search_speed(parts: Parts, rows: Sequence[dict[str, Any]], say: Say) -> dict[str, Any]:
    """Whole searches, kept in Postgres as always, against the bare pipeline on the same data.

    First the first search after a start. Then one searcher with new and with known profiles, without and with
    hard filters, interleaved with the bare pipeline so that all see the same machine; then `CROWD` searchers
    at once, each asking again as soon as it is answered, filters on. `cpu_ms` is of this process alone.

    A known profile was searched before in the same index, with the same wishes: its vectors, its plan, what
    it recalls, and the scores and cards of single vacancies are remembered. What is open is asked, and the
    list is filtered, ordered, put together and kept, in every search anew.
    """
    profiles = [searcher(rows, number) for number in range(SEARCHES + 3)]
    people = [_person(parts, f"bench-{number}", filtered=number > 0) for number in range(CROWD + 1)]
    plain, crowd = people[0], people[1:]
    cold = _cold(parts, plain, profiles[0])
    shown = ShownCounter(parts.database)
    recall = Recall(parts.store, parts.lexical, parts.embedder)
    matching = MatchingService(parts.database, recall, shown=shown)
    bare = BarePipeline(parts)
    spent: dict[str, list[float]] = {name: [] for name in ("bare", "new", "known", "filtered")}
    busy = dict.fromkeys(spent, 0.0)
    stages: dict[str, list[float]] = {}
    for number, profile in enumerate(profiles):
        results: list[SearchResult] = []
        works: dict[str, Callable[[], object]] = {
            "bare": partial(bare.find, profile),
            "new": partial(matching.find, plain, None, profile),
            "known": partial(_find_into, results, matching, plain, profile),
            "filtered": partial(matching.find, crowd[0], None, profile),
        }
        for name, work in works.items():
            cpu = time.process_time()
            value = _milliseconds(work)
            if number < 3:
                continue  # the first ones open files and fill caches
            spent[name].append(value)
            busy[name] += (time.process_time() - cpu) * 1000 / SEARCHES
        for name, one in results[0].timings_ms.items() if number >= 3 else ():
            stages.setdefault(name, []).append(one)
    say("one searcher measured")
    bare.close()
    known = _crowd(matching, crowd, profiles, CROWD_SEARCHES)
    fresh = [searcher(rows, 1_000 + number) for number in range(CROWD * CROWD_SEARCHES)]
    new = _crowd(matching, crowd, fresh, CROWD_SEARCHES)
    shown.flush()
    found = {name: Quantiles.of(values) for name, values in spent.items()}
    found |= {f"crowd_{name}": Quantiles.of(values) for name, values in (("known", known), ("new", new))}
    return {
        **{f"{name}_ms": {"p50": value.p50, "p95": value.p95} for name, value in found.items()},
        "cold_ms": cold,
        "cpu_ms": {name: round(value, 1) for name, value in busy.items()},
        "ratio_p95": {
            name: round(value.p95 / found["bare"].p95, 2) for name, value in found.items() if name != "bare"
        },
        "stages_known_p50_ms": {name: Quantiles.of(values).p50 for name, values in stages.items()},
    }


class BarePipeline:
    """What no search can do without: embed the query, the exact nearest 100 cards, BM25's best 100, fused by
    reciprocal ranks. All cards lie in memory as float32; nothing is loaded, scored, explained or kept."""

    def __init__(self, parts: Parts) -> None:
        snapshot = compact_beside(parts.lexical, parts.embedder).snapshot()
        if snapshot is None:
            raise ValueError("the compact vectors are not filled yet")
        self._parts = parts
        self._ids = snapshot.ids
        self._cards = snapshot.floats("card")

    def find(self, profile: Profile) -> list[int]:
        """Ids, best first."""
        plan = plan_for(profile)
        vector = self._parts.embedder.encode([plan.text])[0]
        cosines = self._cards @ vector
        near = np.argpartition(-cosines, 100)[:100]
        near = near[np.argsort(-cosines[near])]
        words = self._parts.lexical.search("body", lexical_queries(plan)["body"], 100)
        scores: dict[int, float] = {}
        for ranked in (self._ids[near].tolist(), list(words)):
            for place, key in enumerate(ranked):
                scores[key] = scores.get(key, 0.0) + 1.0 / (60 + place)
        return sorted(scores, key=lambda key: -scores[key])[:100]

    def close(self) -> None:
        """Give the memory back."""
        self._cards = np.zeros((0, 0), np.float32)


def memory(parts: Parts, size: int) -> dict[str, float]:
    """MB: this process now and at most, and what lies on disk, with the same for a million vacancies."""
    compact = sum(file.stat().st_size for file in compact_beside(parts.lexical, parts.embedder).files())
    words = sum(file.stat().st_size for file in parts.lexical.folder.rglob("*") if file.is_file())
    with parts.database.transaction() as session:
        table = synthetic.database_bytes(session)
    found = {"compact": compact, "lexical": words, "database": table}
    return {
        "process_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10, 1),
        **{f"{name}_mb": round(value / 2**20, 1) for name, value in found.items()},
        **{f"{name}_mb_per_million": round(value / 2**20 / size * 1e6, 1) for name, value in found.items()},
    }


def _find_into(
    results: list[SearchResult], matching: MatchingService, person: UUID, profile: Profile
) -> None:
    results.append(matching.find(person, None, profile))


def _person(parts: Parts, handle: str, *, filtered: bool) -> UUID:
    with parts.database.transaction() as session:
        person = people.ensure(session, handle).id
    if filtered:
        preferences.save(parts.database, person, WISHES)
    return person


def _cold(parts: Parts, person: UUID, profile: Profile) -> dict[str, float]:
    """Milliseconds to get ready (the model is loaded, the indexes are opened) and of the first search then,
    with nothing remembered; the operating system may still have the files."""
    forget_texts()
    lexical, embedder = LexicalIndex(parts.lexical.folder), type(parts.embedder)()
    recall = Recall(parts.store, lexical, embedder)
    ready = _milliseconds(recall.warm)
    service = MatchingService(parts.database, recall)
    first = _milliseconds(partial(service.find, person, None, profile))
    return {"ready": round(ready, 1), "first_search": round(first, 1)}


def _crowd(
    matching: MatchingService, crowd: Sequence[UUID], profiles: Sequence[Profile], each: int
) -> list[float]:
    """Milliseconds of every search of all searchers at once."""

    def searches(number: int) -> list[float]:
        mine = [profiles[(number * each + step) % len(profiles)] for step in range(each)]
        return [_milliseconds(partial(matching.find, crowd[number], None, profile)) for profile in mine]

    with ThreadPoolExecutor(max_workers=len(crowd)) as pool:
        return [one for some in pool.map(searches, range(len(crowd))) for one in some]


def searcher(rows: Sequence[dict[str, Any]], number: int) -> Profile:
    """Somebody with six jobs and twenty skills, put together from the rows."""
    own = [rows[(number * 37 + step * 11) % len(rows)] for step in range(6)]
    names = dict.fromkeys(skill for row in own for skill in row["skills"])
    return Profile(
        role=own[0]["title"],
        positions=[Position(title=row["title"]) for row in own[1:]],
        skills=[Skill(name=name) for name in list(names)[:20]],
        role_ids=list(own[0]["role_ids"]),
    )


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _of_row(number: int, row: dict[str, Any]) -> Indexable:
    return Indexable(
        id=number,
        title=row["title"],
        body=row["body"],
        skills=row["skills"],
        key_skills=row["key_skills"],
        role_ids=row["role_ids"],
        card_hash=row["card_hash"],
    )
