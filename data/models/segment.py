"""Warm-ups of segments: which corner of the market was asked for, and what its crawl brought."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class SegmentJob(Base):
    """One warm-up of one segment. Everything in it are words of our own tables, nothing of a person.

    `status` is queued, running, done, partial (the time was up, or a board went away) or failed. While it
    runs, `worker` names who works on it, and `lease_until` how long that is believed without a word.
    """

    __tablename__ = "segment_jobs"
    __table_args__ = (
        Index(
            "uq_segment_jobs_key_active", "key", unique=True,
            postgresql_where=text("status IN ('queued', 'running')"),
        ),
        Index("ix_segment_jobs_key_requested_at", "key", "requested_at"),
        Index("ix_segment_jobs_requested_at", "requested_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    key: Mapped[str]  # 16 hex characters (app.segments.key)
    role_id: Mapped[str | None]  # of hh's directory
    band: Mapped[str]  # entry, middle, senior, any
    domains: Mapped[list[str]]
    queries: Mapped[list[str]]  # what boards are asked, in this order
    status: Mapped[str] = mapped_column(default="queued")
    requested_by: Mapped[str] = mapped_column(default="search")  # search, operator
    asked: Mapped[int] = mapped_column(default=1)  # searches that wanted it
    requested_at: Mapped[datetime] = mapped_column(server_default=func.now())
    not_before: Mapped[datetime] = mapped_column(server_default=func.now())
    started_at: Mapped[datetime | None]  # of the attempt that runs or ran last
    finished_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    step: Mapped[int] = mapped_column(default=0)  # questions answered: a later attempt goes on from here
    found: Mapped[int] = mapped_column(default=0)  # postings that the boards named
    added: Mapped[int] = mapped_column(default=0)  # of them new to us
    error: Mapped[str | None]
    run_ids: Mapped[list[str]] = mapped_column(default=list)
