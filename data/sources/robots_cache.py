"""robots.txt of each origin: asked for once a day by all processes together, once at a time by this one."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable

from data.sources.answers import Answer
from data.sources.politeness_kept import Kept, lasts
from data.sources.robots import RobotsFile, judged


class RobotsCache:
    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._asking: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._known: dict[str, tuple[RobotsFile, float]] = {}

    def file(self, origin: str, fetch: Callable[[], Answer], *, patience: float) -> RobotsFile | Answer:
        """What is known, or what `fetch` brings; an Answer when it was not our turn to ask. Raises
        DatabaseUnavailable."""
        if (known := self._remembered(origin)) is not None:
            return known
        with self._lock:
            asking = self._asking[origin]
        if not asking.acquire(timeout=max(0.0, patience)):
            return Answer(0, None, "paced", asked=False)
        try:
            if (known := self._remembered(origin)) is not None:
                return known
            if (kept := self._kept.robots(origin)) is not None:
                return self._remember(origin, *kept)
            answer = fetch()
            if not answer.asked:
                return answer
            file = judged(answer)
            self._kept.keep_robots(origin, file)
            return self._remember(origin, file, lasts(file))
        finally:
            asking.release()

    def _remembered(self, origin: str) -> RobotsFile | None:
        with self._lock:
            file, until = self._known.get(origin, (None, 0.0))
        return file if until > time.monotonic() else None

    def _remember(self, origin: str, file: RobotsFile, seconds: float) -> RobotsFile:
        with self._lock:
            self._known[origin] = (file, time.monotonic() + seconds)
        return file
