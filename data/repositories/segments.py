"""The queue of warm-ups. One job a segment is queued or running at a time; the database sees to that.

A worker holds a job by its name and a lease. Whatever it writes, it writes only while the job is still its
own: one that was taken for dead, and was not, changes nothing any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, case, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.models import SegmentJob

#: A job that was begun so often without an end is given up.
MOST_ATTEMPTS = 3
#: After a failure the same segment is not asked for again sooner.
COOLING = timedelta(hours=1)
ACTIVE = ("queued", "running")
_CAP_LOCK = 7_303_011

Answer = Literal["warming", "warmed", "failed", "capped"]


@dataclass(frozen=True)
class Job:
    """One warm-up as it stands; the fields are those of the table."""

    id: int
    key: str
    role_id: str | None
    band: str
    domains: tuple[str, ...]
    queries: tuple[str, ...]
    status: str
    requested_by: str
    asked: int
    requested_at: datetime
    not_before: datetime
    started_at: datetime | None
    finished_at: datetime | None
    heartbeat_at: datetime | None
    attempts: int
    step: int
    found: int
    added: int
    error: str | None
    run_ids: tuple[str, ...]
    worker: str | None = None  # who works on it, or did last: the flow run and a number of its own

    @property
    def active(self) -> bool:
        return self.status in ACTIVE


def ask(
    session: Session,
    key: str,
    *,
    role_id: str | None,
    band: str,
    domains: Sequence[str],
    queries: Sequence[str],
    cap: int,
    ttl: timedelta,
) -> Answer:
    """Have the segment warmed unless it is being, or was within `ttl`, or `cap` jobs were queued today (UTC).

    `warming`: a job is queued or running, whoever asked first; `warmed` and `failed`: how it ended a short
    time ago. Any number of callers at once make one job, and never more jobs than `cap`.
    """
    if (known := _known(session, key, ttl)) is not None:
        return known
    session.execute(select(func.pg_advisory_xact_lock(_CAP_LOCK)))  # counting and adding are one step
    if (known := _known(session, key, ttl)) is not None:
        return known
    today = func.date_trunc("day", func.timezone("UTC", func.now()))
    asked_today = session.scalar(
        select(func.count()).where(
            SegmentJob.requested_by == "search", func.timezone("UTC", SegmentJob.requested_at) >= today
        )
    )
    if (asked_today or 0) >= cap:
        return "capped"
    session.execute(
        insert(SegmentJob)
        .values(
            key=key, role_id=role_id, band=band, domains=list(domains), queries=list(queries),
            status="queued", requested_by="search", asked=1, attempts=0, step=0, found=0, added=0,
            run_ids=[],
        )
        .on_conflict_do_nothing(
            index_elements=[SegmentJob.key], index_where=text("status IN ('queued', 'running')")
        )
    )  # fmt: skip
    return "warming"


def _known(session: Session, key: str, ttl: timedelta) -> Answer | None:
    active = session.scalar(
        update(SegmentJob)
        .where(SegmentJob.key == key, SegmentJob.status.in_(ACTIVE))
        .values(asked=SegmentJob.asked + 1)
        .returning(SegmentJob.id)
        .execution_options(synchronize_session=False)
    )
    if active is not None:
        return "warming"
    fresh = or_(
        and_(SegmentJob.status.in_(("done", "partial")), SegmentJob.finished_at > func.now() - ttl),
        and_(SegmentJob.status == "failed", SegmentJob.finished_at > func.now() - COOLING),
    )
    status = session.scalar(
        select(SegmentJob.status)
        .where(SegmentJob.key == key, fresh)
        .order_by(SegmentJob.id.desc())
        .limit(1)
    )  # fmt: skip
    if status is None:
        return None
    return "failed" if status == "failed" else "warmed"


def claim(session: Session, worker: str, *, lease: timedelta) -> Job | None:
    """The job that waits longest and is due, or one whose worker has gone silent; None when there is none."""
    one = (
        select(SegmentJob.id)
        .where(_due())
        .order_by(SegmentJob.requested_at, SegmentJob.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    claimed = session.scalar(
        update(SegmentJob)
        .where(SegmentJob.id == one)
        .values(
            status="running", worker=worker, started_at=func.now(), heartbeat_at=func.now(),
            lease_until=func.now() + lease, attempts=SegmentJob.attempts + 1, error=None,
        )
        .returning(SegmentJob)
        .execution_options(synchronize_session=False, populate_existing=True)
    )  # fmt: skip
    return job_of(claimed) if claimed else None


def _due() -> ColumnElement[bool]:
    return or_(
        and_(SegmentJob.status == "queued", SegmentJob.not_before <= func.now()),
        and_(
            SegmentJob.status == "running",
            SegmentJob.lease_until < func.now(),
            SegmentJob.attempts < MOST_ATTEMPTS,
        ),
    )


def beat(
    session: Session,
    job_id: int,
    worker: str,
    *,
    lease: timedelta,
    step: int,
    found: int,
    added: int,
    run_ids: Sequence[str],
) -> bool:
    """Keep how far the work has come and hold the job longer; False when it is no longer this worker's."""
    return _write(
        session, job_id, worker, heartbeat_at=func.now(), lease_until=func.now() + lease, step=step,
        found=found, added=added, run_ids=list(run_ids),
    )  # fmt: skip


def finish(
    session: Session, job_id: int, worker: str, status: Literal["done", "partial"], error: str | None = None
) -> bool:
    """The end of a job; False when it is no longer this worker's."""
    return _write(session, job_id, worker, status=status, finished_at=func.now(), error=error)


def put_off(session: Session, job_id: int, worker: str, *, wait: timedelta, reason: str) -> bool:
    """Back into the queue, because somebody else reads the board just now: no fault, so no attempt."""
    return _write(
        session, job_id, worker, status="queued", not_before=func.now() + wait, error=reason, worker=None,
        lease_until=None, attempts=SegmentJob.attempts - 1,
    )  # fmt: skip


def fail(
    session: Session, job_id: int, worker: str, *, error: str, wait: timedelta, final: bool = False
) -> bool:
    """Try again after `wait`; with `final`, or when it was tried often enough, the job is failed."""
    over = text("true") if final else SegmentJob.attempts >= MOST_ATTEMPTS
    return _write(
        session, job_id, worker, error=error, worker=None, lease_until=None,
        status=case((over, "failed"), else_="queued"),
        finished_at=case((over, func.now()), else_=None), not_before=func.now() + wait,
    )  # fmt: skip


def _write(session: Session, job_id: int, holder: str, **values: object) -> bool:
    done = session.execute(
        update(SegmentJob)
        .where(SegmentJob.id == job_id, SegmentJob.worker == holder, SegmentJob.status == "running")
        .values(**values)
        .returning(SegmentJob.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


def sweep(session: Session, *, stuck: timedelta) -> tuple[int, int]:
    """(put back into the queue, given up): running jobs begun more than `stuck` ago, and those whose worker
    fell silent in their last attempt."""
    lost = and_(
        SegmentJob.status == "running",
        or_(
            SegmentJob.started_at < func.now() - stuck,
            and_(SegmentJob.lease_until < func.now(), SegmentJob.attempts >= MOST_ATTEMPTS),
        ),
    )
    over = SegmentJob.attempts >= MOST_ATTEMPTS
    ended = session.scalars(
        update(SegmentJob)
        .where(lost)
        .values(
            worker=None, lease_until=None, error="interrupted",
            status=case((over, "failed"), else_="queued"), not_before=func.now(),
            finished_at=case((over, func.now()), else_=None),
        )
        .returning(SegmentJob.status)
        .execution_options(synchronize_session=False)
    ).all()  # fmt: skip
    return ended.count("queued"), ended.count("failed")


def next_due(session: Session) -> str | None:
    """Names the job that waits to be claimed, differently for each attempt; None when nothing is due, and
    while a worker is at work, because it takes the next one itself."""
    at_work = select(SegmentJob.id).where(
        SegmentJob.status == "running", SegmentJob.lease_until >= func.now()
    )  # fmt: skip
    row = session.execute(
        select(SegmentJob.id, SegmentJob.attempts, SegmentJob.not_before)
        .where(_due(), ~at_work.exists())
        .order_by(SegmentJob.requested_at, SegmentJob.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else f"{row[0]}-{row[1]}-{row[2].timestamp():.0f}"


def last_of(session: Session, key: str) -> Job | None:
    """The newest job of a segment."""
    row = session.scalar(
        select(SegmentJob)
        .where(SegmentJob.key == key)
        .order_by(SegmentJob.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return job_of(row) if row else None


def job_of(row: SegmentJob) -> Job:
    """A row of the queue as it is told."""
    return Job(
        row.id, row.key, row.role_id, row.band, tuple(row.domains), tuple(row.queries), row.status,
        row.requested_by, row.asked, row.requested_at, row.not_before, row.started_at, row.finished_at,
        row.heartbeat_at, row.attempts, row.step, row.found, row.added, row.error, tuple(row.run_ids),
        row.worker,
    )  # fmt: skip
