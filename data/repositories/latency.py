"""How long searches took, from `searches.timings_ms`. For the operator, so not bound to one person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Float, cast, column, func, select, text
from sqlalchemy.orm import Session

from data.models import SearchJob

_ORIGIN = text("timestamptz '2026-01-01 00:00:00+00'")


def over_time(session: Session, since: datetime, until: datetime, *, bucket: timedelta) -> pl.DataFrame:
    """Columns: at (start of the bucket, UTC), searches, p50_ms, p95_ms. Completed searches only."""
    total = SearchJob.timings_ms["total"].as_float()
    at = func.date_bin(bucket, SearchJob.started_at, _ORIGIN).label("at")
    rows = session.execute(
        select(at, func.count(), *_percentiles(total))
        .where(SearchJob.status == "completed", SearchJob.started_at >= since, SearchJob.started_at < until)
        .group_by(at)
        .order_by(at)
    )
    schema: dict[str, Any] = {
        "at": pl.Datetime("us", "UTC"), "searches": pl.Int64, "p50_ms": pl.Float64, "p95_ms": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def by_stage(session: Session, since: datetime, until: datetime) -> pl.DataFrame:
    """Columns: stage, searches, p50_ms, p95_ms; the slowest stage first, `total` among them."""
    timing = func.jsonb_each_text(SearchJob.timings_ms).table_valued(column("key"), column("value"))
    spent = cast(timing.c.value, Float)
    p50, p95 = _percentiles(spent)
    rows = session.execute(
        select(timing.c.key, func.count(), p50, p95)
        .select_from(SearchJob)
        .join(timing, text("true"))
        .where(SearchJob.status == "completed", SearchJob.started_at >= since, SearchJob.started_at < until)
        .group_by(timing.c.key)
        .order_by(p95.desc(), timing.c.key)
    )
    schema: dict[str, Any] = {
        "stage": pl.String,
        "searches": pl.Int64,
        "p50_ms": pl.Float64,
        "p95_ms": pl.Float64,
    }
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def _percentiles(value: ColumnElement[Any]) -> tuple[ColumnElement[float], ColumnElement[float]]:
    p50, p95 = (func.percentile_cont(share).within_group(value) for share in (0.5, 0.95))
    return p50, p95
