"""Where the states of hosts are kept: in this process, or in Postgres for all processes together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from data.db import Database
from data.repositories import source_hosts
from data.sources.politeness_state import HostState

T = TypeVar("T")
Step = Callable[[HostState, float], tuple[HostState, T]]


class Hosts(Protocol):
    def change(self, host: str, step: Step[T]) -> T:
        """Apply `step(state, now)` atomically and keep the state it returns."""
        ...


class LocalHosts:
    """For one process: the demo board, files, tests."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._states: dict[str, HostState] = {}

    def change(self, host: str, step: Step[T]) -> T:
        with self._lock:
            self._states[host], result = step(self._states.get(host, HostState()), self._clock())
            return result


class SharedHosts:
    """For every process on one database. The clock is the database's, so skewed machines agree."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def change(self, host: str, step: Step[T]) -> T:
        """Raises DatabaseUnavailable."""
        with self._database.transaction() as session:
            state, now = source_hosts.locked(session, host)
            changed, result = step(state, now)
            if changed != state:
                source_hosts.keep(session, host, changed)
            return result
