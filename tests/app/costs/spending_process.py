"""25 callers that reserve, work a moment and settle, until they are killed:
`python -m tests.app.costs.spending_process URL SEED PERSON PERSON …`."""

from __future__ import annotations

import random
import sys
import threading
import time
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from app.costs.ledger import BudgetExceeded, Budgets, Ledger
from app.costs.prices import Usage
from data.db import Database
from tests.app.costs.test_ledger import a_call

#: Enough that it is not used up before the kills come, and so little that it is in the end.
BUDGETS = Budgets(person=Decimal("1.50"), system=Decimal("4.00"))
LASTS = timedelta(seconds=2)
CALLERS = 25


def call_on(ledger: Ledger, whose: UUID | None, dice: random.Random) -> None:
    while True:
        try:
            held = ledger.reserve(a_call(whose, most=dice.randint(1, 3)))
        except BudgetExceeded:
            time.sleep(0.05)
            continue
        time.sleep(dice.uniform(0, 0.02))
        failed = dice.random() < 0.3
        ledger.settle(
            held, Usage() if failed else Usage(prompt=1), told=True,
            status="model_timeout" if failed else "ok", attempts=1, duration_ms=1,
        )  # fmt: skip


if __name__ == "__main__":
    ledger = Ledger(Database.from_url(sys.argv[1]), BUDGETS, lasts=LASTS)
    people = [*map(UUID, sys.argv[3:]), None]
    for number in range(CALLERS):
        seeded = random.Random(f"{sys.argv[2]}/{number}")
        threading.Thread(target=call_on, args=(ledger, people[number % len(people)], seeded)).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
