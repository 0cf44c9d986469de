"""Jobs: what several postings have in common. A vacancy row is one posting, a job is what it offers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class Job(Base):
    """One real job; its postings are the vacancies that name it. Cities, links and state are theirs."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class JobKey(Base):
    """What a posting is looked up by when another one may be the same job: hashes of a few of its traits."""

    __tablename__ = "job_keys"
    __table_args__ = (Index("ix_job_keys_vacancy_id", "vacancy_id"),)

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancies.id", ondelete="CASCADE"), primary_key=True)


class JobTraits(Base):
    """What a posting is told apart by (`app.ingestion.identity_traits`), made when it was placed; it counts
    while the posting's `identity_hash` is of these rules and its content."""

    __tablename__ = "job_traits"

    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancies.id", ondelete="CASCADE"), primary_key=True)
    addresses: Mapped[list[str]]
    employer: Mapped[str]
    title: Mapped[list[str]]
    level: Mapped[list[str]]
    text_hash: Mapped[str | None]
    work_hash: Mapped[str | None]  # of the text without what it offers
    terms: Mapped[bytes] = mapped_column(server_default="")  # of the offer, as `facts`
    words: Mapped[int]  # how many
    facts: Mapped[bytes]  # 32 bits each, little-endian
    sketch: Mapped[bytes]


class JobMerge(Base):
    """A posting that joined a job: by which rule, how sure, beside which posting; `undone_at` once undone."""

    __tablename__ = "job_merges"
    __table_args__ = (Index("ix_job_merges_vacancy_id", "vacancy_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    from_job_id: Mapped[int | None] = mapped_column(BigInteger)  # the job it was before, when it was one
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancies.id", ondelete="CASCADE"))
    with_vacancy_id: Mapped[int | None] = mapped_column(BigInteger)
    rule: Mapped[str]  # group, address, same_text, same_work, near_text, operator
    score: Mapped[float]  # 0..1
    by: Mapped[str] = mapped_column(default="rules")  # rules, or the operator's handle
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class JobSplit(Base):
    """Two jobs that an operator has called different: no rule puts them together again."""

    __tablename__ = "job_splits"
    __table_args__ = (CheckConstraint("job_id < other_job_id", name="ordered"),)

    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    other_job_id: Mapped[int] = mapped_column(
        ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
