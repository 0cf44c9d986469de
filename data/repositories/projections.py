"""Reads for the indexes that follow Postgres: what has changed, in order of revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from data.models import Vacancy


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A vacancy as an index needs it; `is_open` False means it must not be found any more."""

    id: int
    revision: int
    is_open: bool
    card_hash: str
    title: str
    body: str
    skills: list[str]
    key_skills: list[str]
    role_ids: list[str]
    source: str = ""
    city: str | None = None
    cities: list[str] = field(default_factory=list)
    area_id: str | None = None
    experience: str | None = None
    work_formats: list[str] = field(default_factory=list)
    salary_rub_from: Decimal | None = None
    salary_rub_to: Decimal | None = None
    published_at: datetime | None = None


def changed_since(session: Session, revision: int, *, limit: int, until: int | None = None) -> list[IndexRow]:
    """Vacancies with a higher revision, oldest change first, at most `limit`; none later than `until`."""
    later = Vacancy.revision > revision
    if until is not None:
        later &= Vacancy.revision <= until
    return _rows(session, later, Vacancy.revision, limit)


def open_after(session: Session, vacancy_id: int, *, limit: int) -> list[IndexRow]:
    """Open vacancies with a higher id, by id: for building an index from nothing."""
    return _rows(session, (Vacancy.id > vacancy_id) & (Vacancy.status == "open"), Vacancy.id, limit)


def open_ids(session: Session, vacancy_ids: Sequence[int]) -> set[int]:
    """Those of `vacancy_ids` that may be found."""
    if not vacancy_ids:
        return set()
    return set(
        session.scalars(select(Vacancy.id).where(Vacancy.id.in_(vacancy_ids), Vacancy.status == "open"))
    )


def last_revision(session: Session) -> int:
    """The newest change anybody can see; 0 without vacancies."""
    return session.scalar(select(func.max(Vacancy.revision))) or 0


def count_behind(session: Session, revision: int) -> int:
    """How many vacancies a projection that followed up to `revision` has yet to look at."""
    return session.scalar(select(func.count()).where(Vacancy.revision > revision)) or 0


def _rows(session: Session, condition: ColumnElement[bool], order: Any, limit: int) -> list[IndexRow]:
    found = session.execute(
        select(
            Vacancy.id,
            Vacancy.revision,
            (Vacancy.status == "open").label("is_open"),
            Vacancy.card_hash,
            Vacancy.title,
            Vacancy.body,
            Vacancy.skills,
            Vacancy.key_skills,
            Vacancy.role_ids,
            Vacancy.source,
            Vacancy.city,
            Vacancy.cities,
            Vacancy.area_id,
            Vacancy.experience,
            Vacancy.work_formats,
            Vacancy.salary_rub_from,
            Vacancy.salary_rub_to,
            Vacancy.published_at,
        )
        .where(condition)
        .order_by(order)
        .limit(limit)
    )
    return [IndexRow(*row) for row in found]
