"""What one person said of ways of writing a skill. Every function touches this person's rows only."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.models.taxonomy import SkillAlias


def of_person(session: Session, person_id: UUID) -> list[SkillAlias]:
    """All of them, oldest first."""
    return list(
        session.scalars(
            select(SkillAlias)
            .where(SkillAlias.person_id == person_id)
            .order_by(SkillAlias.created_at, SkillAlias.written, SkillAlias.canonical)
        )
    )


def count(session: Session, person_id: UUID) -> int:
    return session.scalar(select(func.count()).where(SkillAlias.person_id == person_id)) or 0


def put(session: Session, person_id: UUID, written: str, canonical: str, *, accepted: bool) -> None:
    """Keep one answer; an earlier one to the same question is replaced, and a way of writing has one accepted
    meaning. Call under a lock of the person."""
    if accepted:
        session.execute(
            delete(SkillAlias).where(
                SkillAlias.person_id == person_id,
                SkillAlias.written == written,
                SkillAlias.canonical != canonical,
                SkillAlias.accepted,
            )
        )
    statement = insert(SkillAlias).values(
        person_id=person_id, written=written, canonical=canonical, accepted=accepted
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id", "written", "canonical"], set_={"accepted": accepted}
        )
    )


def forget(session: Session, person_id: UUID, written: str, canonical: str) -> bool:
    """Take an answer back; whether there was one."""
    gone = session.scalars(
        delete(SkillAlias)
        .where(
            SkillAlias.person_id == person_id,
            SkillAlias.written == written,
            SkillAlias.canonical == canonical,
        )
        .returning(SkillAlias.written)
    )
    return gone.one_or_none() is not None
