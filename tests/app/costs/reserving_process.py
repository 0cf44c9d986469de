"""Reserves again and again until it is killed: `python -m tests.app.costs.reserving_process URL PERSON`."""

from __future__ import annotations

import sys
from datetime import timedelta
from uuid import UUID

from app.costs.ledger import BudgetExceeded, Ledger
from data.db import Database
from tests.app.costs.test_ledger import BUDGETS, a_call

if __name__ == "__main__":
    ledger = Ledger(Database.from_url(sys.argv[1]), BUDGETS, lasts=timedelta(seconds=2))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        try:
            ledger.reserve(a_call(UUID(sys.argv[2])))
        except BudgetExceeded:
            continue
