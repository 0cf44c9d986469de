"""When a source may and should be read: by its cadence, and never oftener than its provider allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.sources.listing import Listing
from data.db import Database
from data.errors import InvalidInput
from data.repositories import source_overview
from data.sources.base import Source

#: Newest postings that one planned run reads of a board that is searched: half an hour at one a second.
NEWEST = 2000
#: No cadence is longer: older runs need not be looked at.
LONGEST_CADENCE = timedelta(days=8)
#: A planned run begins seconds or minutes after its moment, so the next one may be as much early.
TOLERANCE = timedelta(minutes=10)

#: By source: what was asked for, and when a run that asked for it last began.
Begun = Mapping[str, Iterable[tuple[Mapping[str, Any], datetime]]]


def asked(source: Source) -> dict[str, Any]:
    """What a planned run asks for, as runs keep it: everything where that is one whole board, else the
    newest."""
    return {} if source.whole_board or source.state().invented else {"limit": NEWEST}


def begun(database: Database, now: datetime) -> Begun:
    with database.transaction() as session:
        return source_overview.last_started(session, now - LONGEST_CADENCE)


def due(runs: Begun, source: Source, every: timedelta) -> datetime | None:
    """When it should be read next, counted from its last planned reading; None when there was none."""
    wanted = asked(source)
    last = max((when for params, when in runs.get(source.name, ()) if params == wanted), default=None)
    return last + every if last else None


def demand_allowed(database: Database, name: str, listed: Listing | None, run_id: str | None = None) -> None:
    """Raises InvalidInput (`asked_too_soon`) when the provider does not allow another reading yet. Another
    attempt of the run `run_id` is no other reading."""
    rest = timedelta(minutes=listed.least_minutes if listed else 0)
    if rest <= TOLERANCE:
        return
    with database.transaction() as session:
        last = source_overview.last_asked(session, name, other_than=run_id)
    if last is not None and datetime.now(UTC) < last + rest - TOLERANCE:
        raise InvalidInput(
            f"{name} was asked at {last:%Y-%m-%d %H:%M} UTC; its provider allows that once in"
            f" {listed.least_minutes if listed else 0} minutes.",
            code="asked_too_soon",
        )
