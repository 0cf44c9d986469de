"""Another process that asks a board: `tally_process.py DATABASE BOARD`, then ids to look at, a line each.

Every line is answered with `done`; the end of the input ends the process as any command ends.
"""

from __future__ import annotations

import sys

from data.db import Database
from data.sources.hh import HhSource
from data.sources.tally import RequestTally


def main(database: str, board: str) -> None:
    source = HhSource(
        "demo", board, token="t", user_agent="Podbor/0.1 (tester@example.org)", invented=True,
        tally=RequestTally(Database.from_url(database)),
    )  # fmt: skip
    for line in sys.stdin:
        for one in line.split():
            source.check(one, timeout=10)
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
