"""What is freed because whoever worked on it is gone: searches soon, warm-ups after half an hour."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from app.warmup.service import STUCK
from data.db import Database
from data.repositories import orphans, segments

log = logging.getLogger(__name__)
SEARCH_STUCK = timedelta(seconds=180)


@dataclass(frozen=True)
class Swept:
    """Warm-ups put back into the queue, warm-ups given up, searches marked as failed."""

    requeued: int = 0
    given_up: int = 0
    searches: int = 0


def sweep(database: Database) -> Swept:
    """Free what is stuck. Safe at any time, any number of times, by any number of processes."""
    with database.transaction() as session:
        requeued, given_up = segments.sweep(session, stuck=STUCK)
        swept = Swept(requeued, given_up, orphans.end_searches(session, stuck=SEARCH_STUCK))
    if swept != Swept():
        log.warning("freed: %s", swept)
    return swept
