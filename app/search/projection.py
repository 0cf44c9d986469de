"""The indexes follow Postgres: by revision, in batches, resumable at any point.

Each index remembers how far it has come (its cursor). A batch is written first and remembered after, and
writing it twice changes nothing; so a kill costs at most one batch of work. A missing or wiped index has
cursor 0 and rebuilds by itself. A new model follows into its own collections while searches use the old.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.search import themes
from app.search.compacting import compact_beside, follow_compact
from app.search.documents import Indexable, card_text, lexical_document, title_text
from app.search.embedding import Embedder
from data.db import Database
from data.lexical import LexicalDocument, LexicalIndex
from data.repositories import projections
from data.repositories.projections import IndexRow
from data.themes import ThemeIndex
from data.vectors import FIELDS, VectorCollection, VectorStore

_BATCH = 500
#: Committing a lexical batch costs the same for 10 rows and for 5,000.
_LEXICAL_BATCH = 2_000
#: Boards where employers choose the role; elsewhere it was read off the title.
_STATES_ROLES = frozenset(("hh", "zarplata", "demo"))


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


def _silent(progress: Progress) -> None:
    pass


def follow(
    database: Database,
    store: VectorStore,
    lexical: LexicalIndex,
    embedder: Embedder,
    *,
    learn: bool = False,
    on_progress: OnProgress = _silent,
) -> FollowReport:
    """Bring the indexes up to Postgres. Safe to run at any time, twice, and by two processes at once (the
    second waits). Raises IndexUnavailable when an index cannot be written; what was done stays done.

    `learn` also learns the themes anew where the index has outgrown them: seconds at a thousand postings,
    more at many, so it is for those who wait for nothing, not for the middle of an ingestion."""
    report = FollowReport()
    with lexical.exclusive():
        if _ahead(database, store, lexical, embedder):
            _rebuild(database, store, lexical, embedder, report, on_progress)
        else:
            _follow_words(database, lexical, report, on_progress)
            _follow_vectors(database, store, embedder, report, on_progress)
            if learn and _outgrown(lexical):
                _learn_themes(database, lexical, report)
        follow_compact(database, store, compact_beside(lexical, embedder), embedder)
    return report


def rebuild(
    database: Database,
    store: VectorStore,
    lexical: LexicalIndex,
    embedder: Embedder,
    *,
    on_progress: OnProgress = _silent,
) -> FollowReport:
    """Everything anew, from Postgres alone, while people search: the lexical index is replaced by one
    commit, vectors are replaced in place, and what is not in Postgres any more goes."""
    report = FollowReport()
    with lexical.exclusive():
        _rebuild(database, store, lexical, embedder, report, on_progress)
        follow_compact(database, store, compact_beside(lexical, embedder), embedder, again=True)
    return report


def _rebuild(
    database: Database,
    store: VectorStore,
    lexical: LexicalIndex,
    embedder: Embedder,
    report: FollowReport,
    on_progress: OnProgress,
) -> None:
    started = time.perf_counter()
    revision = _last_revision(database)
    report.indexed = lexical.replace_all(_all_documents(database, revision, on_progress))
    report.seconds["lexical"] = time.perf_counter() - started
    _learn_themes(database, lexical, report)
    collections = _collections(store, embedder)
    for collection in collections:
        collection.set_cursor(0)
    _follow_vectors(database, store, embedder, report, on_progress, again=True)
    for collection in collections:
        report.removed += _remove_orphans(database, collection)
    _follow_words(database, lexical, report, on_progress)  # what changed meanwhile


def _collections(store: VectorStore, embedder: Embedder) -> list[VectorCollection]:
    return [store.collection(one, embedder.name, embedder.dimension) for one in FIELDS]


def _follow_words(
    database: Database, lexical: LexicalIndex, report: FollowReport, on_progress: OnProgress
) -> None:
    started = time.perf_counter()
    places = ThemeIndex.beside(lexical.folder)
    cursor = lexical.cursor()
    placed = places.placed() if cursor else None
    model = themes.load(places, placed.model) if placed else None
    if placed and model:
        cursor = min(cursor, placed.cursor)
    total, done = _behind(database, cursor), 0
    while rows := _changed(database, cursor, _LEXICAL_BATCH):
        documents = [lexical_document(indexable(row)) for row in rows if row.is_open]
        closed = [row.id for row in rows if not row.is_open]
        cursor = rows[-1].revision
        lexical.write(documents, closed, cursor=cursor)
        if model:
            rows_of = model.place([themes.document_tokens(document) for document in documents])
            places.write([document.id for document in documents], rows_of, closed, cursor=cursor)
        report.indexed += len(documents)
        done += len(rows)
        on_progress(Progress("lexical", done, max(total, done)))
    report.revision = cursor
    report.seconds["lexical"] = report.seconds.get("lexical", 0.0) + time.perf_counter() - started


def _outgrown(lexical: LexicalIndex) -> bool:
    """Whether the themes were never learned, are lost, or come from a far smaller index."""
    places = ThemeIndex.beside(lexical.folder)
    placed = places.placed()
    if placed and placed.model and themes.load(places, placed.model) is None:
        return True
    due = themes.GROWTH * placed.learned if placed else themes.LEAST
    return lexical.complete() and lexical.count() >= due


def _learn_themes(database: Database, lexical: LexicalIndex, report: FollowReport) -> None:
    started = time.perf_counter()

    def documents(wanted: Callable[[int], bool]) -> Iterator[list[LexicalDocument]]:
        for rows in _open_rows(database):
            yield [lexical_document(indexable(row)) for row in rows if wanted(row.id)]

    index, revision = ThemeIndex.beside(lexical.folder), _last_revision(database)
    themes.rebuild(index, documents, count=lexical.count(), cursor=revision)
    report.seconds["themes"] = time.perf_counter() - started


def _follow_vectors(
    database: Database,
    store: VectorStore,
    embedder: Embedder,
    report: FollowReport,
    on_progress: OnProgress,
    *,
    again: bool = False,
) -> None:
    """`again` embeds also what has not changed."""
    started = time.perf_counter()
    collections = _collections(store, embedder)
    states = [collection.state() for collection in collections]
    cursor = min(state.cursor for state in states)
    total, done = _behind(database, cursor), 0
    while rows := _changed(database, cursor, _BATCH):
        _write_vectors(collections, embedder, rows, report, again=again)
        cursor = rows[-1].revision
        for collection in collections:
            collection.set_cursor(cursor)
        done += len(rows)
        report.seen += len(rows)
        on_progress(Progress("vectors", done, max(total, done)))
    if not all(state.complete for state in states):
        for collection in collections:
            collection.set_cursor(cursor, complete=True)
    report.seconds["vectors"] = report.seconds.get("vectors", 0.0) + time.perf_counter() - started


def _write_vectors(
    collections: Sequence[VectorCollection],
    embedder: Embedder,
    rows: Sequence[IndexRow],
    report: FollowReport,
    *,
    again: bool,
) -> None:
    closed = [row.id for row in rows if not row.is_open]
    here = [row for row in rows if row.is_open]
    makers = {"title": title_text, "card": card_text}
    embedded: set[int] = set()
    for collection in collections:
        if closed:
            collection.delete(closed)
        known = {} if again else collection.hashes_of([row.id for row in here])
        fresh = [row for row in here if known.get(row.id) != row.card_hash]
        if not fresh:
            continue
        make = makers[collection.field]
        vectors = embedder.encode([make(indexable(row)) for row in fresh])
        # A zero vector has no direction: cosine space would call it near to anything.
        told = np.flatnonzero(vectors.any(axis=1))
        kept = [fresh[index] for index in told]
        untold = [fresh[index].id for index in np.flatnonzero(~vectors.any(axis=1))]
        if untold:
            collection.delete(untold)  # an earlier text may have had a vector
        collection.upsert([row.id for row in kept], vectors[told], hashes=[row.card_hash for row in kept])
        embedded.update(row.id for row in fresh)
    report.embedded += len(embedded)
    report.skipped += len(here) - len(embedded)
    report.removed += len(closed)


def _all_documents(
    database: Database, revision: int, on_progress: OnProgress
) -> Iterator[tuple[list[LexicalDocument], int]]:
    """Open vacancies by id. `revision` was read before the first of them, so nothing is missed: what
    changes meanwhile is followed afterwards."""
    done = 0
    yield [], revision
    for rows in _open_rows(database):
        yield [lexical_document(indexable(row)) for row in rows], revision
        done += len(rows)
        on_progress(Progress("lexical", done, done))


def _open_rows(database: Database) -> Iterator[list[IndexRow]]:
    last = 0
    while True:
        with database.transaction() as session:
            rows = projections.open_after(session, last, limit=_LEXICAL_BATCH)
        if not rows:
            return
        yield rows
        last = rows[-1].id


def _remove_orphans(database: Database, collection: VectorCollection) -> int:
    """Vectors of vacancies that are closed or gone from Postgres."""
    everything = list(collection.ids())
    removed = 0
    for start in range(0, len(everything), _LEXICAL_BATCH):
        part = everything[start : start + _LEXICAL_BATCH]
        with database.transaction() as session:
            kept = projections.open_ids(session, part)
        gone = [key for key in part if key not in kept]
        if gone:
            collection.delete(gone)
            removed += len(gone)
    return removed


def _ahead(database: Database, store: VectorStore, lexical: LexicalIndex, embedder: Embedder) -> bool:
    """Whether an index has followed further than Postgres goes: the database is another one now."""
    cursors = [collection.cursor() for collection in _collections(store, embedder)]
    return max(lexical.cursor(), *cursors) > _last_revision(database)


def _last_revision(database: Database) -> int:
    with database.transaction() as session:
        return projections.last_revision(session)


def _behind(database: Database, cursor: int) -> int:
    with database.transaction() as session:
        return projections.count_behind(session, cursor)


def _changed(database: Database, cursor: int, limit: int) -> list[IndexRow]:
    with database.transaction() as session:
        return projections.changed_since(session, cursor, limit=limit)


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
