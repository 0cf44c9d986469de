"""How fast search and ingestion are, each against the bare operation it cannot do without, in one run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from app.matching.service import MatchingService
from app.resumes.profile import Position, Profile, Skill
from app.search import projection
from app.search.documents import Indexable, card_text, lexical_document, title_text
from app.search.embedding import Embedder, Vectors
from app.search.plan import plan_for
from app.search.recall import Recall
from data.db import Database
from data.lexical import LexicalIndex
from data.repositories import people, projections, synthetic, vacancies
from data.vectors import VectorStore

SEARCHES = 40
_NOISE = 0.35  # length of the random step from an original vector to its copy: dense clusters
_BATCH = 2_000

Say = Callable[[str], None]


@dataclass(frozen=True)
class Quantiles:
    """Milliseconds."""

    p50: float
    p95: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> Quantiles:
        low, high = np.percentile(milliseconds, [50, 95])
        return cls(round(float(low), 1), round(float(high), 1))


@dataclass(frozen=True)
class Parts:
    """What is measured: the pieces of one installation of its own."""

    database: Database
    store: VectorStore
    lexical: LexicalIndex
    embedder: Embedder


def ingest_rate(parts: Parts, rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Rows a second through store and index, against embedding the same texts and nothing else."""
    sample = [_of_row(number, row) for number, row in enumerate(rows[: min(400, len(rows))], start=1)]
    parts.embedder.encode([title_text(one) for one in sample[:8]])  # load the model
    started = time.perf_counter()
    parts.embedder.encode([title_text(one) for one in sample])
    parts.embedder.encode([card_text(one) for one in sample])
    bare = len(sample) / (time.perf_counter() - started)
    started = time.perf_counter()
    for start in range(0, len(rows), 500):
        with parts.database.transaction() as session:
            vacancies.upsert(session, rows[start : start + 500])
    projection.follow(parts.database, parts.store, parts.lexical, parts.embedder)
    whole = len(rows) / (time.perf_counter() - started)
    return {
        "rows": len(rows),
        "ingest_rows_per_s": round(whole, 1),
        "bare_embedding_rows_per_s": round(bare, 1),
        "ratio": round(whole / bare, 3),
    }


def grow(parts: Parts, originals: int, size: int, say: Say) -> int:
    """Fill up to about `size` vacancies with copies of the first `originals`; returns how many there are.

    Their vectors are the originals' with noise: embedding them would measure the model again."""
    titles, cards = (
        parts.store.collection(field, parts.embedder.name, parts.embedder.dimension)
        for field in ("title", "card")
    )
    with parts.database.transaction() as session:
        base = projections.open_after(session, 0, limit=originals)
        have = vacancies.count(session)
    copies = have // len(base)
    indexable = {row.id: projection.indexable(row) for row in base}
    chance = np.random.default_rng(size)
    vectors = {one.field: one.vectors_of(list(indexable)) for one in (titles, cards)}
    documents = {key: lexical_document(one) for key, one in indexable.items()}
    while have + len(base) <= size:
        many = min(max(1, _BATCH * 10 // len(base)), (size - have) // len(base))
        with parts.database.transaction() as session:
            made = synthetic.multiply(session, first=copies, last=copies + many - 1)
            revision = projections.last_revision(session)
        copies += many
        have += len(made)
        parts.lexical.write([replace(documents[old], id=new) for new, old in made], cursor=revision)
        for collection in (titles, cards):
            for start in range(0, len(made), _BATCH):
                part = made[start : start + _BATCH]
                known = vectors[collection.field]
                pairs = [(new, known[old]) for new, old in part if old in known]
                rows = np.stack([vector for _, vector in pairs])
                collection.upsert([new for new, _ in pairs], _near(rows, chance))
            collection.set_cursor(revision)
        say(f"{have} vacancies")
    with parts.database.transaction() as session:
        synthetic.analyse(session)
    return have


def search_speed(parts: Parts, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One searcher: whole searches, kept in Postgres as always, with new and with known profiles, and the
    bare vector query (top 100 of the cards), interleaved so that all see the same machine."""
    recall = Recall(parts.store, parts.lexical, parts.embedder)
    matching = MatchingService(parts.database, recall)
    with parts.database.transaction() as session:
        person = people.ensure(session, "bench").id
    cards = parts.store.collection("card", parts.embedder.name, parts.embedder.dimension)
    profiles = [searcher(rows, number) for number in range(SEARCHES + 3)]
    spent: dict[str, list[float]] = {name: [] for name in ("bare_vector", "new_profile", "known_profile")}
    stages: dict[str, list[float]] = {}
    for number, profile in enumerate(profiles):
        vector = parts.embedder.encode([plan_for(profile).text])[0]
        timed = {
            "bare_vector": _milliseconds(partial(cards.query, vector, 100)),
            "new_profile": _milliseconds(partial(matching.find, person, None, profile)),
        }
        started = time.perf_counter()
        result = matching.find(person, None, profile)
        timed["known_profile"] = (time.perf_counter() - started) * 1000
        if number < 3:
            continue  # the first ones open files and fill caches
        for name, value in timed.items():
            spent[name].append(value)
        for name, value in result.timings_ms.items():
            stages.setdefault(name, []).append(value)
    found = {name: Quantiles.of(values) for name, values in spent.items()}
    bare = found["bare_vector"]
    return {
        **{f"{name}_ms": {"p50": value.p50, "p95": value.p95} for name, value in found.items()},
        "ratio_p50": round(found["new_profile"].p50 / bare.p50, 1),
        "ratio_p95": round(found["new_profile"].p95 / bare.p95, 1),
        "stages_known_p50_ms": {name: Quantiles.of(values).p50 for name, values in stages.items()},
    }


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


def _near(rows: Vectors, chance: np.random.Generator) -> Vectors:
    step = chance.standard_normal(rows.shape, dtype=np.float32)
    step *= _NOISE / np.linalg.norm(step, axis=1, keepdims=True)
    moved = rows + step
    result: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return result


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
