"""The two sides of a match in the terms scoring compares: what a person wants, what a posting offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from app.matching.titles import Meaning, meaning_of, title_words
from app.resumes.profile import Profile
from app.taxonomy.areas import Area, area_by_id, find_area
from app.taxonomy.currencies import in_roubles
from app.taxonomy.words import fold, is_russian

RANKS = {"intern": 0, "junior": 1, "middle": 2, "senior": 3, "lead": 4}
#: Years of experience a band asks for, from and to (hh dictionary `experience`).
BANDS = {
    "noExperience": (0.0, 1.0),
    "between1And3": (1.0, 3.0),
    "between3And6": (3.0, 6.0),
    "moreThan6": (6.0, 40.0),
}
_MAX_TITLES = 6
_MAX_SKILLS = 500
_MAX_AREAS = 10


@dataclass(frozen=True)
class Wanted:
    """A profile made ready once per search. Skills are folded canonical names."""

    titles: tuple[frozenset[str], ...] = ()  # stems, the wanted or latest first
    meanings: tuple[Meaning, ...] = field(default=(), hash=False)  # of the same titles
    wished: int = 1  # so many of the titles are wishes or the latest job, none an earlier one
    role_ids: tuple[str, ...] = ()
    skills: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    seniority: str | None = None
    years: float | None = None
    city: str | None = None
    areas: tuple[Area, ...] = ()  # the one of the city, then further wanted ones
    remote: bool = False
    salary_rub: Decimal | None = None
    russian: bool | None = None  # whether the titles are; None without any


@dataclass(frozen=True)
class Offer:
    """A posting as scoring sees it; everything may be unknown but the title."""

    title: str
    skills: tuple[str, ...] = ()
    role_ids: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    seniority: str | None = None
    experience: str | None = None
    city: str | None = None
    area_id: str | None = None
    work_formats: tuple[str, ...] = ()
    salary_rub_from: Decimal | None = None
    salary_rub_to: Decimal | None = None
    published_at: datetime | None = None
    cities: tuple[str, ...] = ()  # where else the same job is offered

    @cached_property
    def russian(self) -> bool:
        """Whether its title is."""
        return is_russian(self.title)

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems that carry its title."""
        return title_words(self.title)

    @cached_property
    def meaning(self) -> Meaning:
        """What its title means, in any language."""
        return meaning_of(self.title)

    @cached_property
    def folded(self) -> frozenset[str]:
        """Its skills made comparable."""
        return fold_skills(self.skills)


def wanted_from(profile: Profile) -> Wanted:
    """Bounded: at most 6 titles and 500 skills, whatever the résumé says."""
    titles: dict[frozenset[str], str] = {}
    for title in profile.titles:
        if words := title_words(title):
            titles.setdefault(words, title)
    first = find_area(profile.city) if profile.city else None
    further = (area_by_id(area_id) for area_id in profile.wanted_areas[:_MAX_AREAS])
    salary = profile.salary
    beginner = profile.seniority == "intern" and not profile.positions
    wishes = {title_words(title) for title in (profile.role or "", *profile.wanted_roles)} - {frozenset()}
    return Wanted(
        wished=max(1, len(wishes)),
        titles=tuple(titles)[:_MAX_TITLES],
        meanings=tuple(meaning_of(title) for title in titles.values())[:_MAX_TITLES],
        role_ids=tuple(profile.role_ids[:5]),
        skills=fold_skills(profile.skill_names),
        domains=frozenset(profile.domains),
        seniority=profile.seniority,
        years=0.0 if profile.experience_years is None and beginner else profile.experience_years,
        city=profile.city,
        areas=tuple(area for area in (first, *further) if area),
        remote=profile.remote,
        salary_rub=in_roubles(salary.amount, salary.currency) if salary else None,
        russian=any(map(is_russian, titles.values())) if titles else None,
    )


def fold_skills(names: Sequence[str]) -> frozenset[str]:
    """Skill names made comparable: canonical names without case."""
    return frozenset(fold(name.strip()) for name in names[:_MAX_SKILLS] if name.strip())
