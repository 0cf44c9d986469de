"""A profile for somebody without a résumé, from three questions: which jobs, where, for how much. Pure.

What is too vague to search for is refused rather than guessed: a bare "менеджер"
fits postings of every kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from app.resumes.places import WORLD_CITIES
from app.resumes.profile import Profile, SalaryExpectation, Skill
from app.resumes.suggestions import is_vague, suggest_places
from app.taxonomy.areas import Area, find_area
from app.taxonomy.currencies import in_roubles
from app.taxonomy.places import find_place
from app.taxonomy.roles import role_ids_of
from app.taxonomy.seniority import seniority_of
from app.taxonomy.skills import canonical, spelling
from app.taxonomy.words import fold, normalise, stems
from data.errors import InvalidInput

MAX_ROLES = 5
MAX_PLACES = 5
MAX_SKILLS = 30
MAX_PAY = Decimal(100_000_000)
_LONGEST = 120  # characters of one answer
_SHORTEST = 4
_EXPANSIONS = Path(__file__).parents[1] / "taxonomy" / "tables" / "skills_expand.txt"
_WORD = re.compile(r"[^\W_]+[+#]*")


def profile_from_answers(
    roles: Sequence[str],
    places: Sequence[str] = (),
    remote: bool = False,
    salary: SalaryExpectation | Decimal | int | None = None,
    skills: Sequence[str] = (),
) -> Profile:
    """The profile that searches for what was answered: `roles` and `places` best first, `salary` a month, in
    roubles where no currency is given.

    Raises `InvalidInput` with `role_missing`, `role_too_short`, `role_too_general`, `role_too_long`,
    `too_many_roles`, `place_unknown`, `too_many_places`, `salary_invalid` or `too_many_skills`; `details`
    have what was `written`, and for a place perhaps the one `meant`.
    """
    wanted = _distinct(roles, MAX_ROLES, "roles")
    if not wanted:
        raise InvalidInput("Name at least one job.", code="role_missing")
    for role in wanted:
        check_role(role)
    found = [place_of(one) for one in _distinct(places, MAX_PLACES, "places")]
    city, first = found[0] if found else (None, None)
    further = dict.fromkeys(area.id for _, area in found[1:] if area and area != first)
    return Profile(
        role=wanted[0],
        wanted_roles=wanted[1:],
        role_ids=role_ids_of(wanted),
        seniority=seniority_of(wanted[0]),
        city=city,
        wanted_areas=list(further),
        remote=remote,
        salary=_checked_salary(salary),
        skills=_expanded(_distinct(skills, MAX_SKILLS, "skills")),
    )


def place_of(written: str) -> tuple[str, Area | None]:
    """(name, its hh area); large cities abroad that the directory does not have are a name alone."""
    plain = re.sub(r"^(?:в|во|in)\s+", "", fold(written))
    meant = next(iter(suggest_places(plain, 1)), None)
    same = meant if meant and stems(meant.removeprefix("Республика ")) == stems(plain) else None  # "в Казани"
    area = find_area(plain) or (find_area(same) if same else None)
    if area is None and plain in WORLD_CITIES:
        return written.title(), None
    if area := area or find_place(written):
        return area.name, area
    raise InvalidInput(
        "There is no such place in the directory.", code="place_unknown", written=written, meant=meant
    )


def general_skills() -> list[str]:
    """Names of general skills that stand for concrete ones, as they are shown."""
    return [name[:1].upper() + name[1:] for name in _shown_general()]


def expand_skill(written: str) -> list[str]:
    """The concrete skills a general one stands for, most asked for first; any other skill by its own name."""
    return list(_expansions().get(_key(written), ())) or [canonical(written)]


def check_role(role: str) -> None:
    """Raises `InvalidInput` for what names no profession; the codes are those of `profile_from_answers`."""
    words = _WORD.findall(fold(role))
    if len(role) > _LONGEST:
        raise InvalidInput("This job title is too long.", code="role_too_long", written=role[:_LONGEST])
    if len(role) < _SHORTEST or not any(map(str.isalpha, "".join(words))):
        raise InvalidInput("This job title is too short.", code="role_too_short", written=role)
    if is_vague(role):
        raise InvalidInput("This job title is too general.", code="role_too_general", written=role)


def _checked_salary(salary: SalaryExpectation | Decimal | int | None) -> SalaryExpectation | None:
    if salary is None:
        return None
    if isinstance(salary, SalaryExpectation):
        amount, currency = salary.amount, salary.currency
    else:
        amount, currency = Decimal(salary), "RUB"
    if not (amount.is_finite() and 0 < amount <= MAX_PAY) or in_roubles(amount, currency) is None:
        raise InvalidInput("This pay cannot be used.", code="salary_invalid")
    return SalaryExpectation(amount=amount, currency=currency)


def _distinct(texts: Sequence[str], most: int, kind: str) -> list[str]:
    """Normalised, without blanks and repeats, in order."""
    kept: dict[str, str] = {}
    for text in texts[: 4 * most]:
        if tidy := " ".join(normalise(text[: 4 * _LONGEST]).split()):
            kept.setdefault(fold(tidy), tidy)
    if len(kept) > most or len(texts) > 4 * most:
        raise InvalidInput(f"There are too many {kind}; up to {most}.", code=f"too_many_{kind}")
    return list(kept.values())


def _expanded(written: Iterable[str]) -> list[Skill]:
    """Concrete skills, those named by themselves first; `evidence` is the answer they come from."""
    answers = [one[:_LONGEST] for one in written]
    found: dict[str, Skill] = {}
    for one in sorted(answers, key=lambda one: _key(one) in _expansions()):
        for name in expand_skill(one):
            found.setdefault(fold(name), Skill(name=name, evidence=one))
    return list(found.values())


def _key(name: str) -> tuple[str, ...]:
    return spelling(name)


def _lines() -> list[tuple[list[str], tuple[str, ...]]]:
    found = []
    for line in _EXPANSIONS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            general, _, concrete = line.partition(" = ")
            names = tuple(canonical(one.strip()) for one in concrete.split(";"))
            found.append(([one.strip() for one in general.split(";")], names))
    return found


@cache
def _expansions() -> dict[tuple[str, ...], tuple[str, ...]]:
    return {_key(one): concrete for general, concrete in _lines() for one in general}


@cache
def _shown_general() -> tuple[str, ...]:
    return tuple(general[0] for general, _ in _lines())
