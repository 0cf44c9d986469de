"""Skill terms an operator imported, and what a person said of a way of writing a skill."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, func
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base


class TaxonomySource(Base):
    """One imported collection (`esco`, `onet`); `digest` changes with its terms."""

    __tablename__ = "taxonomy_sources"

    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    language: Mapped[str]
    licence: Mapped[str]
    attribution: Mapped[str]
    file_name: Mapped[str]
    digest: Mapped[str]
    terms: Mapped[int]  # concepts
    aliases: Mapped[int]  # other ways of writing them
    imported_at: Mapped[datetime] = mapped_column(server_default=func.now())


class TaxonomyTerm(Base):
    """One concept: its name and the other ways of writing it."""

    __tablename__ = "taxonomy_terms"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    source: Mapped[str] = mapped_column(ForeignKey("taxonomy_sources.name", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    aliases: Mapped[list[str]]


class SkillAlias(Base):
    """One person's word that `written` does (`accepted`) or does not mean the skill `canonical`."""

    __tablename__ = "skill_aliases"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    written: Mapped[str] = mapped_column(primary_key=True)  # lower case, blanks collapsed
    canonical: Mapped[str] = mapped_column(primary_key=True)
    accepted: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
