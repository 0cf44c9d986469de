"""What runs changed: by run, by source, and among what a person's searches showed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.models import IngestRun, Match, RunChange, SearchJob, Vacancy

KINDS = ("new", "changed", "reopened", "closed", "removed")


@dataclass(frozen=True)
class Change:
    """One posting that a run changed, as the posting is now."""

    run_id: str
    vacancy_id: int
    kind: str
    at: datetime
    title: str
    employer: str | None
    city: str | None
    url: str | None


@dataclass(frozen=True)
class SinceLast:
    """A person's newest completed search against the one before it for the same résumé: vacancy ids.

    `new`: shown now and not then; `changed`: shown both times and changed by its board between; `removed`:
    shown then and closed since. `before` is None, and all is empty, for a first search.
    """

    search_id: UUID | None = None
    before: UUID | None = None
    new: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()


def add(session: Session, run_id: str, moved: Mapping[str, Sequence[int]]) -> None:
    """Note what a run did, kind -> vacancy ids; noting it twice changes nothing."""
    rows = [
        {"run_id": run_id, "kind": kind, "vacancy_id": number}
        for kind, ids in moved.items()
        for number in ids
    ]
    if rows:
        session.execute(insert(RunChange).on_conflict_do_nothing(), rows)


def counts(session: Session, run_id: str) -> dict[str, int]:
    """kind -> postings; kinds without any are left out."""
    statement = (
        select(RunChange.kind, func.count()).where(RunChange.run_id == run_id).group_by(RunChange.kind)
    )
    found: dict[str, int] = {row[0]: row[1] for row in session.execute(statement)}
    return {kind: found[kind] for kind in KINDS if kind in found}


def of_run(session: Session, run_id: str, *, kind: str | None = None, limit: int = 500) -> list[Change]:
    """Newest postings first within a kind."""
    statement = _changes().where(RunChange.run_id == run_id)
    if kind is not None:
        statement = statement.where(RunChange.kind == kind)
    ordered = statement.order_by(RunChange.kind, RunChange.vacancy_id.desc()).limit(limit)
    return [Change(*row) for row in session.execute(ordered)]


def of_source(session: Session, source: str, *, since: datetime, limit: int = 500) -> list[Change]:
    """What all runs of a source changed since a moment, the latest first."""
    statement = (
        _changes()
        .join(IngestRun, IngestRun.id == RunChange.run_id)
        .where(IngestRun.source == source, RunChange.at >= since)
        .order_by(RunChange.at.desc(), RunChange.vacancy_id.desc())
        .limit(limit)
    )
    return [Change(*row) for row in session.execute(statement)]


def since_last_search(session: Session, person_id: UUID) -> SinceLast:
    """What is new to this person between the last two completed searches for one résumé."""
    last = session.execute(_completed(person_id).limit(1)).one_or_none()
    if last is None:
        return SinceLast()
    earlier = _completed(person_id).where(
        SearchJob.resume_id.is_not_distinct_from(last.resume_id), SearchJob.id != last.id,
        SearchJob.finished_at <= last.finished_at,
    )  # fmt: skip
    before = session.execute(earlier.limit(1)).one_or_none()
    if before is None:
        return SinceLast(last.id)
    now, then = _shown(session, person_id, last.id), _shown(session, person_id, before.id)
    touched = set(
        session.scalars(
            select(RunChange.vacancy_id).where(
                RunChange.vacancy_id.in_(set(now) & set(then)),
                RunChange.kind == "changed",
                RunChange.at > before.finished_at,
                RunChange.at <= last.finished_at,
            )
        )
    )
    gone = set(
        session.scalars(
            select(Vacancy.id).where(Vacancy.id.in_(set(then) - set(now)), Vacancy.status == "archived")
        )
    )
    return SinceLast(
        last.id,
        before.id,
        new=tuple(one for one in now if one not in set(then)),
        changed=tuple(one for one in now if one in touched),
        removed=tuple(one for one in then if one in gone),
    )


def came_since_last(session: Session, person_id: UUID) -> int:
    """How many vacancies of the last search came into the index after the search before it, for the same
    résumé."""
    since = since_last_search(session, person_id)
    if not since.new:
        return 0
    before = select(SearchJob.finished_at).where(
        SearchJob.id == since.before, SearchJob.person_id == person_id
    )
    came = select(func.count()).where(
        Vacancy.id.in_(since.new), Vacancy.first_seen_at > before.scalar_subquery()
    )
    return session.scalar(came) or 0


def trim(session: Session, *, older_than: timedelta, portion: int = 2_000) -> int:
    """Delete one portion of older notes; returns how many."""
    old = (
        select(RunChange.run_id, RunChange.kind, RunChange.vacancy_id)
        .where(RunChange.at < func.now() - older_than)
        .order_by(RunChange.at)
        .limit(portion)
        .subquery()
    )
    gone = (
        delete(RunChange)
        .where(
            RunChange.run_id == old.c.run_id,
            RunChange.kind == old.c.kind,
            RunChange.vacancy_id == old.c.vacancy_id,
        )
        .returning(RunChange.vacancy_id)
    )
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


def _changes() -> Select[*tuple[Any, ...]]:
    return select(
        RunChange.run_id, RunChange.vacancy_id, RunChange.kind, RunChange.at,
        Vacancy.title, Vacancy.employer, Vacancy.city, Vacancy.url,
    ).join(Vacancy, Vacancy.id == RunChange.vacancy_id)  # fmt: skip


def _completed(person_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(SearchJob.id, SearchJob.resume_id, SearchJob.finished_at)
        .where(
            SearchJob.person_id == person_id,
            SearchJob.status == "completed",
            SearchJob.finished_at.is_not(None),
        )
        .order_by(SearchJob.finished_at.desc(), SearchJob.id)
    )


def _shown(session: Session, person_id: UUID, search_id: UUID) -> list[int]:
    """Best first."""
    statement = (
        select(Match.vacancy_id)
        .where(Match.person_id == person_id, Match.search_id == search_id)
        .order_by(Match.rank)
    )
    return list(session.scalars(statement))
