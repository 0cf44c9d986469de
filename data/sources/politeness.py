"""Turns: every request of every source waits for one here, whatever process it is in.

Each host has one rate, one number of requests at once and one circuit, shared through the store of
`politeness_hosts`. Inside a process the waiting stand in line, so that only the first of them asks the store.
A turn that was granted is a lease: it lapses by itself when its process dies.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import defaultdict
from functools import partial
from uuid import uuid4

from data.errors import DatabaseUnavailable
from data.sources.politeness_hosts import Hosts, LocalHosts
from data.sources.politeness_kept import Kept, LocalKept
from data.sources.politeness_log import Decisions
from data.sources.politeness_state import Go, No, Outcome, Rule, Wait, ask, told
from data.sources.robots_cache import RobotsCache

log = logging.getLogger(__name__)
#: A run stands in line no longer than this, seconds.
LONGEST_WAIT = 300.0
#: A longer `Retry-After` is not waited for: the caller hears "too_many_requests" and comes back another day.
LONGEST_RETRY_AFTER = 30.0
#: What a lease has over the time-out of its request, seconds.
LEASE_MARGIN = 10.0


class _Line:
    """Those of this process who wait for one host."""

    def __init__(self) -> None:
        self.head = threading.Lock()
        self.waiting = 0
        self.freed = threading.Event()


class Politeness:
    """Safe to share between threads. Without `hosts` it binds this process alone, and without `kept` it is
    remembered in this process alone what hosts said."""

    def __init__(self, hosts: Hosts | None = None, kept: Kept | None = None) -> None:
        self._hosts = hosts or LocalHosts()
        self.kept = kept or LocalKept()
        self.robots = RobotsCache(self.kept)
        self._lines: defaultdict[str, _Line] = defaultdict(_Line)
        self._lock = threading.Lock()

    def turn(
        self, host: str, rule: Rule, decisions: Decisions, *, timeout: float, patience: float | None = None
    ) -> Go | No:
        """Wait for a turn of at most `timeout` seconds; at most `patience`, and No at once when it is
        certain to take longer. Raises DatabaseUnavailable."""
        started = time.monotonic()
        found = self._stand_in_line(host, rule, timeout, patience)
        if (waited := time.monotonic() - started) > 0.05:
            decisions.add("waited", host, waited)
        if isinstance(found, No):
            decisions.add("resting" if found.code == "too_many_requests" else found.code, host)
        elif found.probe:
            decisions.add("probe", host)
        return found

    def ended(
        self, host: str, rule: Rule, decisions: Decisions, lease: str, outcome: Outcome, rest: float | None
    ) -> None:
        """Give the turn back and say how it went. A database that went away costs a lapsed lease only."""
        try:
            changes = self._hosts.change(
                host, partial(told, rule=rule, lease=lease, outcome=outcome, rest=rest)
            )  # fmt: skip
        except DatabaseUnavailable as error:
            log.warning("the end of a request to %s was not kept: %s", host, error)
            return
        for change in changes:
            log.info("%s: %s", host, change)
            decisions.add(change, host)
        with self._lock:
            self._lines[host].freed.set()

    def _stand_in_line(self, host: str, rule: Rule, timeout: float, patience: float | None) -> Go | No:
        with self._lock:
            line = self._lines[host]
            if patience is not None and line.waiting * rule.distance > patience:
                return No("paced")
            line.waiting += 1
        deadline = time.monotonic() + (LONGEST_WAIT if patience is None else patience)
        try:
            if not line.head.acquire(timeout=max(0.0, deadline - time.monotonic())):
                return No("paced")
            try:
                return self._head_of_line(host, rule, timeout, line, deadline)
            finally:
                line.head.release()
        finally:
            with self._lock:
                line.waiting -= 1

    def _head_of_line(self, host: str, rule: Rule, timeout: float, line: _Line, deadline: float) -> Go | No:
        lease = uuid4().hex
        step = partial(
            ask, rule=rule, lease=lease, lasts=timeout + LEASE_MARGIN,
            distance=rule.distance * (1 + random.random() * rule.jitter),  # noqa: S311  not a secret
        )  # fmt: skip
        while True:
            line.freed.clear()
            found = self._hosts.change(host, step)
            if not isinstance(found, Wait):
                return found
            if found.why == "rest" and found.seconds > LONGEST_RETRY_AFTER:
                return No("too_many_requests", found.seconds)
            if found.seconds > deadline - time.monotonic():
                return No("too_many_requests" if found.why == "rest" else "paced", found.seconds)
            if found.why == "busy":
                line.freed.wait(found.seconds)
            else:
                time.sleep(found.seconds)
