"""A candidate profile: what was understood of a résumé, each field with the line it came from."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Seniority = Literal["intern", "junior", "middle", "senior", "lead"]
#: Fields that nobody reviews one by one: they follow from others, or are answered anew.
UNREVIEWED = frozenset({"lines", "role_ids", "wanted_roles", "wanted_areas", "remote"})


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Skill(_Part):
    """`name` is canonical; `evidence` is the résumé line that shows it."""

    name: str
    evidence: str = ""


class Position(_Part):
    """`start` and `end` are YYYY-MM (or YYYY); `end` is None while the job goes on."""

    title: str
    employer: str | None = None
    start: str | None = None
    end: str | None = None
    current: bool = False


class Education(_Part):
    institution: str
    degree: str | None = None
    year: int | None = None


class LanguageLevel(_Part):
    """`level` is A1 … C2 or native."""

    name: str
    level: str | None = None


class SalaryExpectation(_Part):
    amount: Decimal
    currency: str = "RUB"


class SourceLine(_Part):
    """`number` counts from 1 in the extracted text."""

    number: int
    text: str


class Profile(_Part):
    name: str | None = None
    emails: list[str] = Field(default_factory=list)
    phones: list[str] = Field(default_factory=list)
    links: list[str] = Field(default_factory=list)
    city: str | None = None
    role: str | None = None  # the wanted or latest job title, as written
    seniority: Seniority | None = None
    domains: list[str] = Field(default_factory=list)
    skills: list[Skill] = Field(default_factory=list)
    positions: list[Position] = Field(default_factory=list)
    experience_years: float | None = None
    education: list[Education] = Field(default_factory=list)
    languages: list[LanguageLevel] = Field(default_factory=list)
    salary: SalaryExpectation | None = None
    role_ids: list[str] = Field(default_factory=list)  # hh professional_role ids
    wanted_roles: list[str] = Field(default_factory=list)  # further ones besides `role`
    wanted_areas: list[str] = Field(default_factory=list)  # hh area ids besides the one of `city`
    remote: bool = False  # work from anywhere is as good as work in the wanted place
    #: field path ("name", "city", "positions.0", "salary") -> the line it came from
    lines: dict[str, SourceLine] = Field(default_factory=dict)

    def digest(self) -> str:
        """A content hash: equal profiles have equal plans, vectors and caches."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def titles(self) -> list[str]:
        """The wanted roles, then the job titles, latest first (the order of `positions`)."""
        return [self.role or "", *self.wanted_roles, *(position.title for position in self.positions)]

    @property
    def skill_names(self) -> list[str]:
        return [skill.name for skill in self.skills]
