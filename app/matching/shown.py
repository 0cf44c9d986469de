"""How often vacancies were shown and how long searches took: noted without waiting, written together a little
later.

The count orders freshness checks and nothing else, and a search is kept with the timings it had before it was
written: a process that dies takes the counts and the last stage of its last seconds with it.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from data.db import Database
from data.errors import PodborError
from data.repositories import candidates, searches

WRITE_AFTER = 2.0  # seconds
_MOST = 100_000  # vacancies that wait: a dead database costs the rest
_MOST_TIMED = 10_000  # searches

log = logging.getLogger(__name__)


class ShownCounter:
    """One a process; safe from any thread."""

    def __init__(self, database: Database, *, write_after: float = WRITE_AFTER) -> None:
        self._database, self._write_after = database, write_after
        self._waiting: Counter[int] = Counter()
        self._timed: dict[UUID, tuple[UUID, dict[str, float]]] = {}
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def add(self, vacancy_ids: Iterable[int]) -> None:
        """One more showing of each."""
        with self._lock:
            if len(self._waiting) < _MOST:
                self._waiting.update(vacancy_ids)
            self._write_soon()

    def timed(self, person_id: UUID, search_id: UUID, timings_ms: dict[str, float]) -> None:
        """How long a kept search of that person took in the end."""
        with self._lock:
            if len(self._timed) < _MOST_TIMED:
                self._timed[search_id] = (person_id, timings_ms)
            self._write_soon()

    def _write_soon(self) -> None:
        if self._timer is None and (self._waiting or self._timed):
            self._timer = threading.Timer(self._write_after, self.flush)
            self._timer.daemon = True
            self._timer.start()
            atexit.register(self.flush)

    def flush(self) -> int:
        """Write what waits; how many vacancies it was. What cannot be written waits for the next search."""
        with self._lock:
            waiting, self._waiting = self._waiting, Counter()
            timed, self._timed = self._timed, {}
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None
        atexit.unregister(self.flush)
        if not waiting and not timed:
            return 0
        try:
            with self._database.transaction() as session:
                if waiting:
                    candidates.add_shown(session, waiting)
                if timed:
                    searches.keep_all_timings(session, timed)
        except PodborError as error:
            log.warning("showings wait for the database: %s", error)
            with self._lock:
                self._waiting.update(waiting)
                self._timed = {**timed, **self._timed}
            return 0
        return len(waiting)
