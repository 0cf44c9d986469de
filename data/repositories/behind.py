"""The rows behind the operator's figures: calls, people, judgements, events. They name nobody: of a person
the first eight digits of the id. Newest first, at most MOST rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Text, cast, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.models import Feedback, LlmCall, MatchEvent, Vacancy
from data.repositories.activity import FUNNEL

MOST = 200
_AT = pl.Datetime("us", "UTC")
_STOPPED = text("""
    WITH each AS (
        SELECT person_id, array_agg(DISTINCT event)::text[] AS did, sum(number) AS events,
               min(hour) AS first_at, max(hour) AS last_at
        FROM event_hours
        WHERE hour >= date_trunc('hour', cast(:since AS timestamptz), 'UTC') AND hour < :until
          AND event = ANY(:steps)
        GROUP BY person_id
    )
    SELECT left(person_id::text, 8), events, first_at, last_at FROM each
    WHERE did @> cast(:reached AS text[]) AND NOT (cast(:next AS text) = ANY(did))
    ORDER BY last_at DESC, person_id LIMIT :most
""")
_COHORT = text("""
    WITH firsts AS (
        SELECT person_id, min(hour) AS first_at FROM event_hours GROUP BY person_id
        HAVING date_trunc('week', min(hour) AT TIME ZONE 'UTC')::date = :cohort
    )
    SELECT left(person_id::text, 8), sum(number), min(first_at), max(hour)
    FROM event_hours JOIN firsts USING (person_id)
    WHERE hour >= cast(:week AS date)::timestamp AT TIME ZONE 'UTC'
      AND hour < (cast(:week AS date) + 7)::timestamp AT TIME ZONE 'UTC'
    GROUP BY person_id ORDER BY max(hour) DESC, person_id LIMIT :most
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
    following = FUNNEL[number + 1] if number + 1 < len(FUNNEL) else ""
    rows = session.execute(
        _STOPPED,
        {
            "since": since, "until": until, "steps": list(FUNNEL), "reached": list(FUNNEL[: number + 1]),
            "next": following, "most": MOST,
        },
    )  # fmt: skip
    return _frame(rows, _PEOPLE)


def came_again(session: Session, cohort: date, age: int) -> pl.DataFrame:
    """People who came first in the week of `cohort` (a Monday) and again `age` weeks later. Columns: person,
    events (of that week), came_at (ever), seen_at (last hour of that week)."""
    week = cohort + timedelta(weeks=age)
    return _frame(session.execute(_COHORT, {"cohort": cohort, "week": week, "most": MOST}), _PEOPLE)


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


def _person(column: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    return func.left(cast(column, Text), 8)


def _frame(rows: Iterable[Sequence[Any]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
