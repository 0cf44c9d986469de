"""The compact vectors follow Postgres, with the vectors that the vector store already holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.search.embedding import Embedder, Vectors
from app.search.facts import facts_of
from app.search.following import changed, collections_of
from data.compact import CompactVectors
from data.db import Database
from data.lexical import LexicalIndex
from data.repositories.projections import IndexRow
from data.vectors import Field, VectorCollection, VectorStore

_BATCH = 2_000


def compact_beside(lexical: LexicalIndex, embedder: Embedder) -> CompactVectors:
    """The compact vectors of a model lie beside the lexical index, which is as local as they are."""
    return CompactVectors(lexical.folder.with_name("compact"), embedder.name, embedder.dimension)


def follow_compact(
    database: Database,
    store: VectorStore,
    compact: CompactVectors,
    embedder: Embedder,
    *,
    again: bool = False,
) -> int:
    """Bring them up to what the collections of `embedder` have followed; how many rows were looked at.

    Called by whoever holds the lock of the indexes, after the collections have followed. `again` starts from
    nothing, and so does a database that is another one now.
    """
    collections: dict[Field, VectorCollection] = {
        one.field: one for one in collections_of(store, embedder)
    }  # of later revisions than they know they may have nothing
    known = min(one.cursor() for one in collections.values())
    if again or compact.cursor() > known:
        compact.wipe()
    cursor, seen = compact.cursor(), 0
    while cursor < known and (rows := changed(database, cursor, _BATCH, until=known)):
        cursor = rows[-1].revision
        _put(compact, collections, rows, cursor)
        seen += len(rows)
    if seen:
        compact.settle(cursor)
        compact.tidy()
    return seen


def _put(
    compact: CompactVectors,
    collections: Mapping[Field, VectorCollection],
    rows: Sequence[IndexRow],
    cursor: int,
) -> None:
    here = [row for row in rows if row.is_open]
    ids = [row.id for row in here]
    vectors = {name: rows_of(one, ids) for name, one in collections.items()}
    compact.put(ids, vectors, facts_of(here), [row.id for row in rows if not row.is_open], cursor=cursor)


def rows_of(collection: VectorCollection, ids: Sequence[int]) -> Vectors:
    """The stored vectors in the order of `ids`; zeros where there is none."""
    found = collection.vectors_of(ids)
    rows = np.zeros((len(ids), collection.dimension), dtype=np.float32)
    for place, key in enumerate(ids):
        if key in found:
            rows[place] = found[key]
    return rows
