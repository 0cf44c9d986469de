"""An upload in its own process, to be killed while it understands. Arguments: database URL, person."""

from __future__ import annotations

import sys
import time
from uuid import UUID

from app.resumes import service
from app.resumes.extractors import Extracted
from data.db import Database
from tests.app.resumes.making import RUSSIAN


class Slow:
    version, model, prompt_version = "slow-1", "slow", "1"

    def extract(self, person_id: UUID, text: str) -> Extracted:
        print("understanding", flush=True)  # noqa: T201
        time.sleep(60)
        raise AssertionError("nobody waits that long")


if __name__ == "__main__":
    service.upload(
        Database.from_url(sys.argv[1]), UUID(sys.argv[2]), "a.txt", RUSSIAN.encode(), extractor=Slow()
    )
