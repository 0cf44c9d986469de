"""What a sweep asks of the database: which postings are due, which were closed lately, which ran out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from data.models import FreshnessCheck, IngestRun, Vacancy
from data.repositories import freshness
from data.repositories.freshness import VacancyRef

#: How far back an audit looks for closings.
LATELY = timedelta(days=7)
_ASK_AGAIN = timedelta(hours=6)
_GRACE = timedelta(days=1)  # a last day named without a zone
_REF = (Vacancy.id, Vacancy.source, Vacancy.external_id, Vacancy.last_freshness_check)
_ORDER = (Vacancy.last_freshness_check.asc().nulls_first(), Vacancy.shown_count.desc(), Vacancy.id)


def due(session: Session, *, sources: Sequence[str], limit: int, gate: timedelta) -> list[VacancyRef]:
    """Open postings not looked at within `gate`: never-checked first, oldest check first, then most shown.

    Every source has an equal share of `limit`; what one leaves free goes to the others. A look of a sweep
    without a result counts for the gate too, or the same unreachable rows would come up for ever.
    """
    if not sources:
        return []
    since = func.now() - gate
    tried = select(FreshnessCheck.id).where(
        FreshnessCheck.vacancy_id == Vacancy.id,
        FreshnessCheck.checked_at > since,
        FreshnessCheck.trigger == "sweep",
    )
    place = func.row_number().over(partition_by=Vacancy.source, order_by=_ORDER)
    waiting = (
        select(*_REF, Vacancy.shown_count, place.label("place"))
        .where(
            Vacancy.status == "open",
            Vacancy.source.in_(sources),
            func.coalesce(Vacancy.last_freshness_check <= since, True),
            ~tried.exists(),
        )
        .subquery()
    )
    column = waiting.c
    order = (column.last_freshness_check.asc().nulls_first(), column.shown_count.desc(), column.id)
    share = -(-limit // len(sources))
    chosen = select(waiting).order_by(column.place > share, *order).limit(limit).subquery()
    column = chosen.c
    order = (column.last_freshness_check.asc().nulls_first(), column.shown_count.desc(), column.id)
    statement = select(
        column.id, column.source, column.external_id, column.last_freshness_check
    ).order_by(*order)  # fmt: skip
    return [VacancyRef(*row) for row in session.execute(statement)]


def missing(session: Session, run_id: str, *, limit: int) -> list[VacancyRef]:
    """Open postings that a complete reading of their board did not show, longest unchecked first; none when
    the run failed, asked for a part, or read nothing. Those asked about lately wait for a while."""
    asked = select(FreshnessCheck.id).where(
        FreshnessCheck.vacancy_id == Vacancy.id,
        FreshnessCheck.trigger == "missing",
        FreshnessCheck.checked_at > func.now() - _ASK_AGAIN,
    )
    statement = (
        select(*_REF)
        .join(IngestRun, IngestRun.source == Vacancy.source)
        .where(
            IngestRun.id == run_id,
            IngestRun.status == "succeeded",
            IngestRun.params == {},
            IngestRun.counts["fetched"].as_integer() > 0,
            Vacancy.status == "open",
            Vacancy.last_seen_at < IngestRun.started_at,
            ~asked.exists(),
        )
        .order_by(*_ORDER)
        .limit(limit)
    )
    return [VacancyRef(*row) for row in session.execute(statement)]


def looked(session: Session, sweep_id: str) -> int:
    """Looks recorded under a sweep's id: what it had done before it was cut off."""
    statement = select(func.count()).where(FreshnessCheck.sweep_id == sweep_id)
    return session.scalar(statement.select_from(FreshnessCheck)) or 0


def closed_lately(session: Session, *, sources: Sequence[str], limit: int) -> list[VacancyRef]:
    """Postings closed within `LATELY`, one look at each: those closed longest ago and not audited first."""
    audited = select(FreshnessCheck.id).where(
        FreshnessCheck.vacancy_id == Vacancy.id,
        FreshnessCheck.trigger == "audit",
        FreshnessCheck.checked_at >= Vacancy.archived_at,
    )
    statement = (
        select(*_REF)
        .where(
            Vacancy.status == "archived",
            Vacancy.archived_at > func.now() - LATELY,
            Vacancy.source.in_(sources),
            ~audited.exists(),
        )
        .order_by(Vacancy.archived_at, Vacancy.id)
        .limit(limit)
    )
    return [VacancyRef(*row) for row in session.execute(statement)]


def expire_unseen(session: Session, sources: Sequence[str], *, unseen: timedelta) -> list[int]:
    """Close postings of feeds with a window, whose pages cannot be asked: those not seen for `unseen` before
    the last whole reading of the feed, and those not seen since their own last day. Returns their ids.

    Time counts up to the last reading: a feed that does not answer closes nothing, however long.
    """
    if not sources:
        return []
    read = (
        select(IngestRun.source, func.max(IngestRun.finished_at).label("at"))
        .where(IngestRun.source.in_(sources), IngestRun.status == "succeeded", IngestRun.params == {})
        .group_by(IngestRun.source)
        .subquery()
    )
    over = and_(Vacancy.expires_at < read.c.at - _GRACE, Vacancy.last_seen_at < Vacancy.expires_at + _GRACE)
    statement = (
        select(Vacancy.id, over.label("over"))
        .join(read, read.c.source == Vacancy.source)
        .where(Vacancy.status == "open", or_(Vacancy.last_seen_at < read.c.at - unseen, over))
    )
    reasons = {row.id: "expired" if row.over else "unseen" for row in session.execute(statement)}
    return freshness.close(session, reasons)
