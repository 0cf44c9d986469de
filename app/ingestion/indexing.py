"""The indexes follow a run in a thread beside it: rows are read and stored while those before are embedded.

One following at a time. Who wants the next one while another is at work waits for it, so the indexes are
never further behind than what is stored between two of them, and nothing is kept in memory for them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextvars import copy_context

from app.ingestion.report import RunReport
from data.errors import IndexUnavailable

log = logging.getLogger(__name__)
BEAT_SECONDS = 10.0

#: Brings the indexes up to the database and says how many rows it went through. It is called in a thread,
#: and never twice at once.
Follow = Callable[[], int]


class Indexing:
    """The followings of one run. `beat` gives a sign of life while the run waits.

    What a following raises is raised in the run, when it next asks for one; but an index that does not answer
    is only noted: the rows are safe already, and it follows later.
    """

    def __init__(self, follow: Follow, report: RunReport, beat: Callable[[], None]) -> None:
        self.follow: Follow | None = follow
        self.report = report
        self.beat = beat
        self.pool = ThreadPoolExecutor(1, "indexing")
        self.at_work: Future[tuple[int, float]] | None = None

    def start(self) -> None:
        """Let the indexes follow; waits for the following before."""
        self._finish_one()
        if self.follow is not None:
            self.at_work = self.pool.submit(copy_context().run, _timed, self.follow)

    def conclude(self) -> None:
        """Bring the indexes up to everything that is stored by now."""
        self.start()
        self._finish_one()
        self.pool.shutdown()

    def leave(self, *, wait: bool) -> None:
        """The run has failed. What is at work may end by itself; its own trouble is told to the log."""
        self.pool.shutdown(wait=wait, cancel_futures=True)
        if wait and self.at_work is not None and (error := self.at_work.exception()):
            log.warning("index not followed: %s", error)

    def _finish_one(self) -> None:
        future, self.at_work = self.at_work, None
        if future is None:
            return
        with self.report.stage("index_awaited"):
            while not wait_for([future], BEAT_SECONDS).done:
                self.beat()
        try:
            rows, seconds = future.result()
        except IndexUnavailable as error:
            log.warning("index not followed: %s", error)
            self.report.error = self.report.error or error.code
            self.report.decide(f"rows are stored, the index follows later: {error}")
            self.follow = None
        else:
            self.report.count("indexed", rows)
            self.report.spend("index", seconds)


def _timed(follow: Follow) -> tuple[int, float]:
    started = time.perf_counter()
    return follow(), time.perf_counter() - started
