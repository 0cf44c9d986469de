"""What happened to a posting over time, and what a person was shown of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class PostingEvent(Base):
    """One change on the board. `kind` is first_seen, pay_changed, text_changed, place_changed, title_changed,
    closed, reopened or reposted; `before` and `after` hold what changed, in a few words."""

    __tablename__ = "posting_events"
    __table_args__ = (
        Index("ix_posting_events_vacancy_id_at", "vacancy_id", "at"),
        Index("ix_posting_events_at_closings", "at", postgresql_where=text("kind IN ('closed', 'reopened')")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancies.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    kind: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    text: Mapped[str | None]  # of text_changed: the whole text as it was before; the server compresses it
    run_id: Mapped[str | None]


class PostingSnapshot(Base):
    """A posting as one person saw it at a moment that mattered to them; it outlives the posting."""

    __tablename__ = "posting_snapshots"
    __table_args__ = (UniqueConstraint("person_id", "vacancy_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    vacancy_id: Mapped[int | None] = mapped_column(
        ForeignKey("vacancies.id", ondelete="SET NULL"), index=True
    )
    taken_at: Mapped[datetime] = mapped_column(server_default=func.now())
    card: Mapped[dict[str, Any]]  # what the card told: title, place, pay …, as in `matches`
    body: Mapped[str]
