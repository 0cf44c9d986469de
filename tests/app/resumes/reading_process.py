"""One asker for a reading in its own process. Arguments: database URL, person, hash of the text, a file that
gets a line whenever the work is done, seconds the work takes. Prints `working` when it works, then tells
the outcome.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from app.resumes.cache import read_once
from data.db import Database
from data.repositories.extractions import Reading


def main() -> None:
    url, person, digest, journal, seconds = sys.argv[1:]

    def produce() -> dict[str, Any]:
        with Path(journal).open("a") as file:
            file.write("worked\n")
        print("working", flush=True)  # noqa: T201
        time.sleep(float(seconds))
        return {"profile": {"city": "Тверь"}, "by_model": []}

    database = Database.from_url(url, pool_size=1)
    outcome = read_once(database, UUID(person), Reading(digest, "test-1"), produce)
    print(outcome.status, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
