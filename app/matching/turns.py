"""So many searches at once, first come first served.

All threads of a process share Python's one lock, and whoever has waited longest has no better chance of it.
Of eight searches at once some take twice as long as others; four at a time, in the order they came, finish
as many a second, and none is forgotten.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from app.telemetry.stages import Stages

#: Two more than there are cores: half of two cores' searches wait for the database.
AT_ONCE = (os.cpu_count() or 1) + 2
PATIENCE = 5.0  # seconds


class Turns:
    """One a process. Nobody is sent away: who has waited for `patience` goes without a turn, so that a search
    that hangs costs the others time and nothing else."""

    def __init__(self, at_once: int = AT_ONCE, *, patience: float = PATIENCE) -> None:
        self._free, self._patience = at_once, patience
        self._lock = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()

    @contextmanager
    def turn(self, stages: Stages) -> Iterator[None]:
        """Wait for a turn and give it back in the end. Waiting, where there is any, is the stage "turn"."""
        self._take(stages, first=False)
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def away(self, stages: Stages) -> Iterator[None]:
        """Within a turn: let others go meanwhile, and then come before all who have not begun yet."""
        self._give()
        try:
            yield
        finally:
            self._take(stages, first=True)

    def _take(self, stages: Stages, *, first: bool) -> None:
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return
            ticket = threading.Lock()
            ticket.acquire()
            (self._waiting.appendleft if first else self._waiting.append)(ticket)
        with stages.stage("turn"):
            if ticket.acquire(timeout=self._patience):
                return
        with self._lock:
            if ticket in self._waiting:  # else it was its turn at this very moment
                self._waiting.remove(ticket)
                self._free -= 1

    def _give(self) -> None:
        with self._lock:
            self._free += 1
            if self._free > 0 and self._waiting:
                self._free -= 1
                self._waiting.popleft().release()
