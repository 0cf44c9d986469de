"""What an operator should know of: one row for each trouble, however often it is noticed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class OperatorAlert(Base):
    """`code` says what, `subject` with whom (a source); at most one open alert for each pair."""

    __tablename__ = "operator_alerts"
    __table_args__ = (
        Index(
            "uq_operator_alerts_open", "code", "subject", unique=True,
            postgresql_where=text("resolved_at IS NULL"),
        ),
        Index("ix_operator_alerts_last_at", "last_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    code: Mapped[str]
    subject: Mapped[str]
    first_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_at: Mapped[datetime] = mapped_column(server_default=func.now())
    count: Mapped[int] = mapped_column(server_default="1")
    details: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    resolved_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]  # when the operator's channel took the news of it
    told_over_at: Mapped[datetime | None]  # and the news that it is over
