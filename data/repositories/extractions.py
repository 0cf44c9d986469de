"""The extraction cache: one row for one reading of one text.

A row is made of somebody's résumé, so only a person who holds a résumé with that very text finds or claims
it. It goes with the last such résumé (`drop_unused`). Nothing in it is anybody's correction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.models.resume import Extraction, Resume


@dataclass(frozen=True)
class Reading:
    """Equal readings give equal results. `model` and `prompt_version` are "" for the rules."""

    text_sha256: str  # of the normalised text
    extractor_version: str
    model: str = ""
    prompt_version: str = ""
    doc_type: str = "resume"


@dataclass(frozen=True)
class Kept:
    """A row: `status` is running, ready (with `result`) or failed (with `reason`); `age` since its start."""

    status: str
    result: dict[str, Any] | None
    reason: str | None
    runner: UUID
    age: timedelta


def find(session: Session, person_id: UUID, reading: Reading) -> Kept | None:
    """The row, for a person who holds the text."""
    row = session.execute(
        select(
            Extraction.status,
            Extraction.result,
            Extraction.reason,
            Extraction.runner,
            func.clock_timestamp() - Extraction.started_at,
        ).where(_is(reading), _held_by(person_id, reading.text_sha256))
    ).one_or_none()
    return Kept(*row) if row else None


def claim(session: Session, person_id: UUID, reading: Reading, runner: UUID) -> bool:
    """Insert the row as running; False when it is there already. Of any number at once exactly one gets True.
    Also False for a text that no résumé of this person has (any more)."""
    held = session.scalars(
        select(Resume.id)
        .where(Resume.person_id == person_id, Resume.text_sha256 == reading.text_sha256)
        .limit(1)
        .with_for_update(read=True, key_share=True)  # it cannot be deleted before this row is there
    ).first()
    if held is None:
        return False
    inserted = session.execute(
        insert(Extraction)
        .values(**vars(reading), status="running", runner=runner, started_at=func.clock_timestamp())
        .on_conflict_do_nothing()
        .returning(Extraction.id)
    )
    return inserted.scalar_one_or_none() is not None


def take_over(
    session: Session,
    person_id: UUID,
    reading: Reading,
    runner: UUID,
    *,
    dead_after: timedelta,
    retry_after: timedelta,
) -> bool:
    """Become the runner of a row that has been running longer than any living runner would, or that failed a
    while ago. Of any number at once exactly one gets True."""
    age = func.clock_timestamp() - func.coalesce(Extraction.finished_at, Extraction.started_at)
    free = or_(
        and_(Extraction.status == "running", age > dead_after),
        and_(Extraction.status == "failed", age > retry_after),
    )
    taken = session.execute(
        update(Extraction)
        .where(_is(reading), _held_by(person_id, reading.text_sha256), free)
        .values(
            status="running",
            runner=runner,
            started_at=func.clock_timestamp(),
            finished_at=None,
            result=None,
            reason=None,
        )
        .returning(Extraction.id)
        .execution_options(synchronize_session=False)
    )
    return taken.scalar_one_or_none() is not None


def finish(
    session: Session,
    reading: Reading,
    runner: UUID,
    *,
    result: dict[str, Any] | None = None,
    reason: str | None = None,
) -> bool:
    """Write the result, or the code of a failure; the claim is the right to it. False when the row is another
    runner's by now, or gone with its résumé."""
    done = session.execute(
        update(Extraction)
        .where(_is(reading), Extraction.runner == runner, Extraction.status == "running")
        .values(
            status="failed" if result is None else "ready",
            result=result,
            reason=reason,
            finished_at=func.clock_timestamp(),
        )
        .returning(Extraction.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None


def ready_since(
    session: Session, person_id: UUID, text_sha256: str, since: datetime
) -> tuple[Reading, dict[str, Any]] | None:
    """The newest reading of that text that became ready after `since`."""
    row = session.execute(
        select(Extraction.extractor_version, Extraction.model, Extraction.prompt_version, Extraction.result)
        .where(
            Extraction.doc_type == "resume",
            Extraction.text_sha256 == text_sha256,
            Extraction.status == "ready",
            Extraction.finished_at >= since,
            _held_by(person_id, text_sha256),
        )
        .order_by(Extraction.finished_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None or row.result is None:
        return None
    return Reading(text_sha256, row.extractor_version, row.model, row.prompt_version), row.result


def lock_texts(session: Session, texts: Iterable[str]) -> None:
    """Before résumés go: of two people who delete the same text at once the second waits, and then sees that
    it is the last."""
    for sha256 in sorted(set(texts)):
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 7303))"), {"key": sha256})


def drop_unused(session: Session, texts: Iterable[str]) -> int:
    """After résumés went: delete the readings of `texts` that no résumé of anybody has."""
    wanted = sorted(set(texts))
    if not wanted:
        return 0
    gone = session.execute(
        delete(Extraction)
        .where(
            Extraction.text_sha256.in_(wanted),
            ~exists().where(Resume.text_sha256 == Extraction.text_sha256),
        )
        .returning(Extraction.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def _is(reading: Reading) -> ColumnElement[bool]:
    return and_(*(getattr(Extraction, name) == value for name, value in vars(reading).items()))


def _held_by(person_id: UUID, text_sha256: str) -> ColumnElement[bool]:
    return exists(select(literal(1)).where(Resume.person_id == person_id, Resume.text_sha256 == text_sha256))
