"""Single looks at postings: bounded, many at once, and a fault of an adapter is a look without a result."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context

from data.repositories.freshness import Look, VacancyRef
from data.sources.base import Liveness, Source

log = logging.getLogger(__name__)
TOP = 20
#: Time one look may take, waiting for its turn included: a board at one request a second answers 20 in it.
READ_TIMEOUT = 25.0
#: Looks that may be under way in one process.
UNDER_WAY = 3 * TOP


def unaskable(source: Source | None) -> Liveness | None:
    """Why a source cannot be asked at all; None when it can."""
    if source is None:
        return Liveness("unknown", None, "source_unknown")
    state = source.state()
    return None if state.configured else Liveness("unknown", None, state.reason or "source_not_configured")


def look(source: Source, vacancy: VacancyRef, timeout: float) -> Look:
    """Ask the board for one posting, within `timeout` seconds."""
    started = time.monotonic()
    found = source.check(vacancy.external_id, timeout=timeout)
    return Look(vacancy, found, round((time.monotonic() - started) * 1000))


def outcome(future: Future[Look], vacancy: VacancyRef) -> Look:
    """What a look that has ended found; one that broke is told to the log and found nothing."""
    error = future.exception()
    if error is None:
        return future.result()
    log.error("a freshness check failed", exc_info=error)
    return Look(vacancy, Liveness("unknown", None, "check_failed"), 0)


class Looks:
    """The looks under way in this process: bounded, and never two at one posting."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: set[int] = set()
        self._pool: ThreadPoolExecutor | None = None

    def ask(self, source: Source, vacancy: VacancyRef) -> Future[Look] | None:
        """Begin a look; None when this posting is being looked at, or too many are."""
        with self._lock:
            if vacancy.id in self._under_way or len(self._under_way) >= UNDER_WAY:
                return None
            self._under_way.add(vacancy.id)
            if self._pool is None:
                self._pool = ThreadPoolExecutor(max_workers=TOP, thread_name_prefix="freshness")
            future = self._pool.submit(copy_context().run, look, source, vacancy, READ_TIMEOUT)
        future.add_done_callback(lambda _: self._ended(vacancy.id))
        return future

    def _ended(self, vacancy_id: int) -> None:
        with self._lock:
            self._under_way.discard(vacancy_id)
