"""Looks at postings, and what a look changes. Which are due is in `sweeps`.

A verdict "open" notes the time, "archived" closes the posting (and takes a revision, so the indexes
follow), "unknown" leaves the posting as it was. Every look is kept in `freshness_sweep_log`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from data.models import REVISIONS, FreshnessCheck, Vacancy
from data.repositories import posting_events
from data.repositories.vacancies import lock_revisions
from data.sources.base import Liveness

#: A soft sign of closing is confirmed by one that comes at least so much later.
CONFIRM_AFTER = timedelta(hours=6)


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


def record(
    session: Session,
    looks: Sequence[Look],
    *,
    trigger: Literal["read", "sweep", "audit", "missing"],
    sweep_id: str | None = None,
) -> list[int]:
    """Write the looks down and apply them; returns the ids of postings that were closed by this, or opened
    again by an audit.

    A soft sign of closing is logged as "unknown" until another look, at least `CONFIRM_AFTER` later, sees
    it too. Only a closing waits for other writers. The time of a look at a row that is being written at this
    moment stays in the log alone, and the row is looked at again sooner.
    """
    if not looks:
        return []
    ids = {look.vacancy.id for look in looks}
    present = set(session.scalars(select(Vacancy.id).where(Vacancy.id.in_(ids))))
    kept = [look for look in looks if look.vacancy.id in present]  # a person may have erased one meanwhile
    if not kept:
        return []
    signs = [look.vacancy.id for look in kept if look.found.soft and look.found.verdict == "archived"]
    waiting = set(signs) - _confirmed(session, signs)
    verdicts = {look: "unknown" if look.vacancy.id in waiting else look.found.verdict for look in kept}
    session.execute(
        insert(FreshnessCheck),
        [
            {
                "vacancy_id": look.vacancy.id, "source": look.vacancy.source, "trigger": trigger,
                "verdict": verdicts[look], "status_code": look.found.status_code,
                "reason": look.found.reason, "duration_ms": look.duration_ms, "soft": look.found.soft,
                "sweep_id": sweep_id,
            }
            for look in kept
        ],
    )  # fmt: skip
    known = sorted(look.vacancy.id for look in kept if verdicts[look] != "unknown")
    gone = {look.vacancy.id: look.found.reason or "archived" for look in kept if verdicts[look] == "archived"}
    moved = close(session, gone)
    if trigger == "audit":
        moved = _reopen(session, [look.vacancy.id for look in kept if verdicts[look] == "open"])
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
    return moved


def close(session: Session, reasons: Mapping[int, str], *, run_id: str | None = None) -> list[int]:
    """Archive the open ones among these vacancies, with a new revision and a line in their history; returns
    their ids. `reasons` are stable codes by vacancy id."""
    if not reasons:
        return []
    lock_revisions(session)
    closed = list(
        session.scalars(
            update(Vacancy)
            .where(Vacancy.id.in_(sorted(reasons)), Vacancy.status == "open")
            .values(status="archived", archived_at=func.now(), revision=REVISIONS.next_value())
            .returning(Vacancy.id)
            .execution_options(synchronize_session=False)
        )
    )
    for reason in sorted({reasons[one] for one in closed}):
        ids = [one for one in closed if reasons[one] == reason]
        posting_events.add_moved(session, "closed", ids, reason=reason, run_id=run_id)
    return closed


def refs(session: Session, vacancy_ids: Sequence[int]) -> list[VacancyRef]:
    """In the order of the ids given."""
    statement = select(
        Vacancy.id, Vacancy.source, Vacancy.external_id, Vacancy.last_freshness_check
    ).where(Vacancy.id.in_(vacancy_ids))  # fmt: skip
    found = {row.id: VacancyRef(*row) for row in session.execute(statement)}
    return [found[identity] for identity in vacancy_ids if identity in found]


def _reopen(session: Session, vacancy_ids: Sequence[int]) -> list[int]:
    if not vacancy_ids:
        return []
    lock_revisions(session)
    opened = list(
        session.scalars(
            update(Vacancy)
            .where(Vacancy.id.in_(vacancy_ids), Vacancy.status == "archived")
            .values(status="open", archived_at=None, revision=REVISIONS.next_value())
            .returning(Vacancy.id)
            .execution_options(synchronize_session=False)
        )
    )
    posting_events.add_moved(session, "reopened", opened, reason="audit")
    return opened


def _confirmed(session: Session, vacancy_ids: Sequence[int]) -> set[int]:
    """Those with an earlier sign of closing that nothing has contradicted since."""
    if not vacancy_ids:
        return set()
    return set(
        session.scalars(
            select(FreshnessCheck.vacancy_id)
            .join(Vacancy, Vacancy.id == FreshnessCheck.vacancy_id)
            .where(
                FreshnessCheck.vacancy_id.in_(vacancy_ids),
                FreshnessCheck.soft,
                FreshnessCheck.checked_at <= func.now() - CONFIRM_AFTER,
                FreshnessCheck.checked_at > Vacancy.last_seen_at,
                func.coalesce(FreshnessCheck.checked_at > Vacancy.last_freshness_check, True),
            )
        )
    )
