"""What is trouble. Pure: the same signs give the same troubles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from data.repositories.health_signs import Signs

BUDGET_NEAR = "budget_near"
BUDGET_USED = "budget_used"
CIRCUIT_OPEN = "circuit_open"
SWEEP_OVERDUE = "sweep_overdue"
SEARCHES_FAIL = "searches_fail"
CHECKS_BLIND = "checks_blind"
WARMUP_STUCK = "warmup_stuck"
#: Codes these rules raise, and resolve when their trouble is over. Others are resolved where they are raised.
CODES = (
    BUDGET_NEAR, BUDGET_USED, CIRCUIT_OPEN, SWEEP_OVERDUE, SEARCHES_FAIL, CHECKS_BLIND, WARMUP_STUCK,
)  # fmt: skip

NEAR = Decimal("0.8")
#: The sweep is nightly; a day and a half is a night missed.
OVERDUE = timedelta(hours=36)
#: Shares of fewer are chance.
FEW_SEARCHES, FEW_CHECKS = 20, 40
TOO_MANY_FAILED, TOO_MANY_UNKNOWN = 0.05, 0.5
STUCK = timedelta(minutes=30)


@dataclass(frozen=True)
class Trouble:
    """`subject` tells troubles of one code apart; "" where there is only one."""

    code: str
    subject: str
    details: dict[str, Any]


def troubles(signs: Signs, *, budget: Decimal, now: datetime) -> Iterator[Trouble]:
    """Everything that is wrong now. `budget` is the installation's cap of a day, USD; 0 means none is set
    aside for models, which is no trouble."""
    if budget > 0 and signs.committed >= NEAR * budget:
        code = BUDGET_USED if signs.committed >= budget else BUDGET_NEAR
        yield Trouble(code, "", {"committed": str(signs.committed), "budget": str(budget)})
    for host in signs.open_circuits:
        yield Trouble(CIRCUIT_OPEN, host, {})
    looked = signs.last_sweep or signs.open_since
    if looked is not None and signs.open_since is not None and now - looked > OVERDUE:
        yield Trouble(SWEEP_OVERDUE, "", {"since": looked.isoformat()})
    if signs.searches >= FEW_SEARCHES and signs.failed_searches > TOO_MANY_FAILED * signs.searches:
        yield Trouble(SEARCHES_FAIL, "", {"failed": signs.failed_searches, "searches": signs.searches})
    if signs.checks >= FEW_CHECKS and signs.unknown_checks > TOO_MANY_UNKNOWN * signs.checks:
        yield Trouble(CHECKS_BLIND, "", {"unknown": signs.unknown_checks, "checks": signs.checks})
    if signs.oldest_waiting is not None and now - signs.oldest_waiting > STUCK:
        yield Trouble(WARMUP_STUCK, "", {"since": signs.oldest_waiting.isoformat()})
