"""The pieces of an installation that is measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.search.embedding import Embedder
from data.db import Database
from data.lexical import LexicalIndex
from data.vectors import VectorStore

Say = Callable[[str], None]


@dataclass(frozen=True)
class Parts:
    """What is measured: the pieces of one installation of its own."""

    database: Database
    store: VectorStore
    lexical: LexicalIndex
    embedder: Embedder
