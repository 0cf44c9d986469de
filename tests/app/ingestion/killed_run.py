"""A run in its own process, for the test that kills it. Arguments: database URL, board URL, folder."""

from __future__ import annotations

import sys
from pathlib import Path

from app.ingestion import service
from app.ingestion.report import RunReport
from data.archive import Archive
from data.db import Database
from data.sources.hh import HhSource


def tell(report: RunReport) -> None:
    print(report.counts["new"], flush=True)  # noqa: T201


if __name__ == "__main__":
    url, board, folder = sys.argv[1:]
    source = HhSource("killed", board, token="t", user_agent="Podbor (a@b.invalid)", invented=True)
    service.run(
        Database.from_url(url), Archive(Path(folder)), source, batch_size=20, run_id="victim", progress=tell
    )
