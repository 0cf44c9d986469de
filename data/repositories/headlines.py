"""The eight numbers over the operator's pages, each by one query.

Every function gives columns at (start of the bucket), value, for buckets of `bucket` counted from `since`, up
to `until`; a bucket nothing happened in is absent. A window's own number is the same query with one bucket
as long as the window, so a card and its line never disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import text
from sqlalchemy.orm import Session

from data.repositories import latency, packed_people
from data.repositories.packed_people import NOBODY

Headline = Callable[[Session, datetime, datetime, timedelta], pl.DataFrame]

_SCHEMA: dict[str, Any] = {"at": pl.Datetime("us", "UTC"), "value": pl.Float64}


def _by(query: str) -> Headline:
    statement = text(query)

    def read(session: Session, since: datetime, until: datetime, bucket: timedelta) -> pl.DataFrame:
        rows = session.execute(statement, {"since": since, "until": until, "bucket": bucket})
        return pl.DataFrame([tuple(row) for row in rows], schema=_SCHEMA, orient="row")

    return read


def latency_p95(session: Session, since: datetime, until: datetime, bucket: timedelta) -> pl.DataFrame:
    """Milliseconds within which 95 of 100 completed searches ended."""
    return latency_p95_of(latency.read(session, since, until), since, bucket)


def latency_p95_of(found: latency.Searches, since: datetime, bucket: timedelta) -> pl.DataFrame:
    """The same of searches that were read already, buckets counted from `since`."""
    return latency.over_time(found, bucket=bucket, origin=since).select("at", pl.col("p95_ms").alias("value"))


#: US dollars, by the moment a call was entered.
cost = _by("""
    SELECT date_bin(:bucket, created_at, :since) AS at, sum(cost)::float8
    FROM openai_call_log WHERE created_at >= :since AND created_at < :until
    GROUP BY at ORDER BY at
""")


def activation(session: Session, since: datetime, until: datetime, bucket: timedelta) -> pl.DataFrame:
    """Of those who searched, the share who opened a posting."""
    found = packed_people.cells(session, since, until, bucket=bucket, events=("search", "open"))
    opened = {one.at: one.people for one in found if one.event == "open"}
    rows = [
        (one.at, len(packed_people.in_both(one.people, opened.get(one.at, NOBODY))) / len(one.people))
        for one in found
        if one.event == "search"
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def returned(session: Session, since: datetime, until: datetime, bucket: timedelta) -> pl.DataFrame:
    """Of those who came in the bucket before, the share who came again."""
    came = packed_people.by_bucket(
        packed_people.cells(session, since - bucket, until, bucket=bucket, origin=since)
    )
    rows = [
        (at + bucket, len(packed_people.in_both(people, came.get(at + bucket, NOBODY))) / len(people))
        for at, people in came.items()
        if at + bucket < until
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


#: Likes among likes and dislikes.
like_share = _by("""
    SELECT date_bin(:bucket, hour, :since) AS at,
           coalesce(sum(number) FILTER (WHERE event = 'like'), 0)::float8 / sum(number)
    FROM event_people
    WHERE event IN ('like', 'dislike') AND hour >= :since AND hour < :until
    GROUP BY at ORDER BY at
""")

#: Of the warm-ups that ended, the share that found something out.
warmed = _by("""
    SELECT date_bin(:bucket, finished_at, :since) AS at,
           (count(*) FILTER (WHERE status = 'done'))::float8 / count(*)
    FROM segment_jobs
    WHERE status NOT IN ('queued', 'running') AND finished_at >= :since AND finished_at < :until
    GROUP BY at ORDER BY at
""")

#: Of the looks at postings, the share that told something.
answered_checks = _by("""
    SELECT date_bin(:bucket, checked_at, :since) AS at,
           (count(*) FILTER (WHERE verdict <> 'unknown'))::float8 / count(*)
    FROM freshness_sweep_log WHERE checked_at >= :since AND checked_at < :until
    GROUP BY at ORDER BY at
""")

#: Events of people.
events = _by("""
    SELECT date_bin(:bucket, hour, :since) AS at, sum(number)::float8
    FROM event_people WHERE hour >= :since AND hour < :until
    GROUP BY at ORDER BY at
""")


def value_at(frame: pl.DataFrame, at: datetime) -> float | None:
    """The number of the bucket that begins at `at`; None when nothing happened in it."""
    found: Any = frame.filter(pl.col("at") == at.astimezone(UTC))["value"]
    return None if found.is_empty() or found[0] is None else float(found[0])
