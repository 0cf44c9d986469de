"""Résumés, what was understood of them, and the readings kept so that none is made twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class Resume(Base):
    """One résumé; `status` is pending, parsing, parsed or failed (with `reason`)."""

    __tablename__ = "resumes"
    __table_args__ = (Index("uq_resumes_active", "person_id", unique=True, postgresql_where=text("active")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    source: Mapped[str] = mapped_column(default="file", server_default="file")  # file, answers
    file_name: Mapped[str]
    title: Mapped[str | None]  # the person's own name for it
    media_type: Mapped[str]
    file_sha256: Mapped[str]
    file_bytes: Mapped[bytes] = mapped_column(deferred=True)  # read only where it is asked for
    text: Mapped[str] = mapped_column(default="")  # normalised lines
    text_sha256: Mapped[str | None] = mapped_column(index=True)  # the link to `extraction_cache`
    status: Mapped[str] = mapped_column(default="pending")
    status_since: Mapped[datetime] = mapped_column(server_default=func.now())
    reason: Mapped[str | None]  # error code, translated on screen
    active: Mapped[bool] = mapped_column(default=False)
    profile: Mapped[dict[str, Any] | None]  # app.resumes.profile.Profile, as extracted
    corrections: Mapped[dict[str, Any]] = mapped_column(default=dict)  # app.resumes.corrections.Overlay
    extractor_version: Mapped[str | None]
    model: Mapped[str | None]  # "" for the rules on this machine
    prompt_version: Mapped[str | None]
    by_model: Mapped[list[str]] = mapped_column(default=list, server_default="{}")  # paths a model read
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    parsed_at: Mapped[datetime | None]

    @property
    def name(self) -> str:
        """What to call it on screen."""
        return self.title or self.file_name


class Extraction(Base):
    """One reading of one text by one extractor; `status` is running, ready or failed.

    It belongs to every résumé with the same `text_sha256` and goes with the last of them.
    """

    __tablename__ = "extraction_cache"
    __table_args__ = (
        UniqueConstraint(
            "text_sha256",
            "doc_type",
            "extractor_version",
            "model",
            "prompt_version",
            name="uq_extraction_cache_reading",
        ),  # fmt: skip
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    doc_type: Mapped[str]  # resume
    text_sha256: Mapped[str]
    extractor_version: Mapped[str]
    model: Mapped[str]
    prompt_version: Mapped[str]
    status: Mapped[str]
    runner: Mapped[UUID]  # whose claim it is; only that one may finish it
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]  # error code of a failure
