"""What people say of vacancies. One row per person and vacancy, changed in place.

The row goes when nothing is left in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.models import Feedback, Vacancy

_COLUMNS = ("verdict", "reason", "seen", "hidden", "relevance")


@dataclass(frozen=True)
class FeedbackRow:
    """The state one person gave one vacancy."""

    vacancy_id: int
    verdict: str | None
    reason: str | None
    seen: bool
    hidden: bool
    relevance: int | None


@dataclass(frozen=True)
class JudgedVacancy:
    """A liked or disliked vacancy with what learning looks at."""

    vacancy_id: int
    verdict: str
    title: str
    skills: tuple[str, ...]


def write(session: Session, person_id: UUID, vacancy_id: int, changes: dict[str, Any]) -> FeedbackRow:
    """Set the given columns (verdict, reason, seen, hidden, relevance), leave the others; safe in a race.

    Writing the same twice changes nothing. Raises NotFound when there is no such vacancy.
    """
    unknown = set(changes) - set(_COLUMNS)
    if unknown:
        raise ValueError(f"unknown feedback columns: {sorted(unknown)}")
    names = list(changes)
    found = select(
        literal(person_id),
        Vacancy.id,
        *(literal(changes[name], Feedback.__table__.c[name].type) for name in names),
    ).where(Vacancy.id == vacancy_id)
    if "seen" not in names:
        found = found.add_columns(literal(False))
    if "hidden" not in names:
        found = found.add_columns(literal(False))
    targets = ["person_id", "vacancy_id", *names, *(name for name in ("seen", "hidden") if name not in names)]
    statement = insert(Feedback).from_select(targets, found)
    written = session.execute(
        statement.on_conflict_do_update(
            index_elements=[Feedback.person_id, Feedback.vacancy_id],
            set_={**{name: statement.excluded[name] for name in names}, "updated_at": func.now()},
        ).returning(Feedback.vacancy_id, *(getattr(Feedback, name) for name in _COLUMNS))
    ).one_or_none()
    if written is None:
        raise NotFound("There is no such vacancy.", vacancy_id=vacancy_id)
    return FeedbackRow(*written)


def clear(
    session: Session, person_id: UUID, vacancy_id: int, columns: Sequence[str], *, verdict: str | None = None
) -> FeedbackRow | None:
    """Take the named columns back; the row is deleted when nothing is left (then None). Idempotent.

    With `verdict` only a row of that verdict is touched: undoing a like leaves a later dislike alone.
    """
    mine = and_(Feedback.person_id == person_id, Feedback.vacancy_id == vacancy_id)
    empty: dict[str, Any] = {name: (False if name in ("seen", "hidden") else None) for name in columns}
    meant = and_(mine, Feedback.verdict == verdict) if verdict else mine
    session.execute(update(Feedback).where(meant).values(**empty, updated_at=func.now()))
    session.execute(
        delete(Feedback).where(
            mine,
            Feedback.verdict.is_(None),
            Feedback.relevance.is_(None),
            Feedback.seen.is_(False),
            Feedback.hidden.is_(False),
        )
    )
    return of(session, person_id, [vacancy_id]).get(vacancy_id)


def of(session: Session, person_id: UUID, vacancy_ids: Sequence[int]) -> dict[int, FeedbackRow]:
    """This person's feedback on the given vacancies; vacancies without any are absent."""
    if not vacancy_ids:
        return {}
    rows = session.execute(
        select(Feedback.vacancy_id, *(getattr(Feedback, name) for name in _COLUMNS)).where(
            Feedback.person_id == person_id, Feedback.vacancy_id.in_(vacancy_ids)
        )
    )
    return {row.vacancy_id: FeedbackRow(*row) for row in rows}


def put_away(session: Session, person_id: UUID) -> int:
    """How many vacancies this person does not want to see again: seen, hidden or disliked."""
    away = Feedback.seen | Feedback.hidden | (Feedback.verdict == "dislike")
    return session.execute(select(func.count()).where(Feedback.person_id == person_id, away)).scalar_one()


def judged(
    session: Session, person_id: UUID, *, now: datetime, days: int = 30, limit: int = 30
) -> list[JudgedVacancy]:
    """The newest likes and the newest dislikes of the last `days`, at most `limit` of each."""
    found = []
    for verdict in ("like", "dislike"):
        rows = session.execute(
            select(Vacancy.id, Vacancy.title, Vacancy.skills)
            .join(Feedback, Feedback.vacancy_id == Vacancy.id)
            .where(
                Feedback.person_id == person_id,
                Feedback.verdict == verdict,
                Feedback.updated_at >= now - timedelta(days=days),
            )
            .order_by(Feedback.updated_at.desc(), Feedback.id.desc())
            .limit(limit)
        )
        found += [JudgedVacancy(row.id, verdict, row.title, tuple(row.skills)) for row in rows]
    return found
