"""When a source is read next: after its last reading by its own cadence, the overdue ones one after another.

However often Podbor is started again, no board is read more often than its cadence says.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from prefect.schedules import Interval, Schedule

from app.bootstrap import Container
from data.repositories import source_overview
from data.sources.base import Source

#: Newest postings that one scheduled run reads of a board that is searched: half an hour at one a second.
NEWEST = 2000
SOON = timedelta(seconds=60)
#: Between the first readings of two overdue sources.
STEP = timedelta(seconds=45)
LONGEST_CADENCE = timedelta(days=8)


def parameters(source: Source) -> dict[str, Any]:
    """What a scheduled run asks for: everything where that is one whole board, else the newest."""
    everything = source.whole_board or source.state().invented
    return {"source": source.name} if everything else {"source": source.name, "limit": NEWEST}


def schedules(wired: Container) -> dict[str, Schedule]:
    """By name, for every source that can be used."""
    usable = {name: source for name, source in wired.sources.items() if source.state().configured}
    now = datetime.now(UTC)
    with wired.database.transaction() as session:
        begun = source_overview.last_started(session, now - LONGEST_CADENCE)
    made: dict[str, Schedule] = {}
    overdue = 0
    for name, source in usable.items():
        every = timedelta(minutes=cadence(wired, name))
        asked = {key: value for key, value in parameters(source).items() if key != "source"}
        last = max((when for params, when in begun.get(name, ()) if params == asked), default=None)
        if last is not None and last + every > now:
            due = last + every
        elif source.state().invented:  # a first reading is started at once (`wants_demo_now`)
            due = now + every
        else:
            due = now + SOON + STEP * overdue
            overdue += 1
        made[name] = Interval(every, anchor_date=due, timezone="UTC")
    return made


def cadence(wired: Container, name: str) -> int:
    """Minutes between two readings."""
    listed = wired.listed.get(name)
    return (listed.every_minutes if listed else None) or wired.settings.ingest_every_minutes
