"""How many requests were answered how: added up here, and within a second in the counters of the database."""

from __future__ import annotations

import atexit
import logging
import threading
from collections import Counter

from data.db import Database
from data.errors import DatabaseUnavailable
from data.repositories import metric_totals

log = logging.getLogger(__name__)
SERIES = "hh_api_requests_total"
#: A count waits no longer than this, so that is what a killed process takes with it.
WITHIN_SECONDS = 1.0


class RequestTally:
    """Requests by the status of their answer, for all clients of this process; safe to share between threads.

    Each process adds what came anew, so several add up. What the database does not take now is kept and
    written with the next count, or when the process ends.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._timer: threading.Timer | None = None
        self._registered = False

    def count(self, status: str) -> None:
        """One request was made; `status` is that of its answer, or why there was none."""
        with self._lock:
            self._counts[status] += 1
            if not self._registered:
                atexit.register(self.write)
                self._registered = True
            if self._timer is None:
                self._timer = threading.Timer(WITHIN_SECONDS, self.write)
                self._timer.daemon = True
                self._timer.start()

    def write(self) -> None:
        """Write what was counted since the last time."""
        with self._lock:
            counts, self._counts, self._timer = self._counts, Counter(), None
        if not counts:
            return
        try:
            with self._database.transaction() as session:
                for status, number in sorted(counts.items()):
                    metric_totals.add(session, SERIES, {"status": status}, number)
        except DatabaseUnavailable as error:
            log.warning("requests to boards were not counted yet: %s", error)
            with self._lock:
                self._counts.update(counts)
