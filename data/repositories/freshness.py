"""Looks at postings: which are due, and what a look changes.

A verdict "open" notes the time, "archived" closes the posting (and takes a revision, so the indexes
follow), "unknown" leaves the posting as it was. Every look is kept in `freshness_sweep_log`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from data.models import REVISIONS, FreshnessCheck, Vacancy
from data.repositories import posting_events
from data.repositories.vacancies import lock_revisions
from data.sources.base import Liveness


@dataclass(frozen=True)
class VacancyRef:
    """What a check needs to know of a vacancy."""

    id: int
    source: str
    external_id: str
    last_freshness_check: datetime | None = None


@dataclass(frozen=True)
class Look:
    vacancy: VacancyRef
    found: Liveness
    duration_ms: int


def record(session: Session, looks: Sequence[Look], *, trigger: Literal["read", "sweep"]) -> list[int]:
    """Write the looks down and apply them; returns the ids of postings that were closed by this.

    Only a closing waits for other writers. The time of a look at a row that is being written at this moment
    stays in the log alone, and the row is looked at again sooner.
    """
    if not looks:
        return []
    present = set(
        session.scalars(select(Vacancy.id).where(Vacancy.id.in_({look.vacancy.id for look in looks})))
    )
    kept = [look for look in looks if look.vacancy.id in present]  # a person may have erased one meanwhile
    if not kept:
        return []
    session.execute(
        insert(FreshnessCheck),
        [
            {
                "vacancy_id": look.vacancy.id, "source": look.vacancy.source, "trigger": trigger,
                "verdict": look.found.verdict, "status_code": look.found.status_code,
                "reason": look.found.reason, "duration_ms": look.duration_ms,
            }
            for look in kept
        ],
    )  # fmt: skip
    known = sorted(look.vacancy.id for look in kept if look.found.verdict != "unknown")
    gone = sorted(look.vacancy.id for look in kept if look.found.verdict == "archived")
    closed: list[int] = []
    if gone:
        lock_revisions(session)
        closed = list(
            session.scalars(
                update(Vacancy)
                .where(Vacancy.id.in_(gone), Vacancy.status == "open")
                .values(status="archived", archived_at=func.now(), revision=REVISIONS.next_value())
                .returning(Vacancy.id)
                .execution_options(synchronize_session=False)
            )
        )
        reasons = {look.vacancy.id: look.found.reason for look in kept if look.found.verdict == "archived"}
        for reason in sorted({reasons[one] or "archived" for one in closed}):
            ids = [one for one in closed if (reasons[one] or "archived") == reason]
            posting_events.add_moved(session, "closed", ids, reason=reason)
    if known:
        free = (
            select(Vacancy.id).where(Vacancy.id.in_(known)).with_for_update(key_share=True, skip_locked=True)
        )
        session.execute(
            update(Vacancy)
            .where(Vacancy.id.in_(free))
            .values(last_freshness_check=func.now())
            .execution_options(synchronize_session=False)
        )
    return closed


def due(session: Session, *, sources: Sequence[str], limit: int, gate: timedelta) -> list[VacancyRef]:
    """Open postings not looked at within `gate`: never-checked first, oldest check first, then most shown.

    A look without a result counts for the gate too, or the same unreachable rows would come up for ever.
    """
    since = func.now() - gate
    tried = select(FreshnessCheck.id).where(
        FreshnessCheck.vacancy_id == Vacancy.id, FreshnessCheck.checked_at > since
    )
    statement = (
        select(Vacancy.id, Vacancy.source, Vacancy.external_id, Vacancy.last_freshness_check)
        .where(
            Vacancy.status == "open",
            Vacancy.source.in_(sources),
            func.coalesce(Vacancy.last_freshness_check <= since, True),
            ~tried.exists(),
        )
        .order_by(
            Vacancy.last_freshness_check.asc().nulls_first(), Vacancy.shown_count.desc(), Vacancy.id
        )
        .limit(limit)
    )  # fmt: skip
    return [VacancyRef(*row) for row in session.execute(statement)]


def refs(session: Session, vacancy_ids: Sequence[int]) -> list[VacancyRef]:
    """In the order of the ids given."""
    statement = select(
        Vacancy.id, Vacancy.source, Vacancy.external_id, Vacancy.last_freshness_check
    ).where(Vacancy.id.in_(vacancy_ids))  # fmt: skip
    found = {row.id: VacancyRef(*row) for row in session.execute(statement)}
    return [found[identity] for identity in vacancy_ids if identity in found]
