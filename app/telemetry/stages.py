"""Timing the stages of one request."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stages:
    """Collects milliseconds per named stage; `total` counts from when the object was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._spent: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the block; a name used twice adds up, and a block that fails is counted too."""
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - start) * 1000
            self._spent[name] = self._spent.get(name, 0.0) + spent

    def timings_ms(self) -> dict[str, float]:
        """Every stage so far, and `total`; tenths of a millisecond."""
        total = (time.perf_counter() - self._start) * 1000
        return {name: round(spent, 1) for name, spent in [*self._spent.items(), ("total", total)]}
