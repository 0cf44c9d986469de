"""The indexes follow Postgres: by revision, in batches, resumable at any point.

Each index remembers how far it has come (its cursor). A batch is written first and remembered after, and
writing it twice changes nothing; so a kill costs at most one batch of work. A missing or wiped index has
cursor 0 and rebuilds by itself. A new model follows into its own collections while searches use the old.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from app.search import themes
from app.search.compacting import compact_beside, follow_compact
from app.search.documents import lexical_document
from app.search.embedding import Embedder
from app.search.embedding_beside import beside
from app.search.following import (
    FollowReport,
    OnProgress,
    Progress,
    behind,
    changed,
    collections_of,
    following,
    indexable,
)
from data.db import Database
from data.lexical import LexicalDocument, LexicalIndex
from data.repositories import projections
from data.repositories.projections import IndexRow
from data.themes import ThemeIndex
from data.vectors import VectorCollection, VectorStore

__all__ = ["FollowReport", "OnProgress", "Progress", "follow", "indexable", "rebuild"]

#: Committing a lexical batch costs the same for 10 rows and for 5,000.
_LEXICAL_BATCH = 2_000


def _silent(progress: Progress) -> None:
    pass


def follow(
    database: Database,
    store: VectorStore,
    lexical: LexicalIndex,
    embedder: Embedder,
    *,
    learn: bool = False,
    amid: bool = False,
    on_progress: OnProgress = _silent,
) -> FollowReport:
    """Bring the indexes up to Postgres as it is when this begins. Safe to run at any time, twice, and by two
    processes at once (the second waits). Raises IndexUnavailable when an index cannot be written; what was
    done stays done.

    `learn` also learns the themes anew where the index has outgrown them: seconds at a thousand postings,
    more at many, so it is for those who wait for nothing, not for the middle of an ingestion.

    `amid` says that who calls stores rows meanwhile and follows again: when there are such already, the
    compact vectors are left to that following, which writes them while it embeds."""
    report = FollowReport()
    with lexical.exclusive(), beside(embedder) as embedder:
        until, compact = _last_revision(database), compact_beside(lexical, embedder)
        if _ahead(store, lexical, embedder, until):
            _rebuild(database, store, lexical, embedder, report, on_progress)
        else:
            with following(database, store, embedder, until=until) as vectors:
                if amid:
                    follow_compact(database, store, compact, embedder)
                _follow_words(database, lexical, report, on_progress, until=until)
                vectors.finish(report, on_progress)
            if learn and _outgrown(lexical):
                _learn_themes(database, lexical, report)
        if not (amid and _last_revision(database) > until):
            follow_compact(database, store, compact, embedder)
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
    with lexical.exclusive(), beside(embedder) as embedder:
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
    collections = collections_of(store, embedder)
    for collection in collections:
        collection.set_cursor(0)
    until = _last_revision(database)
    with following(database, store, embedder, until=until, again=True) as vectors:
        vectors.finish(report, on_progress)
    for collection in collections:
        report.removed += _remove_orphans(database, collection)
    _follow_words(database, lexical, report, on_progress, until=until)  # what changed meanwhile


def _follow_words(
    database: Database, lexical: LexicalIndex, report: FollowReport, on_progress: OnProgress, *, until: int
) -> None:
    started = time.perf_counter()
    places = ThemeIndex.beside(lexical.folder)
    cursor = lexical.cursor()
    placed = places.placed() if cursor else None
    model = themes.load(places, placed.model) if placed else None
    if placed and model:
        cursor = min(cursor, placed.cursor)
    total, done = behind(database, cursor), 0
    while rows := changed(database, cursor, _LEXICAL_BATCH, until=until):
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


def _ahead(store: VectorStore, lexical: LexicalIndex, embedder: Embedder, last: int) -> bool:
    """Whether an index has followed further than Postgres goes: the database is another one now."""
    cursors = [collection.cursor() for collection in collections_of(store, embedder)]
    return max(lexical.cursor(), *cursors) > last


def _last_revision(database: Database) -> int:
    with database.transaction() as session:
        return projections.last_revision(session)
