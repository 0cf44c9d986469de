"""The ledger of model calls: what is reserved, what was spent, and each person's receipts.

A budget is what the ledger and the living reservations of a day add up to, read in one statement: a call that
is settled at that moment is counted once, as the one or as the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, delete, func, insert, literal, select, text, union_all
from sqlalchemy.orm import Session, aliased

from data.errors import NotFound
from data.models.llm_call import LlmCall, LlmReceipt, LlmReservation
from data.models.person import Person

_LOCK = 7304
_REACH = timedelta(days=2)  # a call takes from the budget of the day it began on


@dataclass(frozen=True)
class Receipt:
    """One call of a person: what was sent, to whom, what it cost. `status` is `running` while it goes on,
    and the cost is unknown till then."""

    call_id: UUID
    created_at: datetime
    purpose: str
    model: str
    host: str
    sent: str
    removed: dict[str, Any]
    status: str
    cost: Decimal | None
    price_known: bool
    prompt_tokens: int | None
    cached_tokens: int | None
    completion_tokens: int | None
    duration_ms: int | None
    audio_seconds: int | None = None
    spoken_characters: int | None = None


def lock(session: Session) -> date:
    """Whoever reserves waits for the one before, until the transaction ends; returns the UTC day."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    today = func.date(func.timezone("UTC", func.clock_timestamp()), type_=Date())
    return session.execute(select(today)).scalar_one()


def hold_person(session: Session, person_id: UUID) -> None:
    """The person stays until the transaction ends; raises `NotFound`."""
    statement = select(Person.id).where(Person.id == person_id)
    if session.scalars(statement.with_for_update(read=True, key_share=True)).one_or_none() is None:
        raise NotFound("No such person.")


def expire(session: Session) -> int:
    """Release what dead processes reserved; each becomes a `lost` row, of unknown cost."""
    gone = session.execute(
        delete(LlmReservation)
        .where(LlmReservation.expires_at < func.clock_timestamp())
        .returning(
            LlmReservation.call_id, LlmReservation.day, LlmReservation.scope, LlmReservation.purpose,
            LlmReservation.model, LlmReservation.host, LlmReservation.request_id,
            LlmReservation.amount.label("reserved"), LlmReservation.price_known,
        )
        .execution_options(synchronize_session=False)
    ).mappings().all()  # fmt: skip
    nothing = {"prompt_tokens": 0, "cached_tokens": 0, "completion_tokens": 0, "cost": Decimal(0),
               "usage_known": False, "attempts": 1, "duration_ms": 0, "status": "lost"}  # fmt: skip
    if gone:
        session.execute(insert(LlmCall), [{**row, **nothing} for row in gone])
    return len(gone)


def committed(session: Session, day: date) -> Decimal:
    """What the whole installation spent on that day and has reserved of it, USD."""
    return _sum(
        session,
        select(LlmCall.cost.label("amount")).where(LlmCall.day == day),
        select(LlmReservation.amount).where(LlmReservation.day == day),
    )


def committed_by(session: Session, person_id: UUID, day: date) -> Decimal:
    """The same of one person."""
    recent = (
        select(LlmReceipt.call_id)
        .where(LlmReceipt.person_id == person_id, LlmReceipt.created_at > func.now() - _REACH)
        .subquery()
    )
    return _sum(
        session,
        select(LlmCall.cost.label("amount"))
        .join(recent, recent.c.call_id == LlmCall.call_id)
        .where(LlmCall.day == day),
        select(LlmReservation.amount)
        .join(recent, recent.c.call_id == LlmReservation.call_id)
        .where(LlmReservation.day == day),
    )


def times_asked(
    session: Session, person_id: UUID, purpose: str, subject: str, *, within: timedelta
) -> tuple[int, int]:
    """(how often the same was asked for this person, how often of late and not for the first time). A call
    that failed and cost nothing is none."""
    settled = aliased(LlmCall)
    mine = (LlmReceipt.person_id == person_id, LlmReceipt.purpose == purpose, LlmReceipt.subject == subject)
    in_vain = (
        select(settled.id)
        .where(settled.call_id == LlmReceipt.call_id, settled.status != "ok", settled.cost == 0)
        .exists()
    )
    place = func.row_number().over(order_by=(LlmReceipt.created_at, LlmReceipt.call_id))
    counted = select(LlmReceipt.created_at, place.label("place")).where(*mine, ~in_vain).subquery()
    again = (counted.c.place > 1) & (counted.c.created_at > func.clock_timestamp() - within)
    row = session.execute(select(func.count(), func.count().filter(again)).select_from(counted)).one()
    return row[0], row[1]


def reserve(session: Session, *, lasts: timedelta, **columns: Any) -> None:
    """Set money aside; `columns` are those of `LlmReservation`."""
    expires = func.clock_timestamp() + lasts
    session.execute(insert(LlmReservation).values(expires_at=expires, **columns))


def add_receipt(session: Session, person_id: UUID, **columns: Any) -> None:
    """Keep what is about to be sent for this person; `columns` are those of `LlmReceipt`."""
    session.execute(insert(LlmReceipt).values(person_id=person_id, **columns))


def settle(session: Session, **columns: Any) -> None:
    """Put a finished call into the ledger and give its reservation back; `columns` are those of `LlmCall`."""
    session.execute(
        delete(LlmReservation)
        .where(LlmReservation.call_id == columns["call_id"])
        .execution_options(synchronize_session=False)
    )
    session.execute(insert(LlmCall).values(**columns))


def enter_kept(session: Session, **columns: Any) -> None:
    """Enter that an earlier answer did: nothing was sent, reserved or paid."""
    nothing = {"prompt_tokens": 0, "cached_tokens": 0, "completion_tokens": 0, "reserved": Decimal(0),
               "cost": Decimal(0), "usage_known": True, "attempts": 0, "duration_ms": 0}  # fmt: skip
    today = func.date(func.timezone("UTC", func.clock_timestamp()), type_=Date())
    session.execute(insert(LlmCall).values(day=today, status="kept", **nothing, **columns))


def receipts(session: Session, person_id: UUID, *, limit: int = 200) -> list[Receipt]:
    """What was sent for this person, newest first. A call that was settled after it was given up for lost
    shows what it came to."""
    any_of = aliased(LlmCall)
    last = select(func.max(any_of.id)).where(any_of.call_id == LlmReceipt.call_id).scalar_subquery()
    rows = session.execute(
        select(
            LlmReceipt.call_id, LlmReceipt.created_at, LlmReceipt.purpose, LlmReceipt.model, LlmReceipt.host,
            LlmReceipt.sent, LlmReceipt.removed, func.coalesce(LlmCall.status, literal("running")),
            LlmCall.cost, func.coalesce(LlmCall.price_known, True), LlmCall.prompt_tokens,
            LlmCall.cached_tokens, LlmCall.completion_tokens, LlmCall.duration_ms, LlmCall.audio_seconds,
            LlmCall.spoken_characters,
        )
        .outerjoin(LlmCall, LlmCall.id == last)
        .where(LlmReceipt.person_id == person_id)
        .order_by(LlmReceipt.created_at.desc(), LlmReceipt.call_id)
        .limit(limit)
    )  # fmt: skip
    return [Receipt(*row) for row in rows]


def calls(session: Session, *, since: date) -> Sequence[LlmCall]:
    """The ledger from a UTC day on, in order. It names nobody."""
    return session.scalars(select(LlmCall).where(LlmCall.day >= since).order_by(LlmCall.id)).all()


def _sum(session: Session, *parts: Select[Decimal]) -> Decimal:
    both = union_all(*parts).subquery()
    total: Decimal = session.execute(select(func.coalesce(func.sum(both.c.amount), 0))).scalar_one()
    return total
