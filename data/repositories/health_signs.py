"""Numbers the operator's alerts are judged by: one reading each, as of now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.models import FreshnessCheck, SearchJob, SegmentJob, SourceHost, Vacancy
from data.repositories import spending


@dataclass(frozen=True)
class Signs:
    """`committed` is what models cost today and may still cost, USD. `last_sweep` is None while no sweep has
    looked at anything."""

    committed: Decimal
    open_circuits: tuple[str, ...]
    last_sweep: datetime | None
    open_since: datetime | None  # when the oldest open vacancy was first seen
    searches: int
    failed_searches: int
    checks: int
    unknown_checks: int
    oldest_waiting: datetime | None  # the warm-up that waits longest


def read(session: Session, *, now: datetime, lately: timedelta = timedelta(hours=1)) -> Signs:
    """Searches and checks of the last hour, the rest as it stands."""
    today = spending.of_day(session, now.date())
    since = now - lately
    searches = session.execute(
        select(func.count(), func.count().filter(SearchJob.status == "failed")).where(
            SearchJob.started_at >= since, SearchJob.status != "running"
        )
    ).one()
    checks = session.execute(
        select(func.count(), func.count().filter(FreshnessCheck.verdict == "unknown")).where(
            FreshnessCheck.checked_at >= since
        )
    ).one()
    circuits = session.scalars(
        select(SourceHost.host).where(SourceHost.open_until > now).order_by(SourceHost.host)
    )
    return Signs(
        committed=today.spent + today.reserved,
        open_circuits=tuple(circuits),
        last_sweep=session.scalar(
            select(func.max(FreshnessCheck.checked_at)).where(FreshnessCheck.trigger == "sweep")
        ),
        open_since=session.scalar(select(func.min(Vacancy.first_seen_at)).where(Vacancy.status == "open")),
        searches=searches[0],
        failed_searches=searches[1],
        checks=checks[0],
        unknown_checks=checks[1],
        oldest_waiting=session.scalar(
            select(func.min(SegmentJob.requested_at)).where(SegmentJob.status == "queued")
        ),
    )
