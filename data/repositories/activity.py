"""What people did, for the operator: counts, funnel, weekly cohorts. Read from packed hours of events.

`event_hours` and `event_people` are kept by triggers: one row for each hour, event and person, and one for
each hour and event. So windows begin at a full hour: `since` is cut down to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import ColumnElement, DateTime, func, select, text
from sqlalchemy.orm import Session

from data.models import EventPeople
from data.repositories import packed_people
from data.repositories.packed_people import NOBODY, People

#: A person's way, in order. Who is counted in a step has done all steps before it in the same window.
FUNNEL = ("upload", "parsed", "search", "open", "like", "apply")
_WEEK = timedelta(weeks=1)
#: A Monday, from which weeks are counted, and a moment before anything happened.
_MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
_BEGINNING = datetime(2000, 1, 3, tzinfo=UTC)


def by_event(session: Session, since: datetime, until: datetime) -> pl.DataFrame:
    """Columns: event, events, people; the most frequent first."""
    found = packed_people.cells(session, since, until)
    rows = sorted(
        ((one.event, one.number, len(one.people)) for one in found), key=lambda row: (-row[1], row[0])
    )
    return _frame(rows, {"event": pl.String, "events": pl.Int64, "people": pl.Int64})


def over_time(session: Session, since: datetime, until: datetime, *, bucket: timedelta) -> pl.DataFrame:
    """Columns: at (start of the bucket, UTC), event, events. Buckets of an hour or more."""
    at = func.date_bin(bucket, EventPeople.hour, text("timestamptz '2026-01-05 00:00:00+00'")).label("at")
    rows = session.execute(
        select(at, EventPeople.event, func.sum(EventPeople.number))
        .where(*_within(since, until))
        .group_by(at, EventPeople.event)
        .order_by(at, EventPeople.event)
    )
    return _frame(rows, {"at": pl.Datetime("us", "UTC"), "event": pl.String, "events": pl.Int64})


def reached(session: Session, since: datetime, until: datetime) -> list[People]:
    """Who came to each step of the funnel: did it and every step before it in the window."""
    did = {one.event: one.people for one in packed_people.cells(session, since, until, events=FUNNEL)}
    found: list[People] = []
    for step in FUNNEL:
        those = did.get(step, NOBODY)
        found.append(packed_people.in_both(found[-1], those) if found else those)
    return found


def funnel(session: Session, since: datetime, until: datetime) -> pl.DataFrame:
    """Columns: step, people, of_first, of_previous (shares, null where nobody could go on). A step counts
    those who did it and every step before it in the window."""
    counts = [len(people) for people in reached(session, since, until)]
    rows, before = [], None
    for step, people in zip(FUNNEL, counts, strict=True):
        rows.append((step, people, _share(people, counts[0]), _share(people, before)))
        before = people
    schema = {"step": pl.String, "people": pl.Int64, "of_first": pl.Float64, "of_previous": pl.Float64}
    return _frame(rows, schema)


def active_by_week(session: Session, until: datetime) -> dict[datetime, People]:
    """Everybody who did anything in each week (by its Monday, UTC), from the first one on."""
    found = packed_people.cells(session, _BEGINNING, until, bucket=_WEEK, origin=_MONDAY)
    return packed_people.by_bucket(found)


def newcomers(by_week: dict[datetime, People]) -> dict[datetime, People]:
    """Of `active_by_week`: those who came in a week for the first time."""
    seen, found = NOBODY, {}
    for week, people in by_week.items():
        found[week] = people[np.isin(people, seen, assume_unique=True, invert=True)]
        seen = np.union1d(seen, people)
    return found


def cohorts(session: Session, *, now: datetime, weeks: int = 12) -> pl.DataFrame:
    """Columns: cohort (Monday of the first week somebody did anything), age (weeks since), people, share of
    the cohort. `age` 0 is the first week itself."""
    oldest = (now - timedelta(weeks=weeks - 1)).date()
    oldest -= timedelta(days=oldest.weekday())
    came = active_by_week(session, now + _WEEK)
    rows = []
    for first, people in newcomers(came).items():
        if first.date() < oldest or not len(people):
            continue
        for week, those in came.items():
            again = len(packed_people.in_both(people, those))
            if week >= first and again:
                rows.append((first.date(), (week - first) // _WEEK, again, again / len(people)))
    schema = {"cohort": pl.Date, "age": pl.Int64, "people": pl.Int64, "share": pl.Float64}
    return _frame(rows, schema)


def active_people(session: Session, since: datetime, until: datetime) -> int:
    """Different people who did anything in the window."""
    return len(packed_people.together(packed_people.cells(session, since, until)))


def returned(session: Session, since: datetime, until: datetime) -> tuple[int, int]:
    """(people active in [since, until) and in the window of the same length before; people active before):
    the share of them that came back."""
    then = packed_people.together(packed_people.cells(session, since - (until - since), since))
    later = packed_people.together(packed_people.cells(session, since, until))
    return len(packed_people.in_both(then, later)), len(then)


def last_hour(session: Session) -> datetime | None:
    """The newest hour anything happened in."""
    return session.scalar(select(func.max(EventPeople.hour)))


def _within(since: datetime, until: datetime) -> Sequence[ColumnElement[bool]]:
    start = func.date_trunc("hour", since, "UTC", type_=DateTime(timezone=True))
    return EventPeople.hour >= start, EventPeople.hour < until


def _share(part: int, whole: int | None) -> float | None:
    return part / whole if whole else None


def _frame(rows: Any, schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
