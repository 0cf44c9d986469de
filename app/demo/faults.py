"""Faults on command: what a board does on a bad day, switched on and off while it runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from random import Random
from typing import Any

KINDS = {
    "require_token": "403 forbidden for callers without an Authorization header",
    "forbidden": "403 forbidden",
    "captcha": "403 captcha_required with a captcha_url",
    "token_revoked": "403 oauth token_revoked",
    "not_found": "404 not_found",
    "too_many": "429 with Retry-After",
    "ddos_guard": "403 with an HTML page, as a protection service answers",
    "geo": "451 with an HTML page",
    "server_error": "500, 502 or 503, JSON or not",
    "slow": "the right answer after delay_ms",
    "hang": "no answer until delay_ms have passed, then 504",
    "html": "an HTML page under status 200",
    "truncated": "JSON cut in the middle under status 200",
    "errors_200": "an errors body under status 200",
    "empty": "a successful search without items",
    "drift": "right answers in an unfamiliar dress: missing and additional fields, booleans as strings",
}
_MOST = 50
_LONGEST_DELAY_MS = 120_000


@dataclass
class Fault:
    """One switched fault. It strikes `count` times, or with probability `rate`, or always."""

    id: int
    kind: str
    path: str = "/"
    rate: float = 1.0
    count: int | None = None
    retry_after: int = 5
    delay_ms: int = 2_000
    struck: int = 0


class BadFault(ValueError):
    """The body of a fault request makes no sense; the message says why."""


class FaultBox:
    """The faults switched on, the oldest first. Chance comes from a seeded stream, so runs repeat."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._faults: list[Fault] = []
        self._next_id = 1

    def add(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Switch one on. Raises BadFault."""
        kind = asked.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            raise BadFault(f"kind must be one of: {', '.join(KINDS)}")
        if len(self._faults) >= _MOST:
            raise BadFault(f"at most {_MOST} faults at once")
        try:
            fault = Fault(
                id=self._next_id,
                kind=kind,
                path=str(asked.get("path") or "/"),
                rate=min(max(float(asked.get("rate", 1.0)), 0.0), 1.0),
                count=None if asked.get("count") is None else max(int(asked["count"]), 1),
                retry_after=min(max(int(asked.get("retry_after", 5)), 0), 86_400),
                delay_ms=min(max(int(asked.get("delay_ms", 2_000)), 0), _LONGEST_DELAY_MS),
            )
        except (TypeError, ValueError, OverflowError) as error:
            raise BadFault("rate, count, retry_after and delay_ms are numbers") from error
        self._next_id += 1
        self._faults.append(fault)
        return asdict(fault)

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self._faults]

    def clear(self, fault_id: int | None = None) -> None:
        self._faults = [] if fault_id is None else [one for one in self._faults if one.id != fault_id]

    def striking(self, path: str, *, has_token: bool) -> Fault | None:
        """The fault this request meets, if any; spends a `count`."""
        for fault in self._faults:
            if not path.startswith(fault.path) or (fault.kind == "require_token" and has_token):
                continue
            if fault.rate < 1.0 and self._random.random() >= fault.rate:
                continue
            fault.struck += 1
            if fault.count is not None and fault.struck >= fault.count:
                self._faults.remove(fault)
            return fault
        return None
