"""How we behave towards the hosts of boards, shared by every process: turns, robots files, kept answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, func
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class SourceHost(Base):
    """One host: its last start, requests under way, rest it asked for, and circuit."""

    __tablename__ = "source_hosts"

    host: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    slow_downs: Mapped[int] = mapped_column(server_default="0")
    leases: Mapped[dict[str, Any]] = mapped_column(server_default="{}")  # lease -> epoch seconds it lapses at
    failures: Mapped[int] = mapped_column(server_default="0")
    opened: Mapped[int] = mapped_column(server_default="0")  # times in a row; 0 is a closed circuit
    open_until: Mapped[datetime | None]
    probe: Mapped[str | None]  # the lease of the one trial request while half-open


class SourceRobots(Base):
    """The robots.txt of one origin, kept for up to a day. `verdict` is rules, none or unreachable."""

    __tablename__ = "source_robots"

    origin: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str]
    status_code: Mapped[int | None]
    reason: Mapped[str | None]
    body: Mapped[str | None]
    fetched_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]


class SourcePage(Base):
    """An answer that came with a validator: a 304 stands for these very bytes."""

    __tablename__ = "source_pages"
    __table_args__ = (Index("ix_source_pages_source_used_at", "source", "used_at"),)

    source: Mapped[str] = mapped_column(primary_key=True)
    url_sha: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    content_type: Mapped[str | None]
    sha256: Mapped[str]  # of the body
    body: Mapped[bytes]  # zstd
    stored_at: Mapped[datetime] = mapped_column(server_default=func.now())
    used_at: Mapped[datetime] = mapped_column(server_default=func.now())
