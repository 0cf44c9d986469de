"""How often vacancies were shown, counted without waiting and written together a little later.

The count orders freshness checks and nothing else: a process that dies takes the counts of its last seconds
with it.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections import Counter
from collections.abc import Iterable

from data.db import Database
from data.errors import PodborError
from data.repositories import candidates

WRITE_AFTER = 2.0  # seconds
_MOST = 100_000  # vacancies that wait: a dead database costs the rest

log = logging.getLogger(__name__)


class ShownCounter:
    """One a process; safe from any thread."""

    def __init__(self, database: Database, *, write_after: float = WRITE_AFTER) -> None:
        self._database, self._write_after = database, write_after
        self._waiting: Counter[int] = Counter()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def add(self, vacancy_ids: Iterable[int]) -> None:
        """One more showing of each."""
        with self._lock:
            if len(self._waiting) < _MOST:
                self._waiting.update(vacancy_ids)
            if self._timer is None and self._waiting:
                self._timer = threading.Timer(self._write_after, self.flush)
                self._timer.daemon = True
                self._timer.start()
                atexit.register(self.flush)

    def flush(self) -> int:
        """Write what waits; how many vacancies it was. What cannot be written waits for the next showing."""
        with self._lock:
            waiting, self._waiting = self._waiting, Counter()
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None
        atexit.unregister(self.flush)
        if not waiting:
            return 0
        try:
            with self._database.transaction() as session:
                candidates.add_shown(session, waiting)
        except PodborError as error:
            log.warning("showings wait for the database: %s", error)
            with self._lock:
                self._waiting.update(waiting)
            return 0
        return len(waiting)
