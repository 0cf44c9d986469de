"""Résumés of one person. Every function takes the person and touches nobody else's rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

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


def locked(session: Session, person_id: UUID, resume_id: UUID) -> Resume:
    """As `get`, and nobody else changes the row until the transaction ends."""
    statement = select(Resume).where(Resume.id == resume_id, Resume.person_id == person_id).with_for_update()
    resume = session.scalars(statement, execution_options={"populate_existing": True}).one_or_none()
    if resume is None:
        raise NotFound("No such résumé.")
    return resume


def of_person(session: Session, person_id: UUID) -> list[Resume]:
    """All résumés, newest first."""
    statement = (
        select(Resume).where(Resume.person_id == person_id).order_by(Resume.created_at.desc(), Resume.id)
    )
    return list(session.scalars(statement))


def active(session: Session, person_id: UUID) -> Resume | None:
    statement = select(Resume).where(Resume.person_id == person_id, Resume.active)
    return session.scalars(statement).one_or_none()


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
    session: Session,
    person_id: UUID,
    *,
    file_name: str,
    media_type: str,
    file_sha256: str,
    file_bytes: bytes,
    source: str = "file",
) -> Resume:
    """A new pending résumé; `source` is file or answers."""
    resume = Resume(
        person_id=person_id,
        source=source,
        file_name=file_name,
        media_type=media_type,
        file_sha256=file_sha256,
        file_bytes=file_bytes,
        corrections={},
        by_model=[],
    )
    session.add(resume)
    session.flush()
    return resume


def by_source(session: Session, person_id: UUID, source: str) -> Resume | None:
    """The newest résumé of that source."""
    statement = select(Resume).where(Resume.person_id == person_id, Resume.source == source)
    return session.scalars(statement.order_by(Resume.created_at.desc()).limit(1)).one_or_none()


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
    """The status, since now; `reason` is the code of a failure, or why a parsed one is parsed with less."""
    resume = get(session, person_id, resume_id)
    resume.status, resume.reason, resume.status_since = status, reason, datetime.now(UTC)
    session.flush()
    return resume


def set_text(session: Session, person_id: UUID, resume_id: UUID, *, text: str, text_sha256: str) -> Resume:
    """What was read of the file, before it is understood."""
    resume = locked(session, person_id, resume_id)
    resume.text, resume.text_sha256 = text, text_sha256
    session.flush()
    return resume


def set_parsed(
    session: Session,
    person_id: UUID,
    resume_id: UUID,
    *,
    profile: dict[str, Any],
    extractor_version: str,
    model: str = "",
    prompt_version: str = "",
    by_model: Sequence[str] = (),
    reason: str | None = None,
) -> Resume:
    """What was understood, and by which extractor; what the person said of it stays."""
    resume = set_status(session, person_id, resume_id, "parsed", reason=reason)
    resume.profile, resume.by_model = profile, list(by_model)
    resume.extractor_version, resume.model, resume.prompt_version = extractor_version, model, prompt_version
    resume.parsed_at = resume.status_since
    session.flush()
    return resume


def set_overlay(session: Session, person_id: UUID, resume_id: UUID, overlay: dict[str, Any]) -> Resume:
    """What the person says of the profile, as a whole; read it under `locked` first."""
    resume = get(session, person_id, resume_id)
    resume.corrections = overlay
    session.flush()
    return resume


def unfinished(session: Session, person_id: UUID) -> list[Resume]:
    """Those pending or parsing, locked; rows that another transaction is settling are passed over."""
    statement = (
        select(Resume)
        .where(Resume.person_id == person_id, Resume.status.in_(("pending", "parsing")))
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(statement))


def any_unfinished(session: Session, person_id: UUID) -> bool:
    """Whether one is pending or parsing: the cheap look before `unfinished`."""
    statement = select(
        exists().where(Resume.person_id == person_id, Resume.status.in_(("pending", "parsing")))
    )
    return bool(session.scalar(statement))


def newest_parsed(session: Session, person_id: UUID) -> Resume | None:
    statement = select(Resume).where(Resume.person_id == person_id, Resume.profile.is_not(None))
    ordered = statement.order_by(Resume.created_at.desc(), Resume.id).limit(1)
    return session.scalars(ordered).one_or_none()


def count(session: Session, person_id: UUID) -> int:
    return session.scalar(select(func.count()).where(Resume.person_id == person_id)) or 0


def delete(session: Session, person_id: UUID, resume_id: UUID) -> None:
    session.delete(get(session, person_id, resume_id))
    session.flush()
