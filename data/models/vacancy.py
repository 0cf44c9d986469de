"""Vacancies: the truth that the vector index and the lexical index follow."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    Sequence,
    SmallInteger,
    UniqueConstraint,
    false,
    func,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, Money

#: Every change of what the indexes hold takes the next number. Writers hold one advisory lock
#: (`data.repositories.vacancies.REVISION_LOCK`), so numbers become visible in order and a projection
#: that has followed up to N has seen everything up to N.
REVISIONS = Sequence("vacancy_revision", metadata=Base.metadata)


class Vacancy(Base):
    """One posting on one board; `(source, external_id)` is its natural key."""

    __tablename__ = "vacancies"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_vacancies_revision", "revision"),
        Index("ix_vacancies_status_check", "status", text("last_freshness_check NULLS FIRST")),
        Index("ix_vacancies_source_published", "source", "published_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    source: Mapped[str]
    external_id: Mapped[str]
    url: Mapped[str | None]
    links: Mapped[list[str]] = mapped_column(server_default="{}")  # its further addresses

    # which job it is of (`data.models.job`), and what tells so
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"), index=True)
    board_group: Mapped[str | None]  # the board's own id of the job behind several postings
    own_board: Mapped[bool] = mapped_column(server_default=false())  # the company's own, no aggregator
    identity_hash: Mapped[str | None]  # rules and content that `job_id` was found with

    title: Mapped[str]
    employer: Mapped[str | None]
    employer_id: Mapped[str | None]
    city: Mapped[str | None]
    cities: Mapped[list[str]] = mapped_column(server_default="{}")  # every place it names, `city` among them
    area_id: Mapped[str | None]
    body: Mapped[str] = mapped_column(default="")  # safe plain text, paragraphs and "- " bullets
    key_skills: Mapped[list[str]] = mapped_column(default=list)  # as written on the posting
    skills: Mapped[list[str]] = mapped_column(default=list)  # canonical names from the taxonomy
    role_ids: Mapped[list[str]] = mapped_column(default=list)  # hh professional_role ids
    role_names: Mapped[list[str]] = mapped_column(default=list)
    domains: Mapped[list[str]] = mapped_column(default=list)
    seniority: Mapped[str | None]  # intern, junior, middle, senior, lead
    experience: Mapped[str | None]  # noExperience, between1And3, between3And6, moreThan6
    work_formats: Mapped[list[str]] = mapped_column(default=list)  # ON_SITE, REMOTE, HYBRID, FIELD_WORK
    employment: Mapped[str | None]
    language: Mapped[str | None]  # ru, en
    requirements: Mapped[list[Any]] = mapped_column(default=list)  # [{text, kind: must|nice, skills[]}]
    requirements_version: Mapped[int] = mapped_column(SmallInteger, server_default="0")  # of their rules
    complete: Mapped[bool] = mapped_column(server_default=true())  # False: only the cut text of a search item

    # as given, then what it means
    salary_from: Mapped[Decimal | None] = mapped_column(Money)
    salary_to: Mapped[Decimal | None] = mapped_column(Money)
    salary_currency: Mapped[str | None]
    salary_gross: Mapped[bool | None]
    salary_period: Mapped[str | None]  # hour, shift, month, year
    salary_rub_from: Mapped[Decimal | None] = mapped_column(Money)  # net RUB a month
    salary_rub_to: Mapped[Decimal | None] = mapped_column(Money)

    published_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]  # its last day, where the board names one
    first_seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    content_hash: Mapped[str]  # of all normalised fields: what "changed" means
    card_hash: Mapped[str]  # of what is embedded (title, skills, opening): what "embed again" means
    payload_sha: Mapped[str | None]  # the archived raw payload it came from
    run_id: Mapped[str | None]

    status: Mapped[str] = mapped_column(default="open")  # open, archived
    archived_at: Mapped[datetime | None]
    last_freshness_check: Mapped[datetime | None]
    shown_count: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(BigInteger, server_default=REVISIONS.next_value())
