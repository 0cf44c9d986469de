"""Understanding a text once. Of all who ask for the same reading one does the work, the others wait a little.

The claim is one inserted row; the work happens outside of any transaction
(docs/adr/0015-extraction-cache.md).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from data.db import Database
from data.errors import PodborError
from data.repositories import extractions
from data.repositories.extractions import Reading

#: How long a second asker waits for the first, seconds.
WAIT = 2.5
#: No living runner takes longer: its row is free for the next.
DEAD_AFTER = timedelta(seconds=120)
#: A failure answers for this long before somebody tries again.
RETRY_AFTER = timedelta(seconds=30)
_POLL = 0.05


@dataclass(frozen=True)
class Outcome:
    """`ready` with `result`, `generating` while somebody else works on it, `failed` with an error code."""

    status: Literal["ready", "generating", "failed"]
    result: dict[str, Any] | None = None
    reason: str | None = None


def read_once(
    database: Database,
    person_id: UUID,
    reading: Reading,
    produce: Callable[[], dict[str, Any]],
    *,
    wait: float = WAIT,
    dead_after: timedelta = DEAD_AFTER,
    retry_after: timedelta = RETRY_AFTER,
) -> Outcome:
    """The kept result of `reading`, or that of `produce`, which is called by one asker at a time. What
    `produce` raises is kept as a failure and goes on to the one who called it; others are told `failed`."""
    runner = uuid4()
    deadline = time.monotonic() + wait
    pause = _POLL
    while True:
        with database.transaction() as session:
            kept = extractions.find(session, person_id, reading)
            mine = (
                extractions.claim(session, person_id, reading, runner)
                if kept is None
                else kept.status != "ready"
                and extractions.take_over(
                    session, person_id, reading, runner, dead_after=dead_after, retry_after=retry_after
                )
            )
        if mine:
            return _produced(database, reading, runner, produce)
        if kept is not None and kept.status == "ready":
            return Outcome("ready", kept.result)
        if kept is not None and kept.status == "failed":
            return Outcome("failed", reason=kept.reason)
        if time.monotonic() + pause >= deadline:
            return Outcome("generating")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.25)


def _produced(
    database: Database, reading: Reading, runner: UUID, produce: Callable[[], dict[str, Any]]
) -> Outcome:
    try:
        result = produce()
    except BaseException as error:  # an interrupt too: those who wait must not wait for nobody
        reason = error.code if isinstance(error, PodborError) else "reading_failed"
        with suppress(PodborError), database.transaction() as session:  # the first error is the one to tell
            extractions.finish(session, reading, runner, reason=reason)
        raise
    with database.transaction() as session:
        extractions.finish(session, reading, runner, result=result)
    return Outcome("ready", result)
