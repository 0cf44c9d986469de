"""Wishes of one person, their saved searches, exemptions and waivers. Every function touches this person's
rows only. `wishes` are the JSON of `app.preferences.wishes.Wishes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.models import Exemption, Preference, SavedSearch, Vacancy, Waiver

_STANDING = text("""
    SELECT (SELECT wishes FROM preferences WHERE person_id = CAST(:person AS uuid)),
        (SELECT array_agg(vacancy_id) FROM filter_exemptions WHERE person_id = CAST(:person AS uuid)),
        (SELECT array_agg(vacancy_id || ':' || key) FROM requirement_waivers
            WHERE person_id = CAST(:person AS uuid)),
        EXISTS (SELECT FROM feedback WHERE person_id = CAST(:person AS uuid))
""")


@dataclass(frozen=True)
class Standing:
    """What a search has to respect: `wishes` is None when nothing was ever set; `waived` are pairs of
    (vacancy id, key of the requirement); `heard` whether the person has said anything of any vacancy."""

    wishes: dict[str, Any] | None
    exempt: frozenset[int]
    waived: frozenset[tuple[int, str]]
    heard: bool = False


@dataclass(frozen=True)
class SavedRow:
    """One saved search; `looked_at` is None until it is run."""

    id: int
    name: str
    wishes: dict[str, Any]
    created_at: datetime
    looked_at: datetime | None


def standing(session: Session, person_id: UUID) -> Standing:
    """All a search needs, in one round trip."""
    row = session.execute(_STANDING, {"person": person_id}).one()
    pairs = (one.partition(":") for one in row[2] or ())
    keys = frozenset((int(number), key) for number, _, key in pairs)
    return Standing(row[0], frozenset(row[1] or ()), keys, bool(row[3]))


def wishes_of(session: Session, person_id: UUID) -> dict[str, Any] | None:
    """What the person set, or None."""
    return session.scalar(select(Preference.wishes).where(Preference.person_id == person_id))


def put_wishes(session: Session, person_id: UUID, wishes: Mapping[str, Any]) -> None:
    """Keep them in place of earlier ones."""
    statement = insert(Preference).values(person_id=person_id, wishes=dict(wishes))
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id"],
            set_={"wishes": statement.excluded.wishes, "updated_at": func.now()},
        )
    )


def forget_wishes(session: Session, person_id: UUID) -> None:
    session.execute(delete(Preference).where(Preference.person_id == person_id))


def saved(session: Session, person_id: UUID) -> list[SavedRow]:
    """Every saved search, in the order of their names."""
    rows = session.execute(
        select(*_SAVED).where(SavedSearch.person_id == person_id).order_by(SavedSearch.name, SavedSearch.id)
    )
    return [SavedRow(*row) for row in rows]


def saved_one(session: Session, person_id: UUID, number: int) -> SavedRow:
    """Raises NotFound when it is not there, or not this person's."""
    row = session.execute(
        select(*_SAVED).where(SavedSearch.person_id == person_id, SavedSearch.id == number)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such saved search.", saved_search=number)
    return SavedRow(*row)


def save_search(session: Session, person_id: UUID, name: str, wishes: Mapping[str, Any]) -> int:
    """Keep wishes under a name; those that had the name before are replaced. Returns the id."""
    statement = insert(SavedSearch).values(person_id=person_id, name=name, wishes=dict(wishes))
    number: int = session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id", "name"],
            set_={"wishes": statement.excluded.wishes, "looked_at": None},
        ).returning(SavedSearch.id)
    ).scalar_one()
    return number


def change_search(session: Session, person_id: UUID, number: int, wishes: Mapping[str, Any]) -> None:
    """Other wishes under the same name. Raises NotFound when it is not this person's."""
    _changed(session, person_id, number, {"wishes": dict(wishes)})


def rename_search(session: Session, person_id: UUID, number: int, name: str) -> None:
    """Raises NotFound when it is not this person's; the name must be free."""
    _changed(session, person_id, number, {"name": name})


def looked(session: Session, person_id: UUID, number: int, at: datetime) -> None:
    """Note that the person ran it. Raises NotFound when it is not theirs."""
    _changed(session, person_id, number, {"looked_at": at})


def delete_search(session: Session, person_id: UUID, number: int) -> bool:
    """Whether there was one."""
    gone = delete(SavedSearch).where(SavedSearch.person_id == person_id, SavedSearch.id == number)
    return session.scalars(gone.returning(SavedSearch.id)).one_or_none() is not None


def exempt(session: Session, person_id: UUID, vacancy_id: int) -> None:
    """Show it whatever the filters say. Raises NotFound when there is no such vacancy."""
    _known(session, vacancy_id)
    session.execute(
        insert(Exemption).values(person_id=person_id, vacancy_id=vacancy_id).on_conflict_do_nothing()
    )


def unexempt(session: Session, person_id: UUID, vacancy_id: int) -> bool:
    """Filters hold for it again; whether it had been exempt."""
    gone = delete(Exemption).where(Exemption.person_id == person_id, Exemption.vacancy_id == vacancy_id)
    return session.scalars(gone.returning(Exemption.vacancy_id)).one_or_none() is not None


def exempted(session: Session, person_id: UUID) -> int:
    """How many vacancies the person exempted."""
    held = select(func.count()).where(Exemption.person_id == person_id)
    return session.scalar(held) or 0


def forget_exemptions(session: Session, person_id: UUID) -> None:
    """Filters hold for all of them again."""
    session.execute(delete(Exemption).where(Exemption.person_id == person_id))


def waive(session: Session, person_id: UUID, vacancy_id: int, key: str, requirement: str) -> None:
    """Keep that this requirement of this vacancy shall not count. Raises NotFound when there is no such
    vacancy."""
    _known(session, vacancy_id)
    session.execute(
        insert(Waiver)
        .values(person_id=person_id, vacancy_id=vacancy_id, key=key, requirement=requirement)
        .on_conflict_do_nothing()
    )


def unwaive(session: Session, person_id: UUID, vacancy_id: int, key: str) -> bool:
    """It counts again; whether it had been waived."""
    gone = delete(Waiver).where(
        Waiver.person_id == person_id, Waiver.vacancy_id == vacancy_id, Waiver.key == key
    )
    return session.scalars(gone.returning(Waiver.key)).one_or_none() is not None


def count_waived(session: Session, person_id: UUID, vacancy_id: int) -> int:
    """How many requirements of a vacancy the person waived."""
    held = select(func.count()).where(Waiver.person_id == person_id, Waiver.vacancy_id == vacancy_id)
    return session.scalar(held) or 0


def first_seen_since(session: Session, vacancy_ids: list[int], since: datetime) -> int:
    """How many of the vacancies came into the index after a moment."""
    if not vacancy_ids:
        return 0
    came = select(func.count()).where(Vacancy.id.in_(vacancy_ids), Vacancy.first_seen_at > since)
    return session.scalar(came) or 0


def frequent_titles(session: Session, *, newest: int = 20_000, limit: int = 400) -> list[tuple[str, int]]:
    """(title, postings) of the titles that return among the newest open vacancies, most frequent first. Looks
    at so many rows at most, by the primary key: cheap at any size of the index."""
    pool = (
        select(Vacancy.title)
        .where(Vacancy.status == "open", func.length(Vacancy.title) <= 60)
        .order_by(Vacancy.id.desc())
        .limit(newest)
        .subquery()
    )
    title = func.mode().within_group(pool.c.title)
    number = func.count()
    found = session.execute(
        select(title, number)
        .group_by(func.lower(pool.c.title))
        .having(number > 1)
        .order_by(number.desc(), title)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in found]


def frequent_employers(session: Session, *, newest: int = 20_000, limit: int = 400) -> list[str]:
    """Employers among the newest open vacancies, those with most postings first; bounded in the same way."""
    pool = (
        select(Vacancy.employer)
        .where(Vacancy.status == "open", Vacancy.employer.is_not(None))
        .order_by(Vacancy.id.desc())
        .limit(newest)
        .subquery()
    )
    number = func.count()
    found = select(pool.c.employer).group_by(pool.c.employer).order_by(number.desc(), pool.c.employer)
    return list(session.scalars(found.limit(limit)))


def frequent_domains(session: Session, *, newest: int = 20_000) -> list[str]:
    """Codes of industries among the newest open vacancies, most frequent first; bounded in the same way."""
    pool = (
        select(Vacancy.domains)
        .where(Vacancy.status == "open")
        .order_by(Vacancy.id.desc())
        .limit(newest)
        .subquery()
    )
    named = select(func.unnest(pool.c.domains).label("code")).subquery()
    return list(
        session.scalars(
            select(named.c.code).group_by(named.c.code).order_by(func.count().desc(), named.c.code)
        )
    )


_SAVED = (SavedSearch.id, SavedSearch.name, SavedSearch.wishes, SavedSearch.created_at, SavedSearch.looked_at)


def _changed(session: Session, person_id: UUID, number: int, values: dict[str, Any]) -> None:
    changed = update(SavedSearch).where(SavedSearch.person_id == person_id, SavedSearch.id == number)
    found = session.scalars(changed.values(**values).returning(SavedSearch.id)).one_or_none()
    if found is None:
        raise NotFound("There is no such saved search.", saved_search=number)


def _known(session: Session, vacancy_id: int) -> None:
    if session.scalar(select(Vacancy.id).where(Vacancy.id == vacancy_id)) is None:
        raise NotFound("There is no such vacancy.", vacancy_id=vacancy_id)
