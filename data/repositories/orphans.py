"""Searches whose process is gone. By age alone, and for everybody alike: nothing is read or given out."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from data.models import SearchJob


def end_searches(session: Session, *, stuck: timedelta) -> int:
    """Mark searches as failed ("interrupted") that have run for longer than `stuck`; returns how many."""
    ended = session.scalars(
        update(SearchJob)
        .where(SearchJob.status == "running", SearchJob.started_at < func.now() - stuck)
        .values(status="failed", error="interrupted", finished_at=func.now())
        .returning(SearchJob.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())
