"""How long searches took, from `searches.timings_ms`. For the operator, so not bound to one person.

Percentiles of any stretch of time are taken from one reading of the window (`read`): moments and milliseconds
come as two packed columns, which costs less than a single sorting of them in the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Float, cast, column, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.models import SearchJob

#: Upper bounds of the heat map's rows, in milliseconds.
BOUNDS = (50.0, 100.0, 200.0, 300.0, 500.0, 750.0, 1_000.0, 2_000.0, 5_000.0)
_ROWS = len(BOUNDS) + 1
#: A percentile of more tells nothing more, and a page waits for it.
MOST_STAGED = 5_000
_ORIGIN = datetime(2026, 1, 1, tzinfo=UTC)
_SHARES = (50, 95, 99)
_READ = """
    SELECT status, array_send(array_agg(started_at)), array_send(array_agg(coalesce(total_ms, 'NaN')))
    FROM searches WHERE started_at >= %s AND started_at < %s GROUP BY status
"""
#: An array of one dimension as Postgres sends it: 20 bytes of head, then a length and a value each.
_HEAD = 20
_POSTGRES_EPOCH = 946_684_800_000_000  # 2000-01-01 in microseconds since 1970
_AT = pl.Datetime("us", "UTC")


@dataclass(frozen=True)
class Searches:
    """Searches of a window: `began` by status, in microseconds since 1970; of the completed ones `total_ms`
    in the same order (NaN: not known)."""

    began: Mapping[str, NDArray[np.int64]]
    total_ms: NDArray[np.float64]

    @property
    def completed_at(self) -> NDArray[np.int64]:
        return self.began.get("completed", np.empty(0, np.int64))

    def within(self, since: datetime, until: datetime) -> Searches:
        """Those of [since, until)."""
        start, end = _micros(since), _micros(until)
        inside = {status: (at >= start) & (at < end) for status, at in self.began.items()}
        kept = inside.get("completed", np.empty(0, bool))
        return Searches(
            {status: at[inside[status]] for status, at in self.began.items()}, self.total_ms[kept]
        )


@dataclass(frozen=True)
class SearchCounts:
    """Searches of a window whatever became of them; p50 of the completed ones in milliseconds."""

    searches: int
    failed: int
    p50_ms: float | None


def read(session: Session, since: datetime, until: datetime) -> Searches:
    """Every search that began in [since, until)."""
    raw: Any = session.connection().connection.driver_connection
    began, totals = {}, np.empty(0)
    with raw.cursor(binary=True) as cursor:
        for status, at, total in cursor.execute(_READ, (since, until)):
            began[status] = _values(at, ">i8").astype(np.int64) + _POSTGRES_EPOCH
            if status == "completed":
                totals = _values(total, ">f8").astype(np.float64)
    return Searches(began, totals)


def counts(found: Searches) -> SearchCounts:
    p50 = _percentiles_of(found.total_ms)[0]
    failed = len(found.began.get("failed", ()))
    return SearchCounts(sum(map(len, found.began.values())), failed, p50)


def over_time(
    found: Searches, *, bucket: timedelta, origin: datetime = _ORIGIN
) -> pl.DataFrame:  # fmt: skip
    """Columns: at (start of the bucket, UTC), searches, p50_ms, p95_ms, p99_ms (interpolated as by Postgres'
    percentile_cont). Completed searches only."""
    places = (found.completed_at - _micros(origin)) // _width(bucket)
    in_order = np.argsort(places, kind="stable")
    starts, begins = np.unique(places[in_order], return_index=True)
    parts = np.split(found.total_ms[in_order], begins[1:])
    rows = [
        (origin + place * bucket, len(part), *_percentiles_of(part))
        for place, part in zip(starts.tolist(), parts, strict=False)
    ]
    schema: dict[str, Any] = {
        "at": _AT, "searches": pl.Int64, "p50_ms": pl.Float64, "p95_ms": pl.Float64, "p99_ms": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def spread(found: Searches, *, bucket: timedelta) -> pl.DataFrame:
    """Columns: at, within_ms (the least of BOUNDS the search kept to; null: none), searches."""
    known = ~np.isnan(found.total_ms)
    buckets = (found.completed_at[known] - _micros(_ORIGIN)) // _width(bucket)
    places = np.searchsorted(BOUNDS, found.total_ms[known], side="right")
    first = int(buckets.min()) if len(buckets) else 0
    numbers = np.bincount((buckets - first) * _ROWS + places)
    rows = [
        (_ORIGIN + (first + cell // _ROWS) * bucket, (*BOUNDS, None)[cell % _ROWS], int(numbers[cell]))
        for cell in np.flatnonzero(numbers).tolist()
    ]
    schema: dict[str, Any] = {"at": _AT, "within_ms": pl.Float64, "searches": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


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
    worst = (SearchJob.status != "failed", total.desc().nulls_last())
    # The index holds what orders them: only the rows of these moments are fetched, and ordered again.
    moments = select(SearchJob.started_at).where(*wanted).order_by(*worst).limit(limit)
    rows = session.execute(
        select(SearchJob.id, SearchJob.started_at, SearchJob.status, SearchJob.timings_ms, SearchJob.error)
        .where(SearchJob.started_at.in_(moments), *wanted)
        .order_by(*worst)
        .limit(limit)
    )
    found = []
    for number, at, status, timings, error in rows:
        stages = {name: spent for name, spent in timings.items() if name != "total"}
        stage = max(stages, key=lambda name: stages[name], default=None)
        found.append((str(number), at, status, timings.get("total"), stage, stages.get(stage or ""), error))
    schema: dict[str, Any] = {
        "request_id": pl.String, "at": pl.Datetime("us", "UTC"), "status": pl.String, "total_ms": pl.Float64,
        "slowest_stage": pl.String, "stage_ms": pl.Float64, "error": pl.String,
    }  # fmt: skip
    return pl.DataFrame(found, schema=schema, orient="row")


_Value: TypeAlias = ColumnElement[Any] | InstrumentedAttribute[float | None]


def _percentiles(value: _Value) -> tuple[ColumnElement[float], ...]:
    return tuple(func.percentile_cont(share).within_group(value) for share in (0.5, 0.95, 0.99))


def _percentiles_of(totals: NDArray[np.float64]) -> tuple[float | None, ...]:
    known = totals[~np.isnan(totals)]
    if not len(known):
        return (None,) * len(_SHARES)
    return tuple(float(one) for one in np.percentile(known, _SHARES))


def _values(sent: bytes, kind: str) -> NDArray[Any]:
    return np.frombuffer(sent, [("length", ">i4"), ("value", kind)], offset=_HEAD)["value"]


def _micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _width(bucket: timedelta) -> int:
    return bucket // timedelta(microseconds=1)
