"""Counts for the operator: what happened in a window, what the index holds. Not bound to one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.models import Feedback, FreshnessCheck, Match, SearchJob, Vacancy
from data.repositories import freshness_quality
from data.repositories.freshness_quality import FreshnessQuality


@dataclass(frozen=True)
class Overview:
    """Counts of a window [since, until); `open_vacancies` is as of now. p50 in milliseconds."""

    searches: int
    failed_searches: int
    p50_ms: float | None
    open_vacancies: int
    shown: int  # matches shown by completed searches
    archived_served: int  # of them, already known to be archived when shown
    checks: int
    likes: int
    dislikes: int
    freshness: FreshnessQuality = FreshnessQuality()


def read(session: Session, since: datetime, until: datetime) -> Overview:
    """One window; eight aggregate queries."""
    done = SearchJob.status == "completed"
    total = SearchJob.total_ms
    searches = session.execute(
        select(
            func.count(),
            func.count().filter(SearchJob.status == "failed"),
            func.percentile_cont(0.5).within_group(total).filter(done),
        ).where(SearchJob.started_at >= since, SearchJob.started_at < until)
    ).one()
    shown = session.execute(
        select(func.count(), func.count().filter(Vacancy.archived_at < SearchJob.started_at))
        .select_from(Match)
        .join(SearchJob, SearchJob.id == Match.search_id)
        .join(Vacancy, Vacancy.id == Match.vacancy_id)
        .where(done, SearchJob.started_at >= since, SearchJob.started_at < until)
    ).one()
    checks = session.scalar(
        select(func.count())
        .select_from(FreshnessCheck)
        .where(FreshnessCheck.checked_at >= since, FreshnessCheck.checked_at < until)
    )
    said = session.execute(
        select(
            func.count().filter(Feedback.verdict == "like"),
            func.count().filter(Feedback.verdict == "dislike"),
        ).where(Feedback.updated_at >= since, Feedback.updated_at < until)
    ).one()
    opened = session.scalar(select(func.count()).select_from(Vacancy).where(Vacancy.status == "open")) or 0
    return Overview(
        searches=searches[0],
        failed_searches=searches[1],
        p50_ms=searches[2],
        open_vacancies=opened,
        shown=shown[0],
        archived_served=shown[1],
        checks=checks or 0,
        likes=said[0],
        dislikes=said[1],
        freshness=freshness_quality.read(session, since, until),
    )
