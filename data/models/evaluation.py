"""Results of offline evaluations that were kept, to see them over time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Float, Identity, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class EvaluationRow(Base):
    """One measure of one evaluation; those of one evaluation have the same `at`."""

    __tablename__ = "evaluations"
    __table_args__ = (Index("ix_evaluations_at", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    set_name: Mapped[str]
    mode: Mapped[str]  # hybrid, dense, lexical
    model: Mapped[str]  # of the embeddings
    queries: Mapped[int]
    documents: Mapped[int]
    measure: Mapped[str]  # ndcg@10, map, mrr, recall@100, ndcg@10_macro
    value: Mapped[float] = mapped_column(Float)
    low: Mapped[float | None] = mapped_column(Float)  # of the 95 % interval; null where none is computed
    high: Mapped[float | None] = mapped_column(Float)
    note: Mapped[str] = mapped_column(server_default="")  # what was tried, in the operator's words
