"""Completed searches, what they showed, and what people said of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Float,
    ForeignKey,
    Identity,
    Index,
    UniqueConstraint,
    false,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class SearchJob(Base):
    """One search; a refresh shows the last completed one exactly as it was."""

    __tablename__ = "searches"
    __table_args__ = (
        # they become labels of counters that outlive the person's rows
        CheckConstraint("job_type ~ '^[a-z_]{1,40}$' AND status ~ '^[a-z_]{1,40}$'", name="codes"),
        Index("ix_searches_person_finished", "person_id", "finished_at"),
        Index("ix_searches_started", "started_at", postgresql_include=["status", "total_ms"]),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)  # the request id
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    resume_id: Mapped[UUID | None] = mapped_column(ForeignKey("resumes.id", ondelete="CASCADE"))
    job_type: Mapped[str] = mapped_column(default="instant")
    status: Mapped[str]  # running, completed, failed
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[datetime | None]
    timings_ms: Mapped[dict[str, Any]] = mapped_column(default=dict)
    total_ms: Mapped[float | None] = mapped_column(
        Float, Computed("(timings_ms ->> 'total')::double precision", persisted=True)
    )
    summary: Mapped[dict[str, Any]] = mapped_column(default=dict)  # counts, query line, filtered out
    profile_hash: Mapped[str | None]
    scoring_version: Mapped[str | None]
    error: Mapped[str | None]


class Match(Base):
    """One vacancy in one completed search, with everything the card shows."""

    __tablename__ = "matches"
    __table_args__ = (UniqueConstraint("search_id", "vacancy_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    search_id: Mapped[UUID] = mapped_column(ForeignKey("searches.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancies.id", ondelete="CASCADE"))
    rank: Mapped[int]
    score: Mapped[float] = mapped_column(Float)
    parts: Mapped[dict[str, Any]]
    track: Mapped[str]  # match, stretch
    requirements: Mapped[list[Any]]  # [{text, kind, verdict, evidence}]
    notes: Mapped[list[Any]]
    card: Mapped[dict[str, Any]]  # what the card told of the posting: title, place, pay …


class Feedback(Base):
    """What a person says of a vacancy now: one row each, changed in place, undone by deletion."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("person_id", "vacancy_id"),
        Index("ix_feedback_updated_at", "updated_at", postgresql_include=["verdict", "reason"]),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancies.id", ondelete="CASCADE"))
    verdict: Mapped[str | None]  # like, dislike
    reason: Mapped[str | None]  # skills, place, salary, company, other
    seen: Mapped[bool] = mapped_column(default=False)
    hidden: Mapped[bool] = mapped_column(default=False)
    applied: Mapped[bool] = mapped_column(default=False, server_default=false())
    relevance: Mapped[int | None]  # 1..5
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
