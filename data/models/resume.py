"""Résumés and what was understood of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class Resume(Base):
    """One uploaded résumé; `status` is pending, parsing, parsed or failed (with `reason`)."""

    __tablename__ = "resumes"
    __table_args__ = (Index("uq_resumes_active", "person_id", unique=True, postgresql_where=text("active")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str]
    media_type: Mapped[str]
    file_sha256: Mapped[str]
    file_bytes: Mapped[bytes]
    text: Mapped[str] = mapped_column(default="")  # normalised lines
    status: Mapped[str] = mapped_column(default="pending")
    reason: Mapped[str | None]  # error code, translated on screen
    active: Mapped[bool] = mapped_column(default=False)
    profile: Mapped[dict[str, Any] | None]  # app.resumes.profile.Profile, as extracted
    corrections: Mapped[dict[str, Any]] = mapped_column(default=dict)  # field -> value, laid over
    extractor_version: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    parsed_at: Mapped[datetime | None]
