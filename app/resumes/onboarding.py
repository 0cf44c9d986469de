"""A profile from three answers, for somebody without a résumé. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.resumes.profile import Profile, SalaryExpectation, Skill
from app.taxonomy.areas import find_area
from app.taxonomy.roles import role_ids
from app.taxonomy.seniority import seniority_of
from app.taxonomy.skills import canonical
from app.taxonomy.words import normalise
from data.errors import InvalidInput

MAX_ROLES = 3
_MAX_ROLE_IDS = 5  # as many as a search looks for
_MAX_SKILLS = 50
_LONGEST = 150


def profile_from_answers(
    roles: Sequence[str],
    places: Sequence[str],
    remote: bool,
    salary: Decimal | int | None = None,
    skills: Sequence[str] = (),
) -> Profile:
    """The first role gives the title, all of them the professional roles. The first place, by its name in
    the directory when it is there, is the city; with `remote` there is none, so no place counts against a
    vacancy. `salary` is in roubles a month. Raises `InvalidInput` (`role_missing`) without a role."""
    wanted = [tidy for role in roles[:MAX_ROLES] if (tidy := _tidy(role))]
    if not wanted:
        raise InvalidInput("A role is needed.", code="role_missing")
    ids = [one for role in wanted for one in role_ids(role)]
    place = next((tidy for one in places if (tidy := _tidy(one))), None)
    area = find_area(place) if place else None
    names = dict.fromkeys(canonical(tidy) for one in skills[:_MAX_SKILLS] if (tidy := _tidy(one)))
    return Profile(
        role=wanted[0],
        role_ids=list(dict.fromkeys(ids))[:_MAX_ROLE_IDS],
        seniority=seniority_of(wanted[0]),
        city=None if remote else (area.name if area else place),
        salary=SalaryExpectation(amount=Decimal(salary)) if salary and salary > 0 else None,
        skills=[Skill(name=name) for name in names],
    )


def _tidy(text: str) -> str:
    return " ".join(normalise(text[:_LONGEST]).split())
