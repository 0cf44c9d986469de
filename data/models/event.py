"""What happened: events of people, and counters that outlive the rows they count.

Rows are deleted (a person leaves, an old search is trimmed); a counter that Prometheus reads may only grow.
So triggers add to `metric_deltas` whenever a counted row appears (docs/adr/0024-one-truth-for-numbers.md).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, Identity, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base
from data.models.llm_call import Dollars


class MatchEvent(Base):
    """One thing a person did or was shown; `event` is of the whitelist in `app.telemetry.events`."""

    __tablename__ = "match_event"
    __table_args__ = (
        CheckConstraint("event ~ '^[a-z_]{1,40}$'", name="event_is_a_code"),
        Index("ix_match_event_at", "at"),
        Index("ix_match_event_person_id_at", "person_id", "at"),
        Index(
            "ix_match_event_clicks",
            "at",
            postgresql_where=text("event IN ('open', 'like', 'dislike', 'apply')"),
            postgresql_include=["event", "search_id", "vacancy_id", "rank"],
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    event: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    request_id: Mapped[UUID | None]
    search_id: Mapped[UUID | None]  # no reference: old searches are trimmed, what happened stays
    vacancy_id: Mapped[int | None] = mapped_column(BigInteger)
    rank: Mapped[int | None]  # place in the list, from 1
    source: Mapped[str | None]
    detail: Mapped[str | None]  # a code, e.g. the reason of a dislike


class EventHour(Base):
    """How often a person did something in one hour; a trigger on `match_event` keeps it."""

    __tablename__ = "event_hours"
    __table_args__ = (Index("ix_event_hours_person_id", "person_id"),)

    hour: Mapped[datetime] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int]


class EventPeople(Base):
    """An hour of `event_hours` packed: how often something happened, and who did it, as `people.number` of
    32 bits each, big-endian, everybody once. Triggers on `event_hours` keep it."""

    __tablename__ = "event_people"

    hour: Mapped[datetime] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    people: Mapped[bytes]


class ShownDay(Base):
    """How often a posting was shown on a UTC day, to anybody; triggers on `match_event` keep it."""

    __tablename__ = "shown_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int]


class CostDay(Base):
    """The ledger of a UTC day added up; `cost` reconciles with `openai_call_log` to the last digit."""

    __tablename__ = "cost_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    calls: Mapped[int] = mapped_column(BigInteger)
    failed: Mapped[int] = mapped_column(BigInteger)
    prompt_tokens: Mapped[int] = mapped_column(BigInteger)
    cached_tokens: Mapped[int] = mapped_column(BigInteger)
    completion_tokens: Mapped[int] = mapped_column(BigInteger)
    cost: Mapped[Decimal] = mapped_column(Dollars)


class MetricDelta(Base):
    """An addition to a counter, or to a bucket of a histogram. Only ever inserted, so nobody waits."""

    __tablename__ = "metric_deltas"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    series: Mapped[str]
    labels: Mapped[dict[str, Any]] = mapped_column(JSONB)
    bucket: Mapped[int] = mapped_column(default=-1)  # index of the upper bound; -1 for a counter
    number: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[float] = mapped_column(Float, default=0.0)  # sum of what was observed


class MetricTotal(Base):
    """Deltas added up."""

    __tablename__ = "metric_totals"

    series: Mapped[str] = mapped_column(primary_key=True)
    labels: Mapped[dict[str, Any]] = mapped_column(JSONB, primary_key=True)
    bucket: Mapped[int] = mapped_column(primary_key=True, default=-1)
    number: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[float] = mapped_column(Float, default=0.0)
