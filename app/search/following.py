"""The vectors follow Postgres, portion by portion: while one portion is embedded, the one before is written.

Every portion is read from the revision where the last one ended and remembered when it is written, so what
was read ahead and not written is read again by the next who follows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field

import numpy as np

from app.search.documents import Indexable, card_text, title_text
from app.search.embedding import Embedder, Vectors
from data.db import Database
from data.repositories import projections
from data.repositories.projections import IndexRow
from data.vectors import Field, VectorCollection, VectorStore

_BATCH = 250
#: Boards where employers choose the role; elsewhere it was read off the title.
_STATES_ROLES = frozenset(("hh", "zarplata", "demo"))
#: The long texts first: then the short ones alone are waited for while those are written.
_MAKERS: Mapping[Field, Callable[[Indexable], str]] = {"card": card_text, "title": title_text}


@dataclass(frozen=True)
class Progress:
    """`index` is vectors or lexical; `done` counts rows looked at, `total` those known at the start."""

    index: str
    done: int
    total: int


@dataclass
class FollowReport:
    """`seen` rows looked at, `embedded` vacancies embedded, `skipped` because their card had not changed,
    `indexed` lexical documents written, `removed` closed vacancies taken out."""

    seen: int = 0
    embedded: int = 0
    skipped: int = 0
    indexed: int = 0
    removed: int = 0
    revision: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class _Fresh:
    """Rows of one field whose vectors are being made."""

    rows: Sequence[IndexRow]
    vectors: Future[Vectors]


@dataclass(frozen=True)
class _Portion:
    rows: Sequence[IndexRow]
    fresh: Mapping[Field, _Fresh]

    @property
    def last(self) -> int:
        return self.rows[-1].revision


class VectorsFollowing:
    """One following of both collections up to the revision `until`. `again` embeds also what has not changed.

    Made by `following`; the first portion is embedded from then on, beside whatever comes before `finish`.
    """

    def __init__(
        self, pool: ThreadPoolExecutor, database: Database, store: VectorStore, embedder: Embedder,
        *, until: int, again: bool,
    ) -> None:  # fmt: skip
        self.pool, self.database, self.embedder = pool, database, embedder
        self.until, self.again = until, again
        self.collections = collections_of(store, embedder)
        states = [one.state() for one in self.collections]
        self.complete = all(state.complete for state in states)
        self.cursor = min(state.cursor for state in states)
        self.total = behind(database, self.cursor)
        self.portion = self._prepared(self.cursor)

    def finish(self, report: FollowReport, on_progress: OnProgress) -> None:
        """Write all that is behind; the report's seconds are those this took."""
        started, done = time.perf_counter(), 0
        while portion := self.portion:
            upcoming = self._prepared(portion.last)
            self._write(portion, report)
            self.cursor, self.portion = portion.last, upcoming
            for collection in self.collections:
                collection.set_cursor(self.cursor, complete=self.complete)
            done += len(portion.rows)
            report.seen += len(portion.rows)
            on_progress(Progress("vectors", done, max(self.total, done)))
        if not self.complete:
            for collection in self.collections:
                collection.set_cursor(self.cursor, complete=True)
        report.seconds["vectors"] = report.seconds.get("vectors", 0.0) + time.perf_counter() - started

    def _prepared(self, cursor: int) -> _Portion | None:
        """The rows behind `cursor`, with their vectors on the way. The portion before may not be written yet,
        but has none of them: what changes meanwhile moves behind `until`."""
        rows = changed(self.database, cursor, _BATCH, until=self.until)
        if not rows:
            return None
        here = [row for row in rows if row.is_open]
        fresh: dict[Field, _Fresh] = {}
        for collection in self.collections:
            known = {} if self.again else collection.hashes_of([row.id for row in here])
            changed_rows = [row for row in here if known.get(row.id) != row.card_hash]
            if changed_rows:
                texts = [_MAKERS[collection.field](indexable(row)) for row in changed_rows]
                vectors = self.pool.submit(copy_context().run, self.embedder.encode, texts)
                fresh[collection.field] = _Fresh(changed_rows, vectors)
        return _Portion(rows, fresh)

    def _write(self, portion: _Portion, report: FollowReport) -> None:
        closed = [row.id for row in portion.rows if not row.is_open]
        embedded: set[int] = set()
        for collection in self.collections:
            if closed:
                collection.delete(closed)
            if (fresh := portion.fresh.get(collection.field)) is None:
                continue
            _put(collection, fresh.rows, fresh.vectors.result())
            embedded.update(row.id for row in fresh.rows)
        report.embedded += len(embedded)
        report.skipped += len(portion.rows) - len(closed) - len(embedded)
        report.removed += len(closed)


@contextmanager
def following(
    database: Database, store: VectorStore, embedder: Embedder, *, until: int, again: bool = False
) -> Iterator[VectorsFollowing]:
    """What is embedded when the block ends by an error is waited for, and nothing more is begun."""
    pool = ThreadPoolExecutor(1, "embedding")
    try:
        yield VectorsFollowing(pool, database, store, embedder, until=until, again=again)
    finally:
        pool.shutdown(cancel_futures=True)


def _put(collection: VectorCollection, rows: Sequence[IndexRow], vectors: Vectors) -> None:
    # A zero vector has no direction: cosine space would call it near to anything.
    told = np.flatnonzero(vectors.any(axis=1))
    untold = [rows[index].id for index in np.flatnonzero(~vectors.any(axis=1)).tolist()]
    if untold:
        collection.delete(untold)  # an earlier text may have had a vector
    kept = [rows[index] for index in told.tolist()]
    collection.upsert([row.id for row in kept], vectors[told], hashes=[row.card_hash for row in kept])


def collections_of(store: VectorStore, embedder: Embedder) -> list[VectorCollection]:
    return [store.collection(one, embedder.name, embedder.dimension) for one in _MAKERS]


def behind(database: Database, cursor: int) -> int:
    """How many rows have changed since."""
    with database.transaction() as session:
        return projections.count_behind(session, cursor)


def changed(database: Database, cursor: int, limit: int, *, until: int) -> list[IndexRow]:
    """At most `limit` rows that have changed since, oldest change first, none later than `until`."""
    with database.transaction() as session:
        return projections.changed_since(session, cursor, limit=limit, until=until)


def indexable(row: IndexRow) -> Indexable:
    """A row of Postgres as the indexes see it."""
    return Indexable(
        id=row.id,
        title=row.title,
        body=row.body,
        skills=row.skills,
        key_skills=row.key_skills,
        role_ids=row.role_ids,
        card_hash=row.card_hash,
        roles_stated=row.source in _STATES_ROLES,
    )
