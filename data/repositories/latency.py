"""How long searches took, from `searches.timings_ms`. For the operator, so not bound to one person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeAlias

import polars as pl
from sqlalchemy import ColumnElement, Float, cast, column, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.models import SearchJob

#: Upper bounds of the heat map's rows, in milliseconds.
BOUNDS = (50.0, 100.0, 200.0, 300.0, 500.0, 750.0, 1_000.0, 2_000.0, 5_000.0)
#: A percentile of more tells nothing more, and a page waits for it.
MOST_STAGED = 10_000
_ORIGIN = text("timestamptz '2026-01-01 00:00:00+00'")


def over_time(session: Session, since: datetime, until: datetime, *, bucket: timedelta) -> pl.DataFrame:
    """Columns: at (start of the bucket, UTC), searches, p50_ms, p95_ms, p99_ms. Completed searches only."""
    total = SearchJob.total_ms
    at = func.date_bin(bucket, SearchJob.started_at, _ORIGIN).label("at")
    rows = session.execute(
        select(at, func.count(), *_percentiles(total))
        .where(SearchJob.status == "completed", SearchJob.started_at >= since, SearchJob.started_at < until)
        .group_by(at)
        .order_by(at)
    )
    schema: dict[str, Any] = {
        "at": pl.Datetime("us", "UTC"), "searches": pl.Int64, "p50_ms": pl.Float64, "p95_ms": pl.Float64,
        "p99_ms": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def by_stage(session: Session, since: datetime, until: datetime) -> pl.DataFrame:
    """Columns: stage, searches, p50_ms, p95_ms, p99_ms; the slowest stage first, `total` among them. Of the
    newest MOST_STAGED searches of the window."""
    newest = (
        select(SearchJob.timings_ms)
        .where(SearchJob.status == "completed", SearchJob.started_at >= since, SearchJob.started_at < until)
        .order_by(SearchJob.started_at.desc())
        .limit(MOST_STAGED)
        .subquery()
    )
    timing = func.jsonb_each_text(newest.c.timings_ms).table_valued(column("key"), column("value"))
    spent = cast(timing.c.value, Float)
    p50, p95, p99 = _percentiles(spent)
    rows = session.execute(
        select(timing.c.key, func.count(), p50, p95, p99)
        .select_from(newest)
        .join(timing, text("true"))
        .group_by(timing.c.key)
        .order_by(p95.desc(), timing.c.key)
    )
    schema: dict[str, Any] = {
        "stage": pl.String,
        "searches": pl.Int64,
        "p50_ms": pl.Float64,
        "p95_ms": pl.Float64,
        "p99_ms": pl.Float64,
    }
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def spread(session: Session, since: datetime, until: datetime, *, bucket: timedelta) -> pl.DataFrame:
    """Columns: at, within_ms (the least of BOUNDS the search kept to; null: none), searches."""
    total = SearchJob.total_ms
    at = func.date_bin(bucket, SearchJob.started_at, _ORIGIN).label("at")
    place = func.width_bucket(total, cast(list(BOUNDS), ARRAY(Float))).label("place")
    rows = session.execute(
        select(at, place, func.count())
        .where(SearchJob.status == "completed", SearchJob.started_at >= since, SearchJob.started_at < until)
        .group_by(at, place)
        .order_by(at, place)
    )
    named = [(row[0], BOUNDS[row[1]] if row[1] < len(BOUNDS) else None, row[2]) for row in rows]
    schema: dict[str, Any] = {
        "at": pl.Datetime("us", "UTC"), "within_ms": pl.Float64, "searches": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(named, schema=schema, orient="row")


def slowest(
    session: Session, since: datetime, until: datetime, *,
    above_ms: float | None = None, within_ms: float | None = None, limit: int = 100,
) -> pl.DataFrame:  # fmt: skip
    """Columns: request_id, at, status, total_ms, slowest_stage, stage_ms, error; failed ones first, then the
    slowest. They name nobody. With bounds only completed ones that took [above_ms, within_ms), as `spread`
    counts them."""
    total = SearchJob.total_ms
    wanted = [SearchJob.started_at >= since, SearchJob.started_at < until]
    if above_ms is not None or within_ms is not None:
        wanted.append(SearchJob.status == "completed")
    if above_ms is not None:
        wanted.append(total >= above_ms)
    if within_ms is not None:
        wanted.append(total < within_ms)
    rows = session.execute(
        select(SearchJob.id, SearchJob.started_at, SearchJob.status, SearchJob.timings_ms, SearchJob.error)
        .where(*wanted)
        .order_by(SearchJob.status != "failed", total.desc().nulls_last())
        .limit(limit)
    )
    found = []
    for number, at, status, timings, error in rows:
        stages = {name: spent for name, spent in timings.items() if name != "total"}
        worst = max(stages, key=lambda name: stages[name], default=None)
        found.append((str(number), at, status, timings.get("total"), worst, stages.get(worst or ""), error))
    schema: dict[str, Any] = {
        "request_id": pl.String, "at": pl.Datetime("us", "UTC"), "status": pl.String, "total_ms": pl.Float64,
        "slowest_stage": pl.String, "stage_ms": pl.Float64, "error": pl.String,
    }  # fmt: skip
    return pl.DataFrame(found, schema=schema, orient="row")


_Value: TypeAlias = ColumnElement[Any] | InstrumentedAttribute[float | None]


def _percentiles(value: _Value) -> tuple[ColumnElement[float], ...]:
    return tuple(func.percentile_cont(share).within_group(value) for share in (0.5, 0.95, 0.99))
