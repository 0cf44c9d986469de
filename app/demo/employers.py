"""Invented employers; likeness to a real company is chance. Each has a kind that fits what it hires for."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from app.demo.phrases import lines, stream
from app.demo.professions import CATALOGUE

_FIRST_ID = 9_100_000


@dataclass(frozen=True)
class Employer:
    id: str
    name: str
    domain: str
    trusted: bool
    accredited_it: bool
    rating: str | None
    reviews: int
    agency: bool


@dataclass(frozen=True)
class Domain:
    code: str
    about: tuple[str, ...]
    about_en: tuple[str, ...]
    masks: tuple[str, ...]  # how an anonymous vacancy calls the employer
    products: tuple[str, ...]


@cache
def domains() -> dict[str, Domain]:
    return {
        code: Domain(
            code,
            lines(record["about"]),
            lines(record.get("about_en", "")),
            lines(record["masks"]),
            lines(record.get("products", "")),
        )
        for code, record in _content().items()
    }


@cache
def employers() -> tuple[Employer, ...]:
    found: list[Employer] = []
    for code, record in _content().items():
        for name in lines(record["names"]):
            random = stream("employer", code, name)
            found.append(
                Employer(
                    id=str(_FIRST_ID + len(found) * 137 + random.randrange(137)),
                    name=name,
                    domain=code,
                    trusted=random.random() < 0.93,
                    accredited_it=code in {"product", "outsource", "integrator"} and random.random() < 0.7,
                    rating=f"{random.uniform(3.1, 4.9):.1f}" if random.random() < 0.6 else None,
                    reviews=random.randrange(3, 240),
                    agency=code == "agency",
                )
            )
    return tuple(found)


@cache
def employers_by_id() -> dict[str, Employer]:
    return {employer.id: employer for employer in employers()}


@cache
def _by_domain() -> dict[str, tuple[Employer, ...]]:
    groups: dict[str, list[Employer]] = defaultdict(list)
    for employer in employers():
        groups[employer.domain].append(employer)
    return {domain: tuple(group) for domain, group in groups.items()}


def choose(random: Random, wanted: tuple[str, ...]) -> Employer:
    """An employer of one of the wanted kinds; earlier kinds and earlier names hire more."""
    domain = wanted[min(int(random.random() ** 1.3 * len(wanted)), len(wanted) - 1)]
    group = _by_domain()[domain]
    return group[int(random.random() ** 1.4 * len(group))]


@cache
def _content() -> dict[str, dict[str, Any]]:
    with (CATALOGUE / "employers.toml").open("rb") as file:
        return tomllib.load(file)
