"""How many vacancies can be found, without counting them in every search: counting grows with the index."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from data.db import Database
from data.errors import PodborError
from data.repositories import candidates

FRESH_SECONDS = 30.0
_FEW = 5_000  # are counted within a millisecond or two: no thread for them, …
_FEW_FRESH_SECONDS = 2.0  # … and an index that fills grows before one's eyes

log = logging.getLogger(__name__)


class OpenCount:
    """One for all threads. Only the first who asks waits; later an older count is told while one thread
    counts anew. A small index is counted in place: it may be one that fills."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._clock = database, clock
        self._lock = threading.Lock()
        self._known: tuple[float, int] | None = None
        self._counting = False

    def now(self, found: int = 0) -> int:
        """Open vacancies, at most about half a minute old while anybody searches. Never fewer than the
        `found` ones a search has just read: they may have come since the last count."""
        known = self._known
        if known is None or known[1] < max(_FEW, found):
            if known is None or known[1] < found or self._clock() - known[0] > _FEW_FRESH_SECONDS:
                return max(self._count(), found)
            return known[1]
        if self._clock() - known[0] > FRESH_SECONDS:
            with self._lock:
                mine, self._counting = not self._counting, True
            if mine:
                threading.Thread(target=self._count_beside, name="open-count", daemon=True).start()
        return known[1]

    def _count(self) -> int:
        with self._database.reading() as session:
            found = candidates.count_open(session)
        self._known = (self._clock(), found)
        return found

    def _count_beside(self) -> None:
        try:
            self._count()
        except PodborError as error:
            log.warning("open vacancies were not counted: %s", error)
        finally:
            self._counting = False
