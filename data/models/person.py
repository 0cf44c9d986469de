"""People. Every personal row elsewhere points here and goes when the person goes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Identity, func
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class Person(Base):
    """Somebody who signs in; `role` is person, recruiter or operator."""

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    handle: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str] = mapped_column(default="person")
    number: Mapped[int] = mapped_column(Identity(), unique=True)  # stands for the id in packed sets of people
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
