"""Counts of what the board was asked: per path shape and the busiest second."""

from __future__ import annotations

import re
import time
from collections import Counter
from typing import Any

_NUMBER = re.compile(r"/\d+")


class Stats:
    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._paths: Counter[str] = Counter()
        self._statuses: Counter[int] = Counter()
        self._second = 0
        self._in_second = 0
        self._peak = 0
        self._running = 0
        self._most_at_once = 0

    def begin(self, path: str) -> None:
        self._paths[_NUMBER.sub("/{id}", path)[:80]] += 1
        now = int(time.monotonic())
        if now != self._second:
            self._second, self._in_second = now, 0
        self._in_second += 1
        self._peak = max(self._peak, self._in_second)
        self._running += 1
        self._most_at_once = max(self._most_at_once, self._running)

    def end(self, status: int) -> None:
        self._statuses[status] += 1
        self._running -= 1

    def shown(self) -> dict[str, Any]:
        return {
            "requests": sum(self._paths.values()),
            "paths": dict(self._paths.most_common(200)),
            "statuses": {str(status): count for status, count in sorted(self._statuses.items())},
            "peak_per_second": self._peak,
            "most_at_once": self._most_at_once,
        }
