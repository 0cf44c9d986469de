"""A process that asks a bad board again and again: `polite_worker.py DATABASE BOARD PER_SECOND REQUESTS IDS`.

It looks at postings and reads lists in several threads until it has made its share of requests, and says what
came of it as one line of JSON. An error that is not the project's own ends it.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from random import Random

import stamina

from data.db import Database
from data.errors import NotFound, SourceError
from data.sources import politeness_state
from data.sources.hh import HhSource
from data.sources.politeness import Politeness
from data.sources.politeness_hosts import SharedHosts

THREADS = 4
#: A circuit that is open for half a minute would leave nothing to count.
COOL_SECONDS = 0.5
_UNASKED = {"circuit_open", "paced", "too_many_requests"}


def main(database: str, board: str, per_second: float, requests: int, ids: list[str]) -> None:
    politeness_state.COOL_SECONDS = COOL_SECONDS
    politeness_state.LONGEST_COOL = 2 * COOL_SECONDS
    stamina.set_testing(True, attempts=4, cap=True)
    source = HhSource(
        "demo", board, token="t", user_agent="Podbor/0.1 (tester@example.org)", invented=True, timeout=15.0,
        per_second=per_second, politeness=Politeness(SharedHosts(Database.from_url(database))),
    )  # fmt: skip
    seen: Counter[str] = Counter()
    crashed: list[str] = []
    lock = threading.Lock()

    def once(chance: Random) -> str:
        if chance.random() < 0.8:
            found = source.check(chance.choice(ids), timeout=15.0)
            if found.reason in _UNASKED:
                time.sleep(0.1)
            return found.verdict
        try:
            source.client.get_json("/vacancies", {"page": chance.randrange(5), "per_page": 20})
        except NotFound:
            return "list_not_found"
        except SourceError as error:
            return error.code
        return "list"

    def work(number: int) -> None:
        chance = Random(number)
        while source.client.requests < requests and not crashed:
            try:
                outcome = once(chance)
            except Exception as error:
                crashed.append(repr(error))
                raise
            with lock:
                seen[outcome] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = {"seen": seen, "requests": source.client.requests, "decisions": source.client.decisions.drain()}
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.exit(1 if crashed else 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]), sys.argv[5].split(","))
