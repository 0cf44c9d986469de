"""What was asked of models: the ledger of money, what is reserved of it, and each person's receipts.

Money and persons are apart: the ledger and the reservations name nobody, a receipt says whose a call was.
"Delete my data" takes the receipts, and the sums stay right (docs/adr/0014-gateway.md).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Numeric, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base

#: US dollars; a token can cost less than a hundred-millionth
Dollars = Numeric(16, 10)


class LlmCall(Base):
    """One finished call; rows are only ever added (a trigger sees to it). `status` is ok, an error code of
    the gateway, `lost` when its process died, or `kept` when an earlier answer did and nothing was sent."""

    __tablename__ = "openai_call_log"
    __table_args__ = (Index("ix_openai_call_log_day", "day"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    call_id: Mapped[UUID] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    day: Mapped[date]  # UTC day whose budget it took from
    scope: Mapped[str]  # person, system
    purpose: Mapped[str]
    model: Mapped[str]
    host: Mapped[str]
    request_id: Mapped[UUID | None]
    prompt_tokens: Mapped[int] = mapped_column(BigInteger)
    cached_tokens: Mapped[int] = mapped_column(BigInteger)
    completion_tokens: Mapped[int] = mapped_column(BigInteger)
    audio_seconds: Mapped[int] = mapped_column(BigInteger, server_default="0")  # of a recording written down
    spoken_characters: Mapped[int] = mapped_column(BigInteger, server_default="0")  # of a text read aloud
    reserved: Mapped[Decimal] = mapped_column(Dollars)  # the most it could have cost
    cost: Mapped[Decimal] = mapped_column(Dollars)
    price_known: Mapped[bool]  # False: counted at the dearest known price
    usage_known: Mapped[bool]  # False: the provider did not say, so it is counted at its most
    attempts: Mapped[int]
    duration_ms: Mapped[int]
    status: Mapped[str]


class LlmReservation(Base):
    """Money set aside for a call that is under way; after `expires_at` its process is dead."""

    __tablename__ = "llm_reservations"

    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(index=True)
    day: Mapped[date]
    scope: Mapped[str]
    purpose: Mapped[str]
    model: Mapped[str]
    host: Mapped[str]
    request_id: Mapped[UUID | None]
    amount: Mapped[Decimal] = mapped_column(Dollars)
    price_known: Mapped[bool]


class LlmReceipt(Base):
    """Whose a call was, and exactly what was sent (after scrubbing); written before anything is sent."""

    __tablename__ = "llm_receipts"
    __table_args__ = (Index("ix_llm_receipts_person_id_created_at", "person_id", "created_at"),)

    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    purpose: Mapped[str]
    model: Mapped[str]
    host: Mapped[str]
    subject: Mapped[str] = mapped_column(server_default="")  # what it was about, as the caller names it
    sent: Mapped[str]  # the messages as JSON
    removed: Mapped[dict[str, Any]]  # kind of what was scrubbed -> how many


class ModelResult(Base):
    """An answer of a model, for whoever asks the same again; of a person, or of nobody."""

    __tablename__ = "model_results"

    key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(index=True)
    purpose: Mapped[str]
    model: Mapped[str]
    answer: Mapped[Any] = mapped_column(JSONB)
