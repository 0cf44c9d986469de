"""Another process that takes turns: `polite_process.py DATABASE_URL HOST PER_SECOND`, then a word a line.

`hold` takes a turn, says so and keeps it for a lease of two seconds; `probe` says what a request without
patience hears and keeps its turn until the next line; a number takes as many turns, each of them short, and
says when each began.
"""

from __future__ import annotations

import sys
import time

from data.db import Database
from data.sources.politeness import LEASE_MARGIN, Politeness
from data.sources.politeness_hosts import SharedHosts
from data.sources.politeness_log import Decisions
from data.sources.politeness_state import Go, Rule


def main(url: str, host: str, per_second: float) -> None:
    rule = Rule(per_second)
    politeness = Politeness(SharedHosts(Database.from_url(url)))
    while what := sys.stdin.readline().strip():
        for _ in range(int(what) if what.isdigit() else 1):
            turn = politeness.turn(
                host, rule, Decisions(), timeout=2.0 - LEASE_MARGIN if what == "hold" else 15.0,
                patience=0.0 if what == "probe" else None,
            )  # fmt: skip
            told = f"{time.time():.6f}" if what.isdigit() else type(turn).__name__
            sys.stdout.write(told + "\n")
            sys.stdout.flush()
            if what in {"hold", "probe"}:
                sys.stdin.readline()
            assert isinstance(turn, Go) or what == "probe"
            if isinstance(turn, Go):
                politeness.ended(host, rule, Decisions(), turn.lease, "good", None)
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
