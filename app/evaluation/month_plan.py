"""A simulated month: how long, how large, what goes wrong and when; and the board it is lived on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

#: What the board does on its bad days, and how often. An invented "not found" is left out: an API's own 404
#: is its word, and no client can know better.
FAULTS = ("forbidden", "too_many", "server_error", "captcha", "html", "ddos_guard", "errors_200", "empty")
FAULT_RATE = 0.04  # of each kind: together nearly every third request


@dataclass(frozen=True)
class Plan:
    """Hours and sizes of the simulation; days count from 0. A sweep takes the demo board's share of the
    index: 500 of 3600."""

    size: int = 300
    days: int = 30
    ingest_every: int = 6  # hours; an installation reads every hour unless told otherwise
    search_hours: tuple[int, ...] = (8, 11, 14, 17, 20, 23)
    sweep_hour: int = 1
    bad_days: tuple[int, ...] = (10, 11, 20)
    check_budget_ms: int = 2_000
    seed: int = 20261121

    @classmethod
    def of(
        cls,
        *,
        size: int | None = None,
        days: int | None = None,
        ingest_every: int | None = None,
        searches: int | None = None,
    ) -> Plan:
        """The usual plan but for what is given: `searches` a day (1..24) are spread over its hours, bad days
        keep their places within the month."""
        usual = cls()
        days = days or usual.days
        bad = tuple(sorted({one * days // usual.days for one in usual.bad_days}))
        hours = (
            tuple(24 * one // searches + 24 // searches - 1 for one in range(searches)) if searches else ()
        )
        return cls(
            size=size or usual.size, days=days, ingest_every=ingest_every or usual.ingest_every,
            search_hours=hours or usual.search_hours, bad_days=bad,
        )  # fmt: skip

    @property
    def sweep_limit(self) -> int:
        return max(20, round(self.size * 500 / 3600))


class Board(Protocol):
    """A board that speaks hh.ru's API, has a clock moved by hand, and tells the truth."""

    @property
    def address(self) -> str: ...

    def now(self) -> datetime: ...

    def advance(self, hours: int) -> None: ...

    def is_open(self, external_id: str) -> bool: ...

    def trouble(self, kinds: tuple[str, ...], rate: float) -> None:
        """From now on each kind of fault strikes with this chance; none without kinds."""
        ...
