"""Résumés of one person. Every function takes the person and touches nobody else's rows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, defer

from data.errors import NotFound
from data.models.person import Person
from data.models.resume import Resume


def get(session: Session, person_id: UUID, resume_id: UUID) -> Resume:
    """This person's résumé; raises `NotFound`, also for somebody else's."""
    statement = select(Resume).where(Resume.id == resume_id, Resume.person_id == person_id)
    resume = session.scalars(statement).one_or_none()
    if resume is None:
        raise NotFound("No such résumé.")
    return resume


def of_person(session: Session, person_id: UUID) -> list[Resume]:
    """All résumés, newest first, without the bytes of their files."""
    statement = (
        select(Resume)
        .where(Resume.person_id == person_id)
        .order_by(Resume.created_at.desc(), Resume.id)
        .options(defer(Resume.file_bytes))
    )
    return list(session.scalars(statement))


def active(session: Session, person_id: UUID) -> Resume | None:
    statement = select(Resume).where(Resume.person_id == person_id, Resume.active)
    return session.scalars(statement.options(defer(Resume.file_bytes))).one_or_none()


def by_digest(session: Session, person_id: UUID, file_sha256: str) -> Resume | None:
    """The newest résumé of this person made from the very same file."""
    statement = (
        select(Resume)
        .where(Resume.person_id == person_id, Resume.file_sha256 == file_sha256)
        .order_by(Resume.created_at.desc())
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


def lock_person(session: Session, person_id: UUID) -> None:
    """Changes of one person's résumés wait for each other until the transaction ends."""
    found = session.scalars(select(Person.id).where(Person.id == person_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound("No such person.")


def add(
    session: Session, person_id: UUID, *, file_name: str, media_type: str, file_sha256: str, file_bytes: bytes
) -> Resume:
    """A new pending résumé."""
    resume = Resume(
        person_id=person_id,
        file_name=file_name,
        media_type=media_type,
        file_sha256=file_sha256,
        file_bytes=file_bytes,
        corrections={},
    )
    session.add(resume)
    session.flush()
    return resume


def activate(session: Session, person_id: UUID, resume_id: UUID) -> Resume:
    """Make this résumé the one active; call `lock_person` first."""
    resume = get(session, person_id, resume_id)
    session.execute(
        update(Resume)
        .where(Resume.person_id == person_id, Resume.active, Resume.id != resume_id)
        .values(active=False)
    )
    resume.active = True
    session.flush()
    return resume


def set_status(
    session: Session, person_id: UUID, resume_id: UUID, status: str, *, reason: str | None = None
) -> Resume:
    resume = get(session, person_id, resume_id)
    resume.status, resume.reason = status, reason
    session.flush()
    return resume


def set_parsed(
    session: Session,
    person_id: UUID,
    resume_id: UUID,
    *,
    text: str,
    profile: dict[str, Any],
    extractor_version: str,
) -> Resume:
    resume = set_status(session, person_id, resume_id, "parsed")
    resume.text, resume.profile = text, profile
    resume.extractor_version, resume.parsed_at = extractor_version, datetime.now(UTC)
    session.flush()
    return resume


def set_correction(session: Session, person_id: UUID, resume_id: UUID, field: str, value: Any) -> Resume:
    """Lay `value` over the extracted field; other corrections stay."""
    statement = select(Resume).where(Resume.id == resume_id, Resume.person_id == person_id).with_for_update()
    resume = session.scalars(statement, execution_options={"populate_existing": True}).one_or_none()
    if resume is None:
        raise NotFound("No such résumé.")
    resume.corrections = {**resume.corrections, field: value}
    session.flush()
    return resume


def count(session: Session, person_id: UUID) -> int:
    return session.scalar(select(func.count()).where(Resume.person_id == person_id)) or 0


def delete(session: Session, person_id: UUID, resume_id: UUID) -> None:
    session.delete(get(session, person_id, resume_id))
    session.flush()
