"""What runs left behind and is kept no longer. Each call deletes one portion; call again until it says 0."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from data.models import IngestRun, Quarantined, RawPayload, Vacancy

PORTION = 1_000


def trim_runs(session: Session, *, older_than: timedelta, portion: int = PORTION) -> int:
    """Delete runs that ended longer ago, with their batches, changes and quarantine; returns how many.

    The newest ten of each source stay however old they are: they say when a board was last read.
    """
    place = func.row_number().over(
        partition_by=IngestRun.source, order_by=(IngestRun.started_at.desc(), IngestRun.id)
    )
    ranked = select(IngestRun.id, place.label("place")).subquery()
    newest = select(ranked.c.id).where(ranked.c.place <= 10)
    old = (
        select(IngestRun.id)
        .where(IngestRun.finished_at < func.now() - older_than, IngestRun.id.not_in(newest))
        .order_by(IngestRun.started_at)
        .limit(portion)
    )
    gone = delete(IngestRun).where(IngestRun.id.in_(old)).returning(IngestRun.id)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


def trim_quarantine(session: Session, *, older_than: timedelta, portion: int = PORTION) -> int:
    """Delete rows set aside longer ago; how many there were stays in the report of their run."""
    old = (
        select(Quarantined.id)
        .where(Quarantined.created_at < func.now() - older_than)
        .order_by(Quarantined.id)
        .limit(portion)
    )
    gone = delete(Quarantined).where(Quarantined.id.in_(old)).returning(Quarantined.id)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


def trim_payloads(
    session: Session, *, older_than: timedelta, portion: int = PORTION
) -> tuple[int, list[str]]:
    """Forget payloads no run has used for so long, except those an open posting came from or a row set aside
    points to; returns how many, and the files nobody names any more."""
    held = select(Vacancy.id).where(Vacancy.payload_sha == RawPayload.sha256, Vacancy.status == "open")
    aside = select(Quarantined.id).where(Quarantined.sha256 == RawPayload.sha256)
    old = (
        select(RawPayload.id)
        .where(RawPayload.last_used_at < func.now() - older_than, ~held.exists(), ~aside.exists())
        .order_by(RawPayload.last_used_at)
        .limit(portion)
    )
    gone = delete(RawPayload).where(RawPayload.id.in_(old)).returning(RawPayload.sha256)
    shas = session.scalars(gone.execution_options(synchronize_session=False)).all()
    named = set(session.scalars(select(RawPayload.sha256).where(RawPayload.sha256.in_(set(shas)))))
    return len(shas), sorted(set(shas) - named)
