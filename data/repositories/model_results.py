"""What models answered, kept for a while, so that the same is not paid for twice.

A row belongs to the person it was asked for, or to nobody when the installation asked. Its key is a hash of
all that was asked and of whose it is, so that one person's answer is never another's.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.models.llm_call import ModelResult

#: Of one person, or of the installation; the oldest go first.
MOST = 200
PORTION = 2_000


def find(session: Session, person_id: UUID | None, key: str) -> Any:
    """The kept answer, None when there is none that is young enough."""
    return session.scalar(
        select(ModelResult.answer).where(
            ModelResult.key == key, _of(person_id), ModelResult.expires_at > func.clock_timestamp()
        )
    )


def keep(
    session: Session, person_id: UUID | None, key: str, *, purpose: str, model: str, answer: Any,
    lasts: timedelta, most: int = MOST,
) -> None:  # fmt: skip
    """Keep an answer in the place of an older one; beyond `most` the oldest of the same owner go."""
    told = {"purpose": purpose, "model": model, "answer": answer}
    when = {"created_at": func.clock_timestamp(), "expires_at": func.clock_timestamp() + lasts}
    row = insert(ModelResult).values(key=key, person_id=person_id, **told, **when)
    session.execute(row.on_conflict_do_update(index_elements=["key"], set_={**told, **when}))
    beyond = (
        select(ModelResult.key)
        .where(_of(person_id))
        .order_by(ModelResult.created_at.desc(), ModelResult.key)
        .offset(most)
    )
    gone = delete(ModelResult).where(_of(person_id), ModelResult.key.in_(beyond))
    session.execute(gone.execution_options(synchronize_session=False))


def trim(session: Session, *, portion: int = PORTION) -> int:
    """Delete one portion of what is too old, whoever's it is; returns how many."""
    old = (
        select(ModelResult.key)
        .where(ModelResult.expires_at <= func.clock_timestamp())
        .order_by(ModelResult.expires_at)
        .limit(portion)
    )
    gone = delete(ModelResult).where(ModelResult.key.in_(old)).returning(ModelResult.key)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


def _of(person_id: UUID | None) -> ColumnElement[bool]:
    return ModelResult.person_id.is_(None) if person_id is None else ModelResult.person_id == person_id
