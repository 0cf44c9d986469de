"""Postings as a person saw them at a moment that mattered, such as the day they applied."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.models import Match, PostingSnapshot, SearchJob, Vacancy


def keep(session: Session, person_id: UUID, vacancy_id: int) -> PostingSnapshot:
    """Keep the posting as it is now, with the card this person was shown last; once kept, it stays as it was.
    Raises NotFound for a vacancy that this person was never shown."""
    body = session.scalar(select(Vacancy.body).where(Vacancy.id == vacancy_id))
    card = session.scalar(
        select(Match.card)
        .join(SearchJob, SearchJob.id == Match.search_id)
        .where(Match.person_id == person_id, Match.vacancy_id == vacancy_id)
        .order_by(SearchJob.finished_at.desc(), Match.id.desc())
        .limit(1)
    )
    if body is None or card is None:
        raise NotFound("This posting was never shown to you.", vacancy_id=vacancy_id)
    fresh = insert(PostingSnapshot).values(
        person_id=person_id, vacancy_id=vacancy_id, card=card, body=body
    )  # fmt: skip
    session.execute(fresh.on_conflict_do_nothing())
    return session.scalars(
        select(PostingSnapshot).where(
            PostingSnapshot.person_id == person_id, PostingSnapshot.vacancy_id == vacancy_id
        )
    ).one()


def get(session: Session, person_id: UUID, vacancy_id: int) -> PostingSnapshot | None:
    """What this person kept of a posting, or None."""
    return session.scalar(
        select(PostingSnapshot).where(
            PostingSnapshot.person_id == person_id, PostingSnapshot.vacancy_id == vacancy_id
        )
    )
