"""What a person wants, apart from what their résumé says, and which of it leaves vacancies out. Pure.

A field that is None (or empty) was never set: what the résumé says holds. Nothing found in a résumé is ever
written here; only an edit is. `rules` name what leaves vacancies out; every other wish only weighs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from app.resumes.onboarding import MAX_PAY, check_role
from app.resumes.profile import Profile, SalaryExpectation
from app.search.filters import HardFilters
from app.taxonomy.areas import area_by_id, find_area
from app.taxonomy.currencies import in_roubles
from app.taxonomy.domains import codes as domain_codes
from app.taxonomy.roles import role_ids_of
from app.taxonomy.seniority import seniority_of
from app.taxonomy.words import fold, normalise
from data.errors import InvalidInput

Sort = Literal["score", "newest", "pay"]
MAX_ROLES = 5
MAX_DOMAINS = 3
MAX_AREAS = 10
MAX_EMPLOYERS = 30
MAX_SOURCES = 40
MAX_DAYS = 365
MAX_TEXT = 100  # characters
BANDS = ("noExperience", "between1And3", "between3And6", "moreThan6")
#: Rules of a wish that may also only weigh: "only" turns them on.
ONLY = ("city", "remote", "salary", "salary_stated", "experience")
#: Rules that hold until they are switched off.
USUAL = ("hidden", "seen", "disliked", "applied", "source", "employer", "old", "repeated")
RULES = (*USUAL, *ONLY)


class Wishes(BaseModel):
    """Equal wishes search for the same. `areas` are hh area ids, `salary` is a month's net pay."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str = ""  # to look for instead of the roles, in any words
    roles: tuple[str, ...] | None = None
    domains: tuple[str, ...] | None = None
    areas: tuple[str, ...] | None = None
    remote: bool | None = None
    salary: Decimal | None = None  # 0: none, whatever the résumé says
    currency: str = "RUB"
    experience: tuple[str, ...] = ()  # bands of the hh dictionary
    sources: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()  # to leave out, as written
    days: int | None = None  # posted within
    sort: Sort = "score"
    rules: frozenset[str] = frozenset(USUAL)

    def holds(self, rule: str) -> bool:
        return rule in self.rules

    def with_rule(self, rule: str, *, on: bool) -> Wishes:
        """The same with one rule switched; raises InvalidInput (`rule_unknown`)."""
        if rule not in RULES:
            raise InvalidInput("There is no such filter.", code="rule_unknown", rule=rule)
        return self.model_copy(update={"rules": self.rules | {rule} if on else self.rules - {rule}})

    def kept(self) -> dict[str, Any]:
        """As JSON, for the database: only what was set."""
        return self.model_dump(mode="json", exclude_defaults=True) | (
            {"rules": sorted(self.rules)} if self.rules != frozenset(USUAL) else {}
        )


NONE = Wishes()


def read(kept: dict[str, Any] | None) -> Wishes:
    """Wishes as they are stored; what an older or newer version wrote and cannot be read counts as unset."""
    if not kept:
        return NONE
    try:
        return Wishes.model_validate(kept)
    except ValidationError as error:
        broken = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
        return Wishes.model_validate({name: value for name, value in kept.items() if name not in broken})


def checked(wishes: Wishes) -> Wishes:
    """Tidied and within bounds, or `InvalidInput`: the codes of `app.resumes.onboarding` for roles and pay,
    `too_many_domains`, `too_many_places`, `too_many_employers`, `place_unknown`, `wish_invalid`."""
    roles = wishes.roles
    if roles is not None:
        roles = _distinct(roles, MAX_ROLES, "too_many_roles") or None
        for role in roles or ():
            check_role(role)
    domains = wishes.domains
    if domains is not None:
        domains = _distinct(domains, MAX_DOMAINS, "too_many_domains")
        _among(domains, domain_codes(), "wish_invalid")
    areas = wishes.areas
    if areas is not None:
        areas = _distinct(areas, MAX_AREAS, "too_many_places")
        if unknown := [one for one in areas if area_by_id(one) is None]:
            raise InvalidInput("There is no such place.", code="place_unknown", written=unknown[0][:60])
    _among(wishes.experience, BANDS, "wish_invalid")
    _among(wishes.rules, RULES, "rule_unknown")
    if wishes.days is not None and not 1 <= wishes.days <= MAX_DAYS:
        raise InvalidInput("This number of days cannot be used.", code="wish_invalid")
    if wishes.salary is not None and wishes.salary != 0:
        usable = 0 < wishes.salary <= MAX_PAY
        if not usable or in_roubles(wishes.salary, wishes.currency) is None:
            raise InvalidInput("This pay cannot be used.", code="salary_invalid")
    return wishes.model_copy(
        update={
            "text": " ".join(normalise(wishes.text[: 4 * MAX_TEXT]).split())[:MAX_TEXT],
            "roles": roles,
            "domains": domains,
            "areas": areas,
            "experience": tuple(one for one in BANDS if one in wishes.experience),
            "sources": _distinct(wishes.sources, MAX_SOURCES, "wish_invalid"),
            "employers": _distinct(wishes.employers, MAX_EMPLOYERS, "too_many_employers"),
        }
    )


def found_in(profile: Profile) -> Wishes:
    """What a profile says in the terms of wishes: what an untouched form shows."""
    first = find_area(profile.city) if profile.city else None
    areas = dict.fromkeys((*((first.id,) if first else ()), *profile.wanted_areas))
    salary = profile.salary
    return Wishes(
        roles=tuple(filter(None, (profile.role, *profile.wanted_roles)))[:MAX_ROLES],
        domains=tuple(profile.domains[:MAX_DOMAINS]),
        areas=tuple(areas)[:MAX_AREAS],
        remote=profile.remote,
        salary=salary.amount if salary else Decimal(0),
        currency=salary.currency if salary else "RUB",
    )


def edited(before: Wishes, found: Wishes, form: Wishes) -> Wishes:
    """The wishes after a form was sent. A field of the form that says what the résumé says, and was not set
    before, stays unset: what was found is not written down."""
    pay = ("salary", "currency")
    untouched = {
        name: getattr(before, name)
        for name in ("roles", "domains", "areas", "remote", *pay)
        if name not in pay and getattr(before, name) is None and getattr(form, name) == getattr(found, name)
    }
    if before.salary is None and (form.salary or 0, form.currency) == (found.salary or 0, found.currency):
        untouched |= {name: getattr(before, name) for name in pay}
    return form.model_copy(update=untouched)


def applied_to(profile: Profile, wishes: Wishes) -> Profile:
    """The profile a search is made for: wishes take the place of what the résumé says. A role that is wished
    for decides the level too, where it names one."""
    changes: dict[str, Any] = {}
    if wishes.text or wishes.roles:
        first, *others = (wishes.text,) if wishes.text else wishes.roles or ()
        changes |= {"role": first, "wanted_roles": others, "role_ids": role_ids_of([first, *others])}
        if level := seniority_of(first):
            changes["seniority"] = level
    if wishes.domains is not None:
        changes["domains"] = list(wishes.domains)
    if wishes.areas is not None:
        places = [area for one in wishes.areas if (area := area_by_id(one))]
        changes["city"] = places[0].name if places else None
        changes["wanted_areas"] = [area.id for area in places[1:]]
    if wishes.remote is not None:
        changes["remote"] = wishes.remote
    if wishes.salary is not None:
        pay = SalaryExpectation(amount=wishes.salary, currency=wishes.currency) if wishes.salary else None
        changes["salary"] = pay
    return profile.model_copy(update=changes) if changes else profile


def hard_filters(wishes: Wishes, wanted: Profile, now: datetime) -> HardFilters:
    """What leaves vacancies out, of wishes already laid over the profile (`wanted`)."""
    said = found_in(wanted)
    hour = now.replace(
        minute=0, second=0, microsecond=0
    )  # equal filters for an hour: they are keys of caches
    floor = in_roubles(said.salary, said.currency) if said.salary else None
    return HardFilters(
        area_ids=frozenset(said.areas or ()) if wishes.holds("city") else frozenset(),
        or_remote=bool(wanted.remote),
        remote=wishes.holds("remote"),
        salary_floor_rub=int(floor) if floor is not None and wishes.holds("salary") else None,
        salary_stated=wishes.holds("salary_stated"),
        sources=frozenset(wishes.sources) if wishes.holds("source") else frozenset(),
        experience=frozenset(wishes.experience) if wishes.holds("experience") else frozenset(),
        posted_since=hour - timedelta(days=wishes.days) if wishes.days and wishes.holds("old") else None,
    )


def _distinct(texts: Sequence[str], most: int, code: str) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for text in texts[: 4 * most]:
        if tidy := " ".join(normalise(text[:200]).split())[:120]:
            kept.setdefault(fold(tidy), tidy)
    if len(kept) > most or len(texts) > 4 * most:
        raise InvalidInput(f"There are too many; up to {most}.", code=code)
    return tuple(kept.values())


def _among(given: Sequence[str] | frozenset[str], known: Sequence[str], code: str) -> None:
    if unknown := set(given) - set(known):
        raise InvalidInput("This is not among the choices.", code=code, written=min(unknown)[:60])
