"""What flowed in: runs, raw payloads, quarantine, freshness checks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, false, func, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class IngestRun(Base):
    """One ingestion; `status` is running, succeeded, partial, refused (configuration) or failed."""

    __tablename__ = "ingest_runs"

    id: Mapped[str] = mapped_column(primary_key=True)  # uuid hex; Prefect's flow-run id when there is one
    source: Mapped[str]
    status: Mapped[str] = mapped_column(default="running")
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime] = mapped_column(server_default=func.now())
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # fetched, new, changed, unchanged, …
    timings_ms: Mapped[dict[str, Any]] = mapped_column(default=dict)
    provenance: Mapped[dict[str, Any]] = mapped_column(default=dict)  # code, schema, config hash, decisions
    error: Mapped[str | None]


class RawPayload(Base):
    """A raw record as it came; the bytes lie in the archive under `sha256`."""

    __tablename__ = "raw_payloads"
    __table_args__ = (
        UniqueConstraint("run_id", "source", "external_id", "kind", "sha256"),
        Index("ix_raw_payloads_sha256", "sha256"),
        Index("ix_raw_payloads_last_used_at", "last_used_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    # the run that brought it first; it may be forgotten before the payload is
    run_id: Mapped[str | None] = mapped_column(ForeignKey("ingest_runs.id", ondelete="SET NULL"), index=True)
    source: Mapped[str]
    external_id: Mapped[str]
    kind: Mapped[str]  # detail, list; inputs, outputs: what a run notes of one of its batches
    sha256: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_used_at: Mapped[datetime] = mapped_column(server_default=func.now())  # to the day


class RunBatch(Base):
    """What one batch of a run was made of and what came out: both lie in the archive under their hashes."""

    __tablename__ = "run_batches"

    run_id: Mapped[str] = mapped_column(ForeignKey("ingest_runs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # from 0
    at: Mapped[datetime]  # the "now" it was normalised with
    inputs: Mapped[int]
    inputs_sha256: Mapped[str]
    outputs: Mapped[int]
    outputs_sha256: Mapped[str]


class RunChange(Base):
    """What a run did to a posting: new, changed, removed (gone from its board), closed (its board says so),
    reopened."""

    __tablename__ = "run_changes"
    __table_args__ = (Index("ix_run_changes_at", "at"),)

    run_id: Mapped[str] = mapped_column(ForeignKey("ingest_runs.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(
        ForeignKey("vacancies.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class Quarantined(Base):
    """A row that could not be understood: kept with its reason, never dropped silently."""

    __tablename__ = "quarantine"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("ingest_runs.id", ondelete="CASCADE"), index=True)
    source: Mapped[str]
    external_id: Mapped[str | None]
    reason: Mapped[str]
    sha256: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class FreshnessCheck(Base):
    """One look at a posting's own page: `verdict` is open, archived or unknown."""

    __tablename__ = "freshness_sweep_log"
    __table_args__ = (
        Index("ix_freshness_sweep_log_checked_at", "checked_at"),
        Index(
            "ix_freshness_sweep_log_sweep_id", "sweep_id", postgresql_where=text("sweep_id IS NOT NULL")
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancies.id", ondelete="CASCADE"), index=True)
    source: Mapped[str]
    trigger: Mapped[str]  # read, sweep, audit (of one closed lately), missing (on its board)
    sweep_id: Mapped[str | None]
    soft: Mapped[bool] = mapped_column(server_default=false())  # a sign of closing that waits for another
    verdict: Mapped[str]
    status_code: Mapped[int | None]
    reason: Mapped[str | None]
    duration_ms: Mapped[int]
    checked_at: Mapped[datetime] = mapped_column(server_default=func.now())
