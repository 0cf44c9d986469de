"""Counts for the operator: what happened in a window, what the index holds. Not bound to one person.

Each tab has its own counts, so that nobody waits for those of another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text
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


@dataclass(frozen=True)
class QualityCounts:
    """Of the UTC days a window [since, until) touches: `open_vacancies` as of now, `covered` of them were
    shown to somebody. `alike` is the probability that two showings, picked at random, are of one employer
    (Simpson 1949); None when nothing was shown."""

    feedback: FeedbackCounts
    open_vacancies: int
    covered: int
    alike: float | None


_SHOWN = text("""
    WITH shown AS (
        SELECT vacancy_id, sum(number)::float8 AS number FROM shown_days
        WHERE day >= :first AND day <= :last GROUP BY vacancy_id
    ),
    employers AS (
        SELECT sum(shown.number) AS number
        FROM shown JOIN vacancies ON vacancies.id = shown.vacancy_id
        GROUP BY coalesce(source || '/' || employer_id, lower(employer), vacancies.id::text)
    )
    SELECT (SELECT count(*) FROM vacancies WHERE status = 'open'),
           (SELECT count(*) FROM shown JOIN vacancies ON vacancies.id = vacancy_id WHERE status = 'open'),
           (SELECT sum(number * number) / nullif(sum(number) ^ 2, 0) FROM employers)
""")


def quality(session: Session, since: datetime, until: datetime) -> QualityCounts:
    first, last = (at.astimezone(UTC).date() for at in (since, until - timedelta(microseconds=1)))
    row = session.execute(_SHOWN, {"first": first, "last": last}).one()
    return QualityCounts(feedback(session, since, until), row[0], row[1], row[2])


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
