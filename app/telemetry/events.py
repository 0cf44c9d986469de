"""Events of people: recorded without waiting, written by one thread in batches.

Recording appends to a list and returns; twice a second the list is written. A process that dies takes at most
the events of its last second with it. Nothing here ever fails a page.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections import deque
from datetime import UTC, datetime
from itertools import islice
from typing import Literal, get_args
from uuid import UUID

from app.telemetry import requests
from data.db import Database
from data.errors import PodborError
from data.repositories import events
from data.repositories.events import EventRow

Event = Literal[
    "upload", "parsed", "search", "impression", "open", "details", "like", "dislike", "seen", "hide", "undo",
    "rate", "apply", "export", "strategy_view", "cover_letter_copied", "cover_letter_edited",
]  # fmt: skip
#: What may be recorded; anything else is a bug of the caller.
EVENTS: frozenset[str] = frozenset(get_args(Event))
PER_MINUTE = 120
FLUSH_SECONDS = 0.5
MOST_WAITING = 20_000
_BATCH = 2_000
_DETAIL = 40

log = logging.getLogger(__name__)


class EventLog:
    """One a process. `record` is safe from any thread; the writer starts with the first event."""

    def __init__(
        self, database: Database, *, flush_seconds: float = FLUSH_SECONDS, per_minute: int = PER_MINUTE
    ) -> None:
        self._database, self._flush_seconds, self._per_minute = database, flush_seconds, per_minute
        self._waiting: deque[EventRow] = deque(maxlen=MOST_WAITING)  # a dead database costs the oldest
        self._recent: dict[UUID, deque[float]] = {}
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._wake = threading.Event()
        self._closed = False
        self._writer: threading.Thread | None = None

    def record(
        self,
        event: Event,
        person_id: UUID,
        *,
        search_id: UUID | None = None,
        vacancy_id: int | None = None,
        rank: int | None = None,
        source: str | None = None,
        detail: str | None = None,
    ) -> bool:
        """Take one event; False when this person had 120 in the last minute. ValueError for an event that is
        not of the whitelist."""
        if event not in EVENTS:
            raise ValueError(f"not an event that is recorded: {event!r}")
        row = EventRow(
            datetime.now(UTC), event, person_id, requests.current(), search_id, vacancy_id, rank, source,
            detail[:_DETAIL] if detail else None,
        )  # fmt: skip
        with self._lock:
            if not self._may(person_id):
                return False
            self._waiting.append(row)
            if self._writer is None and not self._closed:
                self._writer = threading.Thread(target=self._write_on, name="events", daemon=True)
                self._writer.start()
                atexit.register(self.close)
        return True

    def flush(self) -> int:
        """Write what waits; how many rows were kept. What cannot be written now goes on waiting."""
        kept = 0
        with self._writing:
            while batch := self._batch():
                try:
                    with self._database.transaction() as session:
                        kept += events.add(session, batch, most=self._per_minute)
                except PodborError as error:
                    log.warning("events wait for the database: %s", error)
                    return kept
                with self._lock:
                    for row in batch:
                        if self._waiting and self._waiting[0] is row:  # the oldest may have been pushed out
                            self._waiting.popleft()
        return kept

    def close(self) -> None:
        """Write the rest and stop the writer."""
        with self._lock:
            self._closed = True
            writer, self._writer = self._writer, None
        atexit.unregister(self.close)
        self._wake.set()
        if writer is not None and writer is not threading.current_thread():
            writer.join(timeout=5)
        self.flush()

    def _write_on(self) -> None:
        while not self._closed:
            self._wake.wait(self._flush_seconds)
            if self._waiting:
                self.flush()

    def _batch(self) -> list[EventRow]:
        with self._lock:
            return list(islice(self._waiting, _BATCH))

    def _may(self, person_id: UUID) -> bool:
        """A first sieve in this process; the database counts over all of them."""
        now = time.monotonic()
        if len(self._recent) > 10_000:
            self._recent = {who: times for who, times in self._recent.items() if now - times[-1] < 60}
        times = self._recent.setdefault(person_id, deque(maxlen=self._per_minute))
        if len(times) == self._per_minute and now - times[0] < 60:
            return False
        times.append(now)
        return True
