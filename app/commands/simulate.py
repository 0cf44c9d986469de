"""`podbor simulate`: invented people over some weeks in a database of their own, for the operator's pages."""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import UTC, datetime

from app.simulation.world import Plan, rows
from app.stack import session
from data.errors import InvalidInput
from data.repositories import metric_totals, simulated, spending


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=1_000, help="1 to 20,000")
    parser.add_argument("--days", type=int, default=60, help="7 to 365")
    parser.add_argument("--intensity", type=float, default=1.0, help="how often they come, 0.1 to 100")
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--remove", action="store_true", help="remove what was simulated")
    parser.add_argument("--format", choices=("json", "text"), default="text")


def run(options: argparse.Namespace) -> int:
    bounds = {"people": (1, 20_000), "days": (7, 365), "intensity": (0.1, 100)}
    for name, (least, most) in bounds.items():
        if not least <= getattr(options, name) <= most:
            raise InvalidInput(f"--{name} is a number from {least} to {most:,}.")
    with session.needed({"postgres"}) as given:
        if options.remove:
            simulated.drop(given.database)
            print("podbor: what was simulated is removed", file=sys.stderr)
            return 0
        until = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        plan = Plan(options.people, options.days, options.seed, options.intensity, until)
        started = time.monotonic()
        database = simulated.renew(given.database)
        counts = simulated.write(
            database, rows(plan), lambda number: print(f"{number:,} rows", file=sys.stderr)
        )
        with database.transaction() as opened:
            counts["cost_days"] = spending.roll_up(opened, today=until.date())
            metric_totals.compact(opened)
    if options.format == "json":
        print(json.dumps(counts))
    else:
        for name, number in counts.items():
            print(f"{name:<22}{number:>10,}")
        print(f"{time.monotonic() - started:.1f} s; the Admin page has a switch for it", file=sys.stderr)
    return 0
