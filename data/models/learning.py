"""What a person wants of learning: whether at all, since when, and without what."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class LearningChoice(Base):
    """One row a person, made with the first choice; without it everything is learned from."""

    __tablename__ = "learning_choices"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    switched_on: Mapped[bool] = mapped_column(default=True)
    forgotten_at: Mapped[datetime | None]  # what was said before teaches nothing
    without: Mapped[list[str]] = mapped_column(default=list)  # traits taken out of what was learned
    rerank: Mapped[bool] = mapped_column(default=False)  # whether a model may order the best ones
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
