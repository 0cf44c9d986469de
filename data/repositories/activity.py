"""What people did, for the operator: counts, funnel, weekly cohorts. Read from hours of events.

`event_hours` is kept by a trigger on `match_event`: one row for each hour, event and person. So windows
begin at a full hour: `since` is cut down to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, DateTime, Text, cast, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from data.models import EventHour

#: A person's way, in order. Who is counted in a step has done all steps before it in the same window.
FUNNEL = ("upload", "parsed", "search", "open", "like", "apply")
_COHORTS = text("""
    WITH weeks AS (
        SELECT person_id, date_trunc('week', hour AT TIME ZONE 'UTC')::date AS week
        FROM event_hours GROUP BY person_id, week
    ),
    firsts AS (SELECT person_id, min(week) AS cohort FROM weeks GROUP BY person_id)
    SELECT cohort, (week - cohort) / 7 AS age, count(*) AS people
    FROM weeks JOIN firsts USING (person_id)
    WHERE cohort >= :oldest
    GROUP BY cohort, age ORDER BY cohort, age
""")


def by_event(session: Session, since: datetime, until: datetime) -> pl.DataFrame:
    """Columns: event, events, people; the most frequent first."""
    each = (  # first by person: to count different ones otherwise takes sorting all rows
        select(EventHour.event, func.sum(EventHour.number).label("number"))
        .where(*_within(since, until))
        .group_by(EventHour.event, EventHour.person_id)
        .subquery()
    )
    events = func.sum(each.c.number)
    rows = session.execute(
        select(each.c.event, events, func.count())
        .group_by(each.c.event)
        .order_by(events.desc(), each.c.event)
    )
    return _frame(rows, {"event": pl.String, "events": pl.Int64, "people": pl.Int64})


def over_time(session: Session, since: datetime, until: datetime, *, bucket: timedelta) -> pl.DataFrame:
    """Columns: at (start of the bucket, UTC), event, events. Buckets of an hour or more."""
    at = func.date_bin(bucket, EventHour.hour, text("timestamptz '2026-01-05 00:00:00+00'")).label("at")
    rows = session.execute(
        select(at, EventHour.event, func.sum(EventHour.number))
        .where(*_within(since, until))
        .group_by(at, EventHour.event)
        .order_by(at, EventHour.event)
    )
    return _frame(rows, {"at": pl.Datetime("us", "UTC"), "event": pl.String, "events": pl.Int64})


def funnel(session: Session, since: datetime, until: datetime) -> pl.DataFrame:
    """Columns: step, people, of_first, of_previous (shares, null where nobody could go on). A step counts
    those who did it and every step before it in the window."""
    did = cast(func.array_agg(EventHour.event.distinct()), ARRAY(Text))
    each = (
        select(did.label("did"))
        .where(*_within(since, until), EventHour.event.in_(FUNNEL))
        .group_by(EventHour.person_id)
        .subquery()
    )
    counts = session.execute(
        select(
            *(
                func.count().filter(each.c.did.contains(list(FUNNEL[: number + 1])))
                for number in range(len(FUNNEL))
            )
        )
    ).one()
    rows, before = [], None
    for step, people in zip(FUNNEL, counts, strict=True):
        rows.append((step, people, _share(people, counts[0]), _share(people, before)))
        before = people
    schema = {"step": pl.String, "people": pl.Int64, "of_first": pl.Float64, "of_previous": pl.Float64}
    return _frame(rows, schema)


def cohorts(session: Session, *, now: datetime, weeks: int = 12) -> pl.DataFrame:
    """Columns: cohort (Monday of the first week somebody did anything), age (weeks since), people, share of
    the cohort. `age` 0 is the first week itself."""
    oldest = (now - timedelta(weeks=weeks - 1)).date()
    oldest -= timedelta(days=oldest.weekday())
    rows = session.execute(_COHORTS, {"oldest": oldest}).all()
    sizes = {row.cohort: row.people for row in rows if row.age == 0}
    return _frame(
        [(row.cohort, row.age, row.people, row.people / sizes[row.cohort]) for row in rows],
        {"cohort": pl.Date, "age": pl.Int64, "people": pl.Int64, "share": pl.Float64},
    )


def active_people(session: Session, since: datetime, until: datetime) -> int:
    """Different people who did anything in the window."""
    statement = select(func.count(EventHour.person_id.distinct())).where(*_within(since, until))
    return session.scalar(statement) or 0


def returned(session: Session, since: datetime, until: datetime) -> tuple[int, int]:
    """(people active in [since, until) and in the window of the same length before; people active before):
    the share of them that came back."""
    before = since - (until - since)
    then = select(EventHour.person_id).where(*_within(before, since)).distinct().subquery()
    later = select(EventHour.person_id).where(*_within(since, until)).distinct().subquery()
    row = session.execute(
        select(func.count(later.c.person_id), func.count())
        .select_from(then)
        .outerjoin(later, later.c.person_id == then.c.person_id)
    ).one()
    return int(row[0]), int(row[1])


def last_hour(session: Session) -> datetime | None:
    """The newest hour anything happened in."""
    return session.scalar(select(func.max(EventHour.hour)))


def _within(since: datetime, until: datetime) -> Sequence[ColumnElement[bool]]:
    start = func.date_trunc("hour", since, "UTC", type_=DateTime(timezone=True))
    return EventHour.hour >= start, EventHour.hour < until


def _share(part: int, whole: int | None) -> float | None:
    return part / whole if whole else None


def _frame(rows: Any, schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
