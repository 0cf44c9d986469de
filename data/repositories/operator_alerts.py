"""Troubles an operator should know of: noticed again and again, told once, resolved when they are over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.models import OperatorAlert

#: The payloads of a source no longer look as they did.
FORMAT_CHANGED = "format_changed"
#: A whole board showed suspiciously few of its postings; nothing was closed.
BOARD_SHRANK = "board_shrank"


def raise_alert(session: Session, code: str, subject: str, details: Mapping[str, Any] | None = None) -> None:
    """Open an alert, or count one more sign of an open one and keep its newest details."""
    statement = insert(OperatorAlert).values(code=code, subject=subject, details=dict(details or {}))
    again = {
        "last_at": func.now(),
        "count": OperatorAlert.count + 1,
        "details": statement.excluded.details,
    }
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[OperatorAlert.code, OperatorAlert.subject],
            index_where=OperatorAlert.resolved_at.is_(None),
            set_=again,
        )
    )


def resolve(session: Session, code: str, subject: str) -> bool:
    """The trouble is over; False when there was none."""
    statement = (
        update(OperatorAlert)
        .where(
            OperatorAlert.code == code, OperatorAlert.subject == subject, OperatorAlert.resolved_at.is_(None)
        )
        .values(resolved_at=func.now())
        .returning(OperatorAlert.id)
    )
    return bool(session.scalars(statement.execution_options(synchronize_session=False)).all())


def open_one(session: Session, code: str, subject: str) -> OperatorAlert | None:
    return session.scalars(
        select(OperatorAlert).where(
            OperatorAlert.code == code, OperatorAlert.subject == subject, OperatorAlert.resolved_at.is_(None)
        )
    ).one_or_none()


def listing(session: Session, *, open_only: bool = False, limit: int = 100) -> list[OperatorAlert]:
    """Open ones first, then the latest."""
    statement = select(OperatorAlert).order_by(
        OperatorAlert.resolved_at.is_not(None), OperatorAlert.last_at.desc(), OperatorAlert.id
    )
    if open_only:
        statement = statement.where(OperatorAlert.resolved_at.is_(None))
    return list(session.scalars(statement.limit(limit).execution_options(populate_existing=True)))


def untold(session: Session, *, limit: int = 50) -> list[OperatorAlert]:
    """Alerts whose opening, or whose end, the channel has not taken; the oldest first. One that ended before
    it was told is not told at all."""
    news = OperatorAlert.resolved_at.is_(None) & OperatorAlert.told_at.is_(None)
    over = (
        OperatorAlert.resolved_at.is_not(None)
        & OperatorAlert.told_at.is_not(None)
        & OperatorAlert.told_over_at.is_(None)
    )
    statement = select(OperatorAlert).where(news | over).order_by(OperatorAlert.id).limit(limit)
    return list(session.scalars(statement))


def mark_told(session: Session, alert_id: int, *, over: bool) -> None:
    column = "told_over_at" if over else "told_at"
    session.execute(
        update(OperatorAlert)
        .where(OperatorAlert.id == alert_id)
        .values({column: func.now()})
        .execution_options(synchronize_session=False)
    )


def trim(session: Session, *, older_than: timedelta, portion: int = 2_000) -> int:
    """Delete one portion of alerts resolved longer ago; returns how many."""
    old = select(OperatorAlert.id).where(OperatorAlert.resolved_at < func.now() - older_than).limit(portion)
    gone = delete(OperatorAlert).where(OperatorAlert.id.in_(old)).returning(OperatorAlert.id)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())
