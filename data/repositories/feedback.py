"""What people say of vacancies. One row per person and vacancy, changed in place.

The row goes when nothing is left in it. What is said of one posting of a job holds for all of them: rows are
kept by posting and read by job, the newest verdict counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.orm import Session, aliased

from data.errors import NotFound
from data.models import Feedback, Vacancy

_COLUMNS = ("verdict", "reason", "seen", "hidden", "relevance", "applied")
_FLAGS = ("seen", "hidden", "applied")


@dataclass(frozen=True)
class FeedbackRow:
    """The state one person gave one vacancy, or another posting of its job."""

    vacancy_id: int
    verdict: str | None
    reason: str | None
    seen: bool
    hidden: bool
    relevance: int | None
    applied: bool = False


@dataclass(frozen=True)
class JudgedVacancy:
    """A liked, disliked or rated vacancy with what learning looks at; pay is net roubles a month."""

    vacancy_id: int
    verdict: str | None
    title: str
    skills: tuple[str, ...]
    reason: str | None = None  # of a dislike
    relevance: int | None = None  # 1..5
    employer: str | None = None
    domains: tuple[str, ...] = ()
    work_formats: tuple[str, ...] = ()
    city: str | None = None
    seniority: str | None = None
    salary_rub_from: Decimal | None = None
    salary_rub_to: Decimal | None = None


def home_of(posting: type[Vacancy] = Vacancy) -> ColumnElement[int]:
    """What postings of one job have in common; a posting that has no job yet is alone."""
    return func.coalesce(posting.job_id, -posting.id)


def by_job(person_id: UUID) -> Subquery:
    """One row for each job this person said something of: `home` and the columns of FeedbackRow."""
    newest = Feedback.updated_at.desc()

    def last(column: Any, given: ColumnElement[bool]) -> Any:
        return func.array_agg(aggregate_order_by(column, newest)).filter(given)[1]

    home = home_of().label("home")
    return (
        select(
            home,
            last(Feedback.verdict, Feedback.verdict.is_not(None)).label("verdict"),
            last(Feedback.reason, Feedback.verdict.is_not(None)).label("reason"),
            func.bool_or(Feedback.seen).label("seen"),
            func.bool_or(Feedback.hidden).label("hidden"),
            last(Feedback.relevance, Feedback.relevance.is_not(None)).label("relevance"),
            func.bool_or(Feedback.applied).label("applied"),
        )
        .join(Vacancy, Vacancy.id == Feedback.vacancy_id)
        .where(Feedback.person_id == person_id)
        .group_by(home)
        .subquery("said")
    )


def write(session: Session, person_id: UUID, vacancy_id: int, changes: dict[str, Any]) -> FeedbackRow:
    """Set the given columns (those of `FeedbackRow`), leave the others; safe in a race.

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
    unset = [name for name in _FLAGS if name not in names]
    found = found.add_columns(*(literal(False) for _ in unset))
    targets = ["person_id", "vacancy_id", *names, *unset]
    statement = insert(Feedback).from_select(targets, found)
    written = session.execute(
        statement.on_conflict_do_update(
            index_elements=[Feedback.person_id, Feedback.vacancy_id],
            set_={**{name: statement.excluded[name] for name in names}, "updated_at": func.now()},
        ).returning(Feedback.vacancy_id)
    ).one_or_none()
    if written is None:
        raise NotFound("There is no such vacancy.", vacancy_id=vacancy_id)
    return of(session, person_id, [vacancy_id])[vacancy_id]


def clear(
    session: Session, person_id: UUID, vacancy_id: int, columns: Sequence[str], *, verdict: str | None = None
) -> FeedbackRow | None:
    """Take the named columns back, on every posting of the job; a row is deleted when nothing is left in it.
    Gives what is left of all of them, or None. Idempotent.

    With `verdict` only a row of that verdict is touched: undoing a like leaves a later dislike alone.
    """
    posting = aliased(Vacancy)
    same_job = (
        select(posting.id)
        .join(Vacancy, home_of() == home_of(posting))
        .where(Vacancy.id == vacancy_id, posting.id.in_(_said_of(person_id)))
    )
    mine = and_(Feedback.person_id == person_id, Feedback.vacancy_id.in_(same_job))
    empty: dict[str, Any] = {name: (False if name in _FLAGS else None) for name in columns}
    meant = and_(mine, Feedback.verdict == verdict) if verdict else mine
    session.execute(update(Feedback).where(meant).values(**empty, updated_at=func.now()))
    session.execute(
        delete(Feedback).where(
            mine,
            Feedback.verdict.is_(None),
            Feedback.relevance.is_(None),
            Feedback.seen.is_(False),
            Feedback.hidden.is_(False),
            Feedback.applied.is_(False),
        )
    )
    return of(session, person_id, [vacancy_id]).get(vacancy_id)


def of(session: Session, person_id: UUID, vacancy_ids: Sequence[int]) -> dict[int, FeedbackRow]:
    """This person's feedback on the given vacancies; vacancies without any are absent."""
    if not vacancy_ids:
        return {}
    said = by_job(person_id)
    rows = session.execute(
        select(Vacancy.id.label("vacancy_id"), *(said.c[name] for name in _COLUMNS))
        .join(said, said.c.home == home_of())
        .where(Vacancy.id.in_(vacancy_ids))
    )
    return {row.vacancy_id: FeedbackRow(*row) for row in rows}


def said_by(session: Session, person_id: UUID) -> dict[int, FeedbackRow]:
    """All this person said, by what postings of one job have in common (`home_of`): the job's id, or minus
    the id of a posting that has none. `vacancy_id` is 0: it holds for all postings."""
    said = by_job(person_id)
    rows = session.execute(select(said.c.home, *(said.c[name] for name in _COLUMNS)))
    return {row[0]: FeedbackRow(0, *row[1:]) for row in rows}


def put_away(session: Session, person_id: UUID) -> int:
    """How many vacancies this person does not want to see again: every open posting of the jobs that are
    seen, hidden, disliked or applied to."""
    away = Feedback.seen | Feedback.hidden | (Feedback.verdict == "dislike") | Feedback.applied
    said = select(Vacancy.id, Vacancy.job_id).join(Feedback, Feedback.vacancy_id == Vacancy.id)
    named = said.where(Feedback.person_id == person_id, away).subquery()
    others = select(Vacancy.id).where(
        Vacancy.job_id.in_(select(named.c.job_id)),
        Vacancy.status == "open",
        Vacancy.id.not_in(select(named.c.id)),
    )
    counted = [
        session.scalar(select(func.count()).select_from(some)) or 0 for some in (named, others.subquery())
    ]
    return sum(counted)


def _said_of(person_id: UUID) -> Any:
    return select(Feedback.vacancy_id).where(Feedback.person_id == person_id)


def judged(
    session: Session,
    person_id: UUID,
    *,
    now: datetime,
    days: int = 30,
    limit: int = 30,
    since: datetime | None = None,
) -> list[JudgedVacancy]:
    """The newest likes, the newest dislikes and the newest of those only rated, of the last `days` and after
    `since`; at most `limit` of each."""
    earliest = max(now - timedelta(days=days), since or datetime.min.replace(tzinfo=UTC))
    found = []
    kinds = (
        Feedback.verdict == "like",
        Feedback.verdict == "dislike",
        Feedback.verdict.is_(None) & Feedback.relevance.is_not(None),
    )
    for kind in kinds:
        rows = session.execute(
            select(
                Vacancy.id.label("vacancy_id"), Feedback.verdict, Vacancy.title, Vacancy.skills,
                Feedback.reason, Feedback.relevance, Vacancy.employer, Vacancy.domains, Vacancy.work_formats,
                Vacancy.city, Vacancy.seniority, Vacancy.salary_rub_from, Vacancy.salary_rub_to,
            )
            .join(Feedback, Feedback.vacancy_id == Vacancy.id)
            .where(Feedback.person_id == person_id, kind, Feedback.updated_at >= earliest)
            .order_by(Feedback.updated_at.desc(), Feedback.id.desc())
            .limit(limit)
        )  # fmt: skip
        for row in rows:
            given = row._asdict()
            lists = {name: tuple(given[name]) for name in ("skills", "domains", "work_formats")}
            found.append(JudgedVacancy(**(given | lists)))
    return found


def stamp(session: Session, person_id: UUID) -> tuple[int, datetime | None]:
    """What changes with everything this person says or takes back: how much it is, and the newest of it."""
    row = session.execute(
        select(func.count(), func.max(Feedback.updated_at)).where(Feedback.person_id == person_id)
    ).one()
    return row[0], row[1]
