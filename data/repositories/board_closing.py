"""Postings that a whole board no longer shows, or whose board nobody reads. What may be concluded from a
reading is `app.ingestion`'s."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, any_, func, literal, select, text, update
from sqlalchemy.orm import Session

from data.models import REVISIONS, Vacancy
from data.repositories import posting_events
from data.repositories.vacancies import lock_revisions

REASON = "absent_from_board"
_OPEN = text("SELECT id, external_id FROM vacancies WHERE source = :source AND status = 'open' ORDER BY id")
_PORTION = 5_000


def open_ids(session: Session, source: str) -> dict[str, int]:
    """external_id -> id of the open postings of a source."""
    return {row.external_id: row.id for row in session.execute(_OPEN, {"source": source})}


def seen_since(session: Session, vacancy_ids: Collection[int], moment: datetime) -> set[int]:
    """Those that some reading has shown after a moment."""
    statement = select(Vacancy.id).where(
        Vacancy.id == any_(literal(list(vacancy_ids), ARRAY(BigInteger))), Vacancy.last_seen_at > moment
    )
    return set(session.scalars(statement))


def close(
    session: Session, vacancy_ids: Collection[int], *, run_id: str | None, reason: str = REASON
) -> list[int]:
    """Archive those that are still open, with their place in the history; returns their ids."""
    if not vacancy_ids:
        return []
    lock_revisions(session)
    closed: list[int] = []
    wanted = sorted(vacancy_ids)
    for start in range(0, len(wanted), _PORTION):
        statement = (
            update(Vacancy)
            .where(Vacancy.id.in_(wanted[start : start + _PORTION]), Vacancy.status == "open")
            .values(
                status="archived", archived_at=func.now(), updated_at=func.now(),
                revision=REVISIONS.next_value(),
            )
            .returning(Vacancy.id)
        )  # fmt: skip
        closed += session.scalars(statement.execution_options(synchronize_session=False))
    posting_events.add_moved(session, "closed", closed, reason=reason, run_id=run_id)
    return closed
