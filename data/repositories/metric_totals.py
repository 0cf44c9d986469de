"""Counters and histograms that only grow, whatever becomes of the rows they count.

Triggers insert into `metric_deltas`; `compact` adds them up in `metric_totals`. A reading is one statement
over both, so it is exact at any moment, in any number of processes, after any restart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, insert, select, text, union_all
from sqlalchemy.orm import Session

from data.models import MetricDelta, MetricTotal

#: Upper bounds of the buckets in seconds; the triggers hold the same (a test compares).
BUCKETS: dict[str, tuple[float, ...]] = {
    "search_duration_seconds": (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0, 10.0),
    "openai_call_duration_seconds": (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 60.0, 120.0),
}
_LOCK = 7306
_COMPACT = text("""
    WITH gone AS (DELETE FROM metric_deltas RETURNING series, labels, bucket, number, total)
    INSERT INTO metric_totals AS t (series, labels, bucket, number, total)
    SELECT series, labels, bucket, sum(number), sum(total) FROM gone GROUP BY series, labels, bucket
    ON CONFLICT (series, labels, bucket) DO UPDATE
    SET number = t.number + excluded.number, total = t.total + excluded.total
""")


@dataclass(frozen=True)
class Count:
    """One cell: `bucket` is -1 for a counter, else the index of its upper bound (one past the last: more)."""

    series: str
    labels: Mapping[str, str]
    bucket: int
    number: int
    total: float


def read(session: Session) -> list[Count]:
    """Every cell, in a stable order."""
    both = union_all(
        *(
            select(table.series, table.labels, table.bucket, table.number, table.total)
            for table in (MetricTotal, MetricDelta)
        )
    ).subquery()
    rows = session.execute(
        select(both.c.series, both.c.labels, both.c.bucket, func.sum(both.c.number), func.sum(both.c.total))
        .group_by(both.c.series, both.c.labels, both.c.bucket)
        .order_by(both.c.series, both.c.labels, both.c.bucket)
    )
    return [Count(row[0], row[1], row[2], int(row[3]), float(row[4])) for row in rows]


def add(session: Session, series: str, labels: Mapping[str, str], number: int) -> None:
    """Count what no table shows, e.g. requests to a board."""
    if number > 0:
        session.execute(
            insert(MetricDelta).values(
                series=series, labels=dict(labels), bucket=-1, number=number, total=0.0
            )
        )


def waiting(session: Session, *, most: int) -> int:
    """Deltas not added up yet, counted up to `most`."""
    some = select(MetricDelta.id).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def compact(session: Session) -> None:
    """Add the deltas up. Somebody else doing it already is enough."""
    if session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}):
        session.execute(_COMPACT)
