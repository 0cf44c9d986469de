"""A worker in its own process, for the test that kills one. Arguments: database, board, folder, name."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path

from app.warmup import asking
from app.warmup.service import Worker
from data.archive import Archive
from data.db import Database
from data.repositories import segment_history
from data.sources.hh import HhSource

if __name__ == "__main__":
    url, board, folder, name = sys.argv[1:]
    asking._POLL_SECONDS, asking._GAP_SECONDS = 0.02, 0.05
    database = Database.from_url(url)
    source = HhSource("killed", board, token="t", user_agent="Podbor (a@b.invalid)", invented=True)
    worker = Worker(
        database, Archive(Path(folder)), {"killed": source}, lambda beat: beat(), limit=100,
        lease=timedelta(seconds=1.5), name=name,
    )  # fmt: skip
    print("ready", flush=True)  # noqa: T201
    given_up = time.monotonic() + 60
    while time.monotonic() < given_up:
        if worker.work() is None:
            with database.transaction() as session:
                if not any(job.active for job in segment_history.latest(session)):
                    break
            time.sleep(0.05)
