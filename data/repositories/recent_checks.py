"""Looks at postings: the newest ones, and what they told over time. For the operator."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from data.models import FreshnessCheck, Vacancy


def recent(
    session: Session, *, since: datetime | None = None, until: datetime | None = None,
    verdict: str | None = None, source: str | None = None, limit: int = 200,
) -> pl.DataFrame:  # fmt: skip
    """Columns: checked_at, source, title, verdict, trigger, status_code, reason, duration_ms, sweep_id (the
    flow run of a sweep). Newest first.
    """
    wanted: list[ColumnElement[bool]] = []
    if since is not None:
        wanted.append(FreshnessCheck.checked_at >= since)
    if until is not None:
        wanted.append(FreshnessCheck.checked_at < until)
    if verdict is not None:
        wanted.append(FreshnessCheck.verdict == verdict)
    if source is not None:
        wanted.append(FreshnessCheck.source == source)
    rows = session.execute(
        select(
            FreshnessCheck.checked_at,
            FreshnessCheck.source,
            Vacancy.title,
            FreshnessCheck.verdict,
            FreshnessCheck.trigger,
            FreshnessCheck.status_code,
            FreshnessCheck.reason,
            FreshnessCheck.duration_ms,
            FreshnessCheck.sweep_id,
        )
        .join(Vacancy, Vacancy.id == FreshnessCheck.vacancy_id)
        .where(*wanted)
        .order_by(FreshnessCheck.checked_at.desc(), FreshnessCheck.id.desc())
        .limit(limit)
    )
    schema: dict[str, Any] = {
        "checked_at": pl.Datetime("us", "UTC"), "source": pl.String, "title": pl.String,
        "verdict": pl.String, "trigger": pl.String, "status_code": pl.Int64, "reason": pl.String,
        "duration_ms": pl.Int64, "sweep_id": pl.String,
    }  # fmt: skip
    return _frame(rows, schema)


def verdicts(session: Session, since: datetime, until: datetime, *, bucket: timedelta) -> pl.DataFrame:
    """Columns: at (start of the bucket, UTC), verdict, checks."""
    at = func.date_bin(bucket, FreshnessCheck.checked_at, since).label("at")
    rows = session.execute(
        select(at, FreshnessCheck.verdict, func.count())
        .where(FreshnessCheck.checked_at >= since, FreshnessCheck.checked_at < until)
        .group_by(at, FreshnessCheck.verdict)
        .order_by(at, FreshnessCheck.verdict)
    )
    return _frame(rows, {"at": pl.Datetime("us", "UTC"), "verdict": pl.String, "checks": pl.Int64})


def by_source(session: Session, since: datetime, until: datetime) -> pl.DataFrame:
    """Columns: source, checks, open, archived, unknown."""
    named = ("open", "archived", "unknown")
    rows = session.execute(
        select(
            FreshnessCheck.source,
            func.count(),
            *(func.count().filter(FreshnessCheck.verdict == verdict) for verdict in named),
        )
        .where(FreshnessCheck.checked_at >= since, FreshnessCheck.checked_at < until)
        .group_by(FreshnessCheck.source)
        .order_by(FreshnessCheck.source)
    )
    return _frame(rows, {"source": pl.String, "checks": pl.Int64, **dict.fromkeys(named, pl.Int64)})


def _frame(rows: Any, schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
