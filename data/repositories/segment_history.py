"""What became of warm-ups: for pages, for the doctor, and how long it is kept. The queue is in `segments`."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, select
from sqlalchemy.orm import Session

from data.models import SegmentJob
from data.repositories.segments import ACTIVE, Job, job_of


def latest(session: Session, *, limit: int = 100) -> list[Job]:
    """Newest first."""
    rows = session.scalars(
        select(SegmentJob)
        .order_by(SegmentJob.id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    return [job_of(row) for row in rows]


def late(session: Session, *, stuck: timedelta) -> int:
    """How many jobs have waited, or run, for longer than `stuck`."""
    since = case((SegmentJob.status == "running", SegmentJob.started_at), else_=SegmentJob.not_before)
    return (
        session.scalar(select(func.count()).where(SegmentJob.status.in_(ACTIVE), since < func.now() - stuck))
        or 0
    )


def trim(session: Session, *, older_than: timedelta) -> int:
    """Delete warm-ups that ended longer ago; returns how many."""
    gone = session.scalars(
        delete(SegmentJob)
        .where(SegmentJob.finished_at < func.now() - older_than)
        .returning(SegmentJob.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def ended_over_time(
    session: Session, since: datetime, until: datetime, *, bucket: timedelta
) -> list[tuple[datetime, str, int]]:
    """(start of the bucket counted from `since`, status, warm-ups that ended so), in order."""
    at = func.date_bin(bucket, SegmentJob.finished_at, since).label("at")
    rows = session.execute(
        select(at, SegmentJob.status, func.count())
        .where(SegmentJob.finished_at >= since, SegmentJob.finished_at < until)
        .group_by(at, SegmentJob.status)
        .order_by(at, SegmentJob.status)
    )
    return [(row[0], row[1], row[2]) for row in rows]
