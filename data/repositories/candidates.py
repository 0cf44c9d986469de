"""Reads of the hot path: what a search needs of the vacancies that were recalled, and nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.models import Feedback, Resume, Vacancy

_COLUMNS = (
    "id",
    "source",
    "external_id",
    "url",
    "title",
    "employer",
    "city",
    "area_id",
    "key_skills",
    "skills",
    "role_ids",
    "domains",
    "seniority",
    "experience",
    "work_formats",
    "salary_from",
    "salary_to",
    "salary_currency",
    "salary_gross",
    "salary_period",
    "salary_rub_from",
    "salary_rub_to",
    "published_at",
    "status",
    "last_freshness_check",
    "card_hash",
)


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One recalled vacancy with all that scoring and a card read, and this person's feedback on it."""

    id: int
    source: str
    external_id: str
    url: str | None
    title: str
    employer: str | None
    city: str | None
    area_id: str | None
    key_skills: list[str]
    skills: list[str]
    role_ids: list[str]
    domains: list[str]
    seniority: str | None
    experience: str | None
    work_formats: list[str]
    salary_from: Decimal | None
    salary_to: Decimal | None
    salary_currency: str | None
    salary_gross: bool | None
    salary_period: str | None
    salary_rub_from: Decimal | None
    salary_rub_to: Decimal | None
    published_at: datetime | None
    status: str
    last_freshness_check: datetime | None
    card_hash: str
    verdict: str | None = None
    reason: str | None = None
    seen: bool = False
    hidden: bool = False
    relevance: int | None = None


@dataclass(frozen=True)
class Details:
    """What only a shown vacancy needs: the text and its requirements `[{text, kind, skills}]`."""

    body: str
    requirements: list[Any]


def rows(session: Session, person_id: UUID, vacancy_ids: Sequence[int]) -> list[CandidateRow]:
    """Open vacancies among the given ones, in one query, in no particular order."""
    if not vacancy_ids:
        return []
    mine = and_(Feedback.vacancy_id == Vacancy.id, Feedback.person_id == person_id)
    statement = (
        select(
            *(getattr(Vacancy, name) for name in _COLUMNS),
            Feedback.verdict,
            Feedback.reason,
            func.coalesce(Feedback.seen, False).label("seen"),
            func.coalesce(Feedback.hidden, False).label("hidden"),
            Feedback.relevance,
        )
        .outerjoin(Feedback, mine)
        .where(Vacancy.id.in_(vacancy_ids), Vacancy.status == "open")
    )
    return [CandidateRow(**row) for row in session.execute(statement).mappings()]


def details(session: Session, vacancy_ids: Sequence[int]) -> dict[int, Details]:
    """Text and requirements of the vacancies that will be shown."""
    if not vacancy_ids:
        return {}
    found = session.execute(
        select(Vacancy.id, Vacancy.body, Vacancy.requirements).where(Vacancy.id.in_(vacancy_ids))
    )
    return {row.id: Details(row.body, row.requirements) for row in found}


def count_open(session: Session) -> int:
    """Vacancies that can be found."""
    return session.execute(select(func.count()).where(Vacancy.status == "open")).scalar_one()


def add_shown(session: Session, vacancy_ids: Sequence[int]) -> None:
    """Count one more showing of each. A row that somebody writes at this moment is passed over: a search
    waits for nobody, and the count only orders freshness checks."""
    free = (
        select(Vacancy.id)
        .where(Vacancy.id.in_(vacancy_ids))
        .with_for_update(key_share=True, skip_locked=True)
    )
    session.execute(
        update(Vacancy)
        .where(Vacancy.id.in_(free))
        .values(shown_count=Vacancy.shown_count + 1)
        .execution_options(synchronize_session=False)
    )


def resume_text(session: Session, person_id: UUID, resume_id: UUID) -> str:
    """The lines of this person's résumé, evidence is quoted from them. NotFound when it is not theirs."""
    text = session.execute(
        select(Resume.text).where(Resume.id == resume_id, Resume.person_id == person_id)
    ).scalar_one_or_none()
    if text is None:
        raise NotFound("There is no such résumé.", resume_id=str(resume_id))
    return text
