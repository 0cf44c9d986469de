"""That something was erased, and how much of it: nothing that names anybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class Erasure(Base):
    """One "delete my data"; the id is the number on the receipt, and no column leads back to the person."""

    __tablename__ = "erasures"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    erased_at: Mapped[datetime] = mapped_column(server_default=func.now())
    rows: Mapped[dict[str, Any]]  # table -> how many
    memories: Mapped[dict[str, Any]]  # what processes remembered -> how many
