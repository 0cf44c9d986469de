"""What is kept no longer: old searches and old looks at postings. By age alone, and for everybody alike.

Nothing is read or given out here, so these are the functions on personal rows that take no person. Each
call deletes one portion; call again until it says 0.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from data.models import FreshnessCheck, SearchJob

PORTION = 2_000


def trim_searches(session: Session, *, older_than: timedelta, portion: int = PORTION) -> int:
    """Delete searches that ended longer ago, with what they showed; returns how many.

    The newest completed search of each kind stays for every person and résumé however old it is: it is what
    a refreshed page shows. What people said of vacancies is kept elsewhere and stays.
    """
    age = func.coalesce(SearchJob.finished_at, SearchJob.started_at)
    place = func.row_number().over(
        partition_by=(SearchJob.person_id, SearchJob.resume_id, SearchJob.job_type),
        order_by=(SearchJob.finished_at.desc(), SearchJob.id),
    )
    ranked = (
        select(SearchJob.id, place.label("place")).where(SearchJob.status == "completed").subquery()
    )  # fmt: skip
    shown = select(ranked.c.id).where(ranked.c.place == 1)
    old = (
        select(SearchJob.id)
        .where(age < func.now() - older_than, SearchJob.id.not_in(shown))
        .order_by(SearchJob.started_at)
        .limit(portion)
    )
    gone = delete(SearchJob).where(SearchJob.id.in_(old)).returning(SearchJob.id)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


def trim_checks(session: Session, *, older_than: timedelta, portion: int = PORTION) -> int:
    """Delete looks at postings made longer ago; when a posting was last looked at stays with the posting."""
    old = (
        select(FreshnessCheck.id)
        .where(FreshnessCheck.checked_at < func.now() - older_than)
        .order_by(FreshnessCheck.checked_at)
        .limit(portion)
    )
    gone = delete(FreshnessCheck).where(FreshnessCheck.id.in_(old)).returning(FreshnessCheck.id)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())
