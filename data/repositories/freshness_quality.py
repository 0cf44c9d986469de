"""How fresh what people see is, and how often a live posting was buried by mistake. For the operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, DateTime, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from data.models import FreshnessCheck, Match, MatchEvent, PostingEvent, SearchJob, Vacancy

#: How soon after a showing or an opening a look tells something of that moment: some 3 % of the postings of a
#: board close in a day, so a longer time would count those that were open all right.
SOON = timedelta(hours=3)


@dataclass(frozen=True)
class FreshnessQuality:
    """Counts of one window.

    `looked_after`: matches shown whose posting was looked at, with a result, within 3 hours after;
    `dead_after` of them were found closed then. `opened`: openings of postings; `opened_dead` of them were
    closed, or found closed within 3 hours: both are upper bounds, for a posting may die in between.
    `closings`: postings closed; `contradicted` of them were open again under the same publication, so they
    had never closed.
    """

    looked_after: int = 0
    dead_after: int = 0
    opened: int = 0
    opened_dead: int = 0
    closings: int = 0
    contradicted: int = 0


@dataclass(frozen=True)
class Closing:
    event_id: int
    external_id: str
    reason: str


def read(session: Session, since: datetime, until: datetime) -> FreshnessQuality:
    """The window [since, until); three aggregate queries."""
    looked = (
        select(FreshnessCheck.id)
        .where(
            FreshnessCheck.vacancy_id == Match.vacancy_id,
            FreshnessCheck.checked_at > SearchJob.finished_at,
            FreshnessCheck.checked_at <= SearchJob.finished_at + SOON,
            FreshnessCheck.verdict != "unknown",
        )
        .correlate(Match, SearchJob)
    )
    died = and_(
        Vacancy.archived_at > SearchJob.finished_at, Vacancy.archived_at <= SearchJob.finished_at + SOON
    )
    shown = session.execute(
        select(func.count(), func.count().filter(died))
        .select_from(Match)
        .join(SearchJob, SearchJob.id == Match.search_id)
        .join(Vacancy, Vacancy.id == Match.vacancy_id)
        .where(
            SearchJob.status == "completed",
            _within(SearchJob.started_at, since, until),
            or_(looked.exists(), died),
        )
    ).one()
    opened = session.execute(
        select(func.count(), func.count().filter(Vacancy.archived_at <= MatchEvent.at + SOON))
        .select_from(MatchEvent)
        .join(Vacancy, Vacancy.id == MatchEvent.vacancy_id)
        .where(MatchEvent.event == "open", _within(MatchEvent.at, since, until))
    ).one()
    back = aliased(PostingEvent)
    published = back.after["published_at"].astext.cast(DateTime(timezone=True))
    contradicted = select(back.id).where(
        back.vacancy_id == PostingEvent.vacancy_id,
        back.kind == "reopened",
        back.id > PostingEvent.id,
        func.coalesce(published <= PostingEvent.at, True),
    )
    closed = session.execute(
        select(func.count(), func.count().filter(contradicted.exists())).where(
            PostingEvent.kind == "closed", _within(PostingEvent.at, since, until)
        )
    ).one()
    return FreshnessQuality(shown[0], shown[1], opened[0], opened[1], closed[0], closed[1])


def closings_after(session: Session, event_id: int) -> list[Closing]:
    """Postings closed after an event of the history, in order."""
    statement = (
        select(PostingEvent.id, Vacancy.external_id, PostingEvent.after["reason"].astext)
        .join(Vacancy, Vacancy.id == PostingEvent.vacancy_id)
        .where(PostingEvent.id > event_id, PostingEvent.kind == "closed")
        .order_by(PostingEvent.id)
    )
    return [Closing(*row) for row in session.execute(statement)]


def _within(column: InstrumentedAttribute[datetime], since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(column >= since, column < until)
