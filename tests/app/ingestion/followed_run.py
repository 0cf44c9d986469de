"""A run with its indexes, in a process of its own. Arguments: database URL, Chroma URL, board URL, folder,
name of the source. Says how many rows are stored, portion by portion."""

from __future__ import annotations

import sys
from pathlib import Path

from app.ingestion import service
from app.ingestion.report import RunReport
from app.search import projection
from data.archive import Archive
from data.db import Database
from data.lexical import LexicalIndex
from data.sources.hh import HhSource
from data.vectors import VectorStore
from tests.embedders import HashedEmbedder

MODEL = "followed-runs"


def tell(report: RunReport) -> None:
    print(report.counts["new"], flush=True)  # noqa: T201


def perform(database: Database, chroma: str, board: str, folder: Path, name: str) -> RunReport:
    store, lexical = VectorStore(chroma), LexicalIndex(folder / "lexical")
    source = HhSource(name, board, token="t", user_agent="Podbor (a@b.invalid)", invented=True)

    def follow() -> int:
        return projection.follow(database, store, lexical, HashedEmbedder(MODEL)).seen

    archive = Archive(folder / "archive")
    return service.run(database, archive, source, follow=follow, batch_size=20, progress=tell)


if __name__ == "__main__":
    perform(Database.from_url(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]), sys.argv[5])
