"""What models cost, for the operator. Days are UTC days, money is US dollars and exact.

`roll_up` adds the ledger up by day; `by_day` reads `openai_call_log` for days that may still change and
`cost_days` for the rest, so it always agrees with the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy import Select, Text, cast, delete, func, insert, select
from sqlalchemy.orm import Session

from data.models import CostDay, LlmCall, LlmReceipt, LlmReservation

_COST = pl.Decimal(16, 10)
_SUMS = ("calls", "failed", "prompt_tokens", "cached_tokens", "completion_tokens", "cost")
#: A call is entered at most so long after the day it took from began.
STILL_OPEN = timedelta(days=2)


@dataclass(frozen=True)
class Today:
    """Money of a UTC day."""

    spent: Decimal
    reserved: Decimal


def _ledger() -> Select[*tuple[Any, ...]]:
    """The ledger added up by day, scope, purpose and model."""
    return select(
        LlmCall.day, LlmCall.scope, LlmCall.purpose, LlmCall.model,
        func.count().label("calls"),
        func.count().filter(LlmCall.status.not_in(("ok", "kept"))).label("failed"),
        func.sum(LlmCall.prompt_tokens).label("prompt_tokens"),
        func.sum(LlmCall.cached_tokens).label("cached_tokens"),
        func.sum(LlmCall.completion_tokens).label("completion_tokens"),
        func.sum(LlmCall.cost).label("cost"),
    ).group_by(LlmCall.day, LlmCall.scope, LlmCall.purpose, LlmCall.model)  # fmt: skip


def roll_up(session: Session, *, today: date) -> int:
    """Add up every day that may have changed since it was added up last; returns the rows written. Safe to
    repeat: a day is replaced whole."""
    newest = session.scalar(select(func.max(CostDay.day)))
    since = date.min if newest is None else min(newest, today) - STILL_OPEN
    session.execute(delete(CostDay).where(CostDay.day >= since))
    statement = insert(CostDay).from_select(
        ["day", "scope", "purpose", "model", *_SUMS], _ledger().where(LlmCall.day >= since)
    )
    return len(session.execute(statement.returning(CostDay.day)).all())


def unreconciled(session: Session) -> pl.DataFrame:
    """Days on which the sums and the ledger differ. Columns: day, ledger, summed. Empty is right."""
    ledger = select(LlmCall.day, func.sum(LlmCall.cost).label("cost")).group_by(LlmCall.day).subquery()
    summed = select(CostDay.day, func.sum(CostDay.cost).label("cost")).group_by(CostDay.day).subquery()
    day = func.coalesce(ledger.c.day, summed.c.day)
    one, other = func.coalesce(ledger.c.cost, 0), func.coalesce(summed.c.cost, 0)
    rows = session.execute(
        select(day, one, other)
        .select_from(ledger.join(summed, summed.c.day == ledger.c.day, full=True))
        .where(one != other)
        .order_by(day)
    )
    return _frame(rows, {"day": pl.Date, "ledger": _COST, "summed": _COST})


def by_day(session: Session, since: date, until: date) -> pl.DataFrame:
    """Columns: day, scope, purpose, model, calls, failed, prompt_tokens, cached_tokens, completion_tokens,
    cost; days in [since, until]."""
    newest = session.scalar(select(func.max(CostDay.day)))
    horizon = since if newest is None else newest - STILL_OPEN
    closed = select(
        CostDay.day, CostDay.scope, CostDay.purpose, CostDay.model,
        *(getattr(CostDay, name) for name in _SUMS),
    ).where(CostDay.day >= since, CostDay.day <= until, CostDay.day < horizon)  # fmt: skip
    later = _ledger().where(LlmCall.day >= max(since, horizon), LlmCall.day <= until).subquery()
    columns = ("day", "scope", "purpose", "model", *_SUMS)
    both = closed.union_all(select(*(later.c[name] for name in columns))).subquery()
    keys = [both.c[name] for name in columns[:4]]
    rows = session.execute(
        select(*keys, *(func.sum(both.c[name]) for name in columns[4:])).group_by(*keys).order_by(*keys)
    )
    numbers = dict.fromkeys(columns[4:-1], pl.Int64)
    texts = dict.fromkeys(columns[1:4], pl.String)
    return _frame(rows, {"day": pl.Date, **texts, **numbers, "cost": _COST})


def by_person(session: Session, since: date, until: date, *, limit: int = 20) -> pl.DataFrame:
    """Columns: person (the first eight digits of the id), calls, cost; the dearest first. Erased people are
    in nobody's name."""
    person = func.left(cast(LlmReceipt.person_id, Text), 8)
    rows = session.execute(
        select(person, func.count(), func.sum(LlmCall.cost))
        .select_from(LlmCall)
        .join(LlmReceipt, LlmReceipt.call_id == LlmCall.call_id)
        .where(LlmCall.day >= since, LlmCall.day <= until)
        .group_by(person)
        .order_by(func.sum(LlmCall.cost).desc(), person)
        .limit(limit)
    )
    return _frame(rows, {"person": pl.String, "calls": pl.Int64, "cost": _COST})


def of_day(session: Session, day: date) -> Today:
    """Spent and reserved of one day, in one reading."""
    spent = select(func.coalesce(func.sum(LlmCall.cost), 0)).where(LlmCall.day == day).scalar_subquery()
    held = (
        select(func.coalesce(func.sum(LlmReservation.amount), 0))
        .where(LlmReservation.day == day)
        .scalar_subquery()
    )
    row = session.execute(select(spent, held)).one()
    return Today(row[0], row[1])


def forecast(session: Session, *, today: date) -> Decimal:
    """What the month will come to: what it cost so far, and for each day left the mean of the last seven full
    days (of as many as there were since the first call)."""
    first = today.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    week = today - timedelta(days=7)
    row = session.execute(
        select(
            func.coalesce(func.sum(LlmCall.cost).filter(LlmCall.day >= first), 0),
            func.coalesce(func.sum(LlmCall.cost).filter(LlmCall.day >= week, LlmCall.day < today), 0),
        ).where(LlmCall.day >= min(first, week), LlmCall.day <= today)
    ).one()
    begun = session.scalar(select(func.min(LlmCall.day)))
    days = 7 if begun is None else max(0, min(7, (today - begun).days))
    left = (following - today).days - 1
    return Decimal(row[0]) + (Decimal(row[1]) / days * left if days else Decimal(0))


def total(session: Session, since: date, until: date) -> Decimal:
    """Cost of the days in [since, until]."""
    statement = select(func.coalesce(func.sum(LlmCall.cost), 0)).where(LlmCall.day.between(since, until))
    return Decimal(session.scalar(statement) or 0)


def _frame(rows: Any, schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
