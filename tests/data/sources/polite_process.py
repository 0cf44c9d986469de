"""Another process that takes turns: `polite_process.py DATABASE_URL HOST PER_SECOND WHAT`.

`hold` takes a turn, says so and keeps it; `probe` says what a request without patience hears; a number takes
as many turns, each of them short, and says when each began (the database's clock is one for all).
"""

from __future__ import annotations

import sys
import time

from data.db import Database
from data.sources.politeness import Politeness
from data.sources.politeness_hosts import SharedHosts
from data.sources.politeness_log import Decisions
from data.sources.politeness_state import Go, Rule


def main(url: str, host: str, per_second: float, what: str) -> None:
    rule = Rule(per_second)
    politeness = Politeness(SharedHosts(Database.from_url(url)))
    sys.stdin.readline()  # both begin together
    for _ in range(int(what) if what.isdigit() else 1):
        turn = politeness.turn(
            host, rule, Decisions(), timeout=-8.0 if what == "hold" else 15.0,
            patience=0.0 if what == "probe" else None,
        )  # fmt: skip
        said = f"{time.time():.6f}" if isinstance(turn, Go) and what.isdigit() else type(turn).__name__
        sys.stdout.write(said + "\n")
        sys.stdout.flush()
        if what in {"hold", "probe"}:
            sys.stdin.readline()
        assert isinstance(turn, Go) or what == "probe"
        if isinstance(turn, Go):
            politeness.ended(host, rule, Decisions(), turn.lease, "good", None)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4])
