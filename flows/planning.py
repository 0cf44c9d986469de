"""When a source is read next: after its last reading by its own cadence, the overdue ones one after another.

However often Podbor is started again, no board is read more often than its cadence says.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from prefect.schedules import Interval, Schedule

from app.bootstrap import Container
from app.sources import planning
from data.sources.base import Source

SOON = timedelta(seconds=60)
#: Between the first readings of two overdue sources.
STEP = timedelta(seconds=45)


def parameters(source: Source) -> dict[str, Any]:
    """Of the flow, for a planned run."""
    return {"source": source.name} | planning.asked(source)


def schedules(wired: Container) -> dict[str, Schedule]:
    """By name, for every board that can be used; what has no kind is no board."""
    now = datetime.now(UTC)
    begun = planning.begun(wired.database, now)
    made: dict[str, Schedule] = {}
    overdue = 0
    for name, source in wired.sources.items():
        if not (source.kind and source.state().configured):
            continue
        every = timedelta(minutes=cadence(wired, name))
        due = planning.due(begun, source, every)
        if due is None or due <= now:
            if source.state().invented:  # a first reading is started at once (`wants_demo_now`)
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
