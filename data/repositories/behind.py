"""The rows behind the operator's figures: calls, people, judgements, events. They name nobody: of a person
the first eight digits of the id. Newest first, at most MOST rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import ColumnElement, Text, cast, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.models import Feedback, LlmCall, MatchEvent, Vacancy
from data.repositories import activity, packed_people
from data.repositories.activity import FUNNEL
from data.repositories.packed_people import NOBODY, People

MOST = 200
_AT = pl.Datetime("us", "UTC")
_WEEK = timedelta(weeks=1)
_SEEN = text("""
    WITH theirs AS (
        SELECT person_id, hour, e.number,
               hour >= date_trunc('hour', cast(:since AS timestamptz), 'UTC') AND hour < :until
               AND (cast(:events AS text[]) IS NULL OR event = ANY(cast(:events AS text[]))) AS counted
        FROM event_hours AS e JOIN people ON people.id = person_id
        WHERE people.number = ANY(cast(:people AS int[]))
    )
    SELECT left(person_id::text, 8), sum(number) FILTER (WHERE counted),
           min(hour) FILTER (WHERE counted OR :ever), max(hour) FILTER (WHERE counted) AS last_at
    FROM theirs GROUP BY person_id ORDER BY last_at DESC, person_id LIMIT :most
""")
_PEOPLE: dict[str, Any] = {"person": pl.String, "events": pl.Int64, "came_at": _AT, "seen_at": _AT}


def calls(
    session: Session, since: date, until: date, *,
    purpose: str | None = None, model: str | None = None, scope: str | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Calls of the days in [since, until]. Columns: at, purpose, model, scope, answer, prompt_tokens,
    cached_tokens, completion_tokens, cost, duration_ms, attempts, request_id."""
    row = LlmCall
    columns = (
        row.created_at, row.purpose, row.model, row.scope, row.status, row.prompt_tokens, row.cached_tokens,
        row.completion_tokens, row.cost, row.duration_ms, row.attempts, cast(row.request_id, Text),
    )  # fmt: skip
    statement = select(*columns).where(row.day >= since, row.day <= until)
    for column, wanted in ((row.purpose, purpose), (row.model, model), (row.scope, scope)):
        if wanted is not None:
            statement = statement.where(column == wanted)
    tokens = dict.fromkeys(("prompt_tokens", "cached_tokens", "completion_tokens"), pl.Int64)
    schema: dict[str, Any] = {
        "at": _AT, "purpose": pl.String, "model": pl.String, "scope": pl.String, "answer": pl.String,
        **tokens, "cost": pl.Decimal(16, 10), "duration_ms": pl.Int64, "attempts": pl.Int64,
        "request_id": pl.String,
    }  # fmt: skip
    return _frame(
        session.execute(statement.order_by(row.created_at.desc(), row.id.desc()).limit(MOST)), schema
    )


def stopped_at(session: Session, since: datetime, until: datetime, step: str) -> pl.DataFrame:
    """People who came to a step of the funnel in the window and not to the next one. Columns: person, events
    (of the funnel), came_at, seen_at (first and last hour). ValueError when it is no step."""
    number = FUNNEL.index(step)
    came = activity.reached(session, since, until)
    stopped = np.setdiff1d(came[number], came[number + 1]) if number + 1 < len(FUNNEL) else came[number]
    return _seen(session, stopped, since, until, events=FUNNEL)


def came_again(session: Session, cohort: date, age: int) -> pl.DataFrame:
    """People who came first in the week of `cohort` (a Monday) and again `age` weeks later. Columns: person,
    events (of that week), came_at (ever), seen_at (last hour of that week)."""
    first = datetime.combine(cohort, time(), UTC)
    week = first + age * _WEEK
    by_week = activity.active_by_week(session, week + _WEEK)
    new, those = activity.newcomers(by_week).get(first, NOBODY), by_week.get(week, NOBODY)
    return _seen(session, packed_people.in_both(new, those), week, week + _WEEK, ever=True)


def judged(
    session: Session, since: datetime, until: datetime, *,
    verdict: str | None = None, reason: str | None = None, no_reason: bool = False,
) -> pl.DataFrame:  # fmt: skip
    """What people say of postings, said in the window. Columns: at, event (like or dislike), why_not, title,
    source, person."""
    statement = (
        select(
            Feedback.updated_at, Feedback.verdict, Feedback.reason, Vacancy.title, Vacancy.source,
            _person(Feedback.person_id),
        )
        .join(Vacancy, Vacancy.id == Feedback.vacancy_id)
        .where(
            Feedback.verdict.in_(("like", "dislike")),
            Feedback.updated_at >= since, Feedback.updated_at < until,
        )
    )  # fmt: skip
    if verdict is not None:
        statement = statement.where(Feedback.verdict == verdict)
    if reason is not None or no_reason:
        statement = statement.where(Feedback.reason.is_not_distinct_from(reason))
    schema: dict[str, Any] = {
        "at": _AT, "event": pl.String, "why_not": pl.String, "title": pl.String, "source": pl.String,
        "person": pl.String,
    }  # fmt: skip
    return _frame(session.execute(statement.order_by(Feedback.updated_at.desc()).limit(MOST)), schema)


def events(
    session: Session, since: datetime, until: datetime, *, event: str | None = None
) -> pl.DataFrame:  # fmt: skip
    """Columns: at, event, title, source, rank (place in the list), person, request_id."""
    row = MatchEvent
    newest = select(row.id, row.at).where(row.at >= since, row.at < until)
    if event is not None:
        newest = newest.where(row.event == event)
    some = newest.order_by(row.at.desc(), row.id.desc()).limit(MOST).subquery()
    rows = session.execute(
        select(
            row.at, row.event, Vacancy.title, row.source, row.rank, _person(row.person_id),
            cast(row.request_id, Text),
        )
        .join(some, some.c.id == row.id)
        .outerjoin(Vacancy, Vacancy.id == row.vacancy_id)
        .order_by(row.at.desc(), row.id.desc())
    )  # fmt: skip
    schema: dict[str, Any] = {
        "at": _AT, "event": pl.String, "title": pl.String, "source": pl.String, "rank": pl.Int64,
        "person": pl.String, "request_id": pl.String,
    }  # fmt: skip
    return _frame(rows, schema)


def _seen(
    session: Session, people: People, since: datetime, until: datetime, *,
    events: Sequence[str] | None = None, ever: bool = False,
) -> pl.DataFrame:  # fmt: skip
    """Of these people, those seen last; their first hour of the window, or `ever`."""
    some = packed_people.newest(session, people, since, until, most=MOST, events=events)
    given = {
        "people": some.tolist(), "since": since, "until": until, "ever": ever, "most": MOST,
        "events": list(events) if events else None,
    }  # fmt: skip
    return _frame(session.execute(_SEEN, given), _PEOPLE)


def _person(column: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    return func.left(cast(column, Text), 8)


def _frame(rows: Iterable[Sequence[Any]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
