"""Counts for the operator: what happened in a window, what the index holds. Not bound to one person.

Each tab has its own counts, so that nobody waits for those of another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.models import Feedback, FreshnessCheck, Match, SearchJob, Vacancy
from data.repositories import freshness_quality
from data.repositories.freshness_quality import FreshnessQuality


@dataclass(frozen=True)
class FreshnessCounts:
    """Counts of a window [since, until); `open_vacancies` is as of now."""

    open_vacancies: int
    shown: int  # matches shown by completed searches
    archived_served: int  # of them, already known to be archived when shown
    checks: int
    quality: FreshnessQuality = FreshnessQuality()


@dataclass(frozen=True)
class FeedbackCounts:
    """What people say of postings, said in a window."""

    likes: int
    dislikes: int


def freshness(session: Session, since: datetime, until: datetime) -> FreshnessCounts:
    """One window; six aggregate queries."""
    shown = session.execute(
        select(func.count(), func.count().filter(Vacancy.archived_at < SearchJob.started_at))
        .select_from(Match)
        .join(SearchJob, SearchJob.id == Match.search_id)
        .join(Vacancy, Vacancy.id == Match.vacancy_id)
        .where(SearchJob.status == "completed", SearchJob.started_at >= since, SearchJob.started_at < until)
    ).one()
    checks = session.scalar(
        select(func.count())
        .select_from(FreshnessCheck)
        .where(FreshnessCheck.checked_at >= since, FreshnessCheck.checked_at < until)
    )
    opened = session.scalar(select(func.count()).select_from(Vacancy).where(Vacancy.status == "open")) or 0
    return FreshnessCounts(
        open_vacancies=opened,
        shown=shown[0],
        archived_served=shown[1],
        checks=checks or 0,
        quality=freshness_quality.read(session, since, until),
    )


def feedback(session: Session, since: datetime, until: datetime) -> FeedbackCounts:
    row = session.execute(
        select(
            func.count().filter(Feedback.verdict == "like"),
            func.count().filter(Feedback.verdict == "dislike"),
        ).where(Feedback.updated_at >= since, Feedback.updated_at < until)
    ).one()
    return FeedbackCounts(row[0], row[1])
