"""What a vacancy is made of, as far as taste can tell: codes with values. Pure.

A code is `kind:name` in folded spelling, "skill:kotlin", "format:REMOTE", "employer:ромашка". The words of a
title share one unit of value, so do its skills: a posting that lists thirty skills says no more than one that
lists three.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from app.matching.fits import real_skills
from app.matching.terms import fold_skills
from app.matching.titles import telling, title_words
from app.taxonomy.words import fold

PAY = "pay"  # the one numeric trait: log of net roubles a month
#: How much one trait may say beside the others (prior standard deviation).
SCALES = {
    "word": 0.8, "skill": 0.9, "employer": 0.7, "domain": 0.8, "format": 0.9, "city": 0.6, "level": 0.7,
}  # fmt: skip
_MAX_SKILLS = 40
_MAX_DOMAINS = 5


class Subject(Protocol):
    """Anything that tells of a vacancy what taste looks at."""

    @property
    def title(self) -> str: ...
    @property
    def skills(self) -> Sequence[str]: ...
    @property
    def employer(self) -> str | None: ...
    @property
    def domains(self) -> Sequence[str]: ...
    @property
    def work_formats(self) -> Sequence[str]: ...
    @property
    def city(self) -> str | None: ...
    @property
    def seniority(self) -> str | None: ...
    @property
    def salary_rub_from(self) -> Decimal | None: ...
    @property
    def salary_rub_to(self) -> Decimal | None: ...


def features_of(one: Subject) -> dict[str, float]:
    """Code -> value > 0; without pay, which is a number (`pay_of`)."""
    found: dict[str, float] = {}
    for kind, names in codes_of(one).items():
        each = SCALES[kind] / math.sqrt(max(len(names), 1))
        found.update((f"{kind}:{name}", each) for name in names)
    return found


def codes_of(one: Subject) -> dict[str, frozenset[str]]:
    """Kind -> folded names."""
    remote = "REMOTE" in one.work_formats
    return {
        "word": telling(title_words(one.title)),
        "skill": real_skills(fold_skills(one.skills[:_MAX_SKILLS])),
        "employer": frozenset(filter(None, (fold((one.employer or "").strip()),))),
        "domain": frozenset(one.domains[:_MAX_DOMAINS]),
        "format": frozenset(one.work_formats),
        "city": frozenset() if remote or not one.city else frozenset((fold(one.city.strip()),)),
        "level": frozenset(filter(None, (one.seniority,))),
    }


def pay_of(one: Subject) -> float | None:
    """Log of the best pay stated, net roubles a month; None when none is."""
    best = one.salary_rub_to or one.salary_rub_from
    return math.log(float(best)) if best is not None and best > 0 else None


def names_of(one: Subject) -> Mapping[str, str]:
    """Code -> the name as this vacancy spells it, for those that are not codes of a dictionary."""
    named = {f"skill:{fold(name.strip())}": name.strip() for name in one.skills[:_MAX_SKILLS]}
    if one.employer:
        named[f"employer:{fold(one.employer.strip())}"] = one.employer.strip()
    if one.city:
        named[f"city:{fold(one.city.strip())}"] = one.city.strip()
    return named | _words(one.title)


@lru_cache(maxsize=2_000)
def _words(title: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in title.replace("/", " ").split():
        shown = word.strip("()[]«»\"',.;:!?").lower()
        for one in telling(title_words(shown)):
            found.setdefault(f"word:{one}", shown)
    return found
