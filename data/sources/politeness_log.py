"""What politeness decided, added up until a run takes it into its provenance."""

from __future__ import annotations

import threading

_MOST = 60

_WORDS = {
    "robots": "robots: {detail}",
    "waited": "waited {seconds:.1f} s in all for a turn at {detail}",
    "paced": "not asked because the turn at {detail} was too far away",
    "retry": "asked again after {detail}",
    "resting": "rested on the word of {detail}",
    "circuit_opened": "left {detail} alone after failures in a row (circuit open)",
    "circuit_closed": "{detail} answers again (circuit closed)",
    "circuit_open": "not asked while {detail} is left alone (circuit open)",
    "probe": "one trial request to {detail} (circuit half-open)",
    "not_modified": "unchanged since last time (304): {detail}",
    "redirect": "followed a redirect to {detail}",
    "refused": "refused to go there: {detail}",
    "fault": "no usable answer: {detail}",
}  # fmt: skip


class Decisions:
    """Bounded: equal decisions are counted, seconds are added, beyond 60 kinds only their number grows."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], tuple[int, float]] = {}
        self._left_out = 0

    def add(self, code: str, detail: str, seconds: float = 0.0) -> None:
        key = (code, detail[:200])
        with self._lock:
            if key not in self._kept and len(self._kept) >= _MOST:
                self._left_out += 1
                return
            count, sum_of = self._kept.get(key, (0, 0.0))
            self._kept[key] = (count + 1, sum_of + seconds)

    def drain(self) -> list[str]:
        """One sentence for each kind, and an empty log."""
        with self._lock:
            kept, left_out = self._kept, self._left_out
            self._kept, self._left_out = {}, 0
        lines = [
            _WORDS[code].format(detail=detail, seconds=seconds) + (f" (×{count})" if count > 1 else "")
            for (code, detail), (count, seconds) in kept.items()
        ]
        return [*lines, f"and {left_out} more decisions"] if left_out else lines
