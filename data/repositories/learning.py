"""What people want of learning. One row a person; nobody has one before the first choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.models import LearningChoice

MOST_WITHOUT = 200  # traits one person can take out


@dataclass(frozen=True)
class Choice:
    """`updated_at` is None for somebody who has chosen nothing."""

    switched_on: bool = True
    forgotten_at: datetime | None = None
    without: tuple[str, ...] = ()
    rerank: bool = False
    updated_at: datetime | None = None


def of(session: Session, person_id: UUID) -> Choice:
    row = session.execute(
        select(
            LearningChoice.switched_on, LearningChoice.forgotten_at, LearningChoice.without,
            LearningChoice.rerank, LearningChoice.updated_at,
        ).where(LearningChoice.person_id == person_id)
    ).one_or_none()  # fmt: skip
    return Choice(row[0], row[1], tuple(row[2]), row[3], row[4]) if row else Choice()


def switch(session: Session, person_id: UUID, *, on: bool) -> None:
    _write(session, person_id, {"switched_on": on})


def switch_rerank(session: Session, person_id: UUID, *, on: bool) -> None:
    _write(session, person_id, {"rerank": on})


def forget(session: Session, person_id: UUID) -> None:
    """What was said up to now teaches nothing any more; what was taken out may be learned again."""
    _write(session, person_id, {"forgotten_at": func.clock_timestamp(), "without": []})


def take_out(session: Session, person_id: UUID, traits: Sequence[str]) -> None:
    """Learn without these traits, and only these; the last `MOST_WITHOUT` of them."""
    _write(session, person_id, {"without": list(dict.fromkeys(traits))[-MOST_WITHOUT:]})


def _write(session: Session, person_id: UUID, changes: dict[str, Any]) -> None:
    values = {"person_id": person_id, "switched_on": True, "without": [], "rerank": False} | changes
    session.execute(
        insert(LearningChoice)
        .values(**values)
        .on_conflict_do_update(
            index_elements=[LearningChoice.person_id],
            set_={**changes, "updated_at": func.clock_timestamp()},
        )
    )
