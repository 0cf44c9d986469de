"""What people do in the invented world: one record per profession, read from `catalogue/*.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.demo.phrases import lines

CATALOGUE = Path(__file__).with_name("catalogue")


@dataclass(frozen=True)
class Wording:
    """Everything a posting of one profession says, in one language."""

    titles: tuple[str, ...]
    duties: tuple[str, ...]
    must: tuple[str, ...]
    nice: tuple[str, ...]


@dataclass(frozen=True)
class Profession:
    code: str
    field: str
    roles: tuple[str, ...]  # hh professional_role ids, the main one first
    weight: float
    levels: str  # ladder of seniority: it, office, worker, expert
    pay: int  # thousand roubles a month, mid level, Moscow, after tax
    formats: str  # profile of work formats: it, office, site, field, remote
    rhythm: str  # profile of timetables: office, shift, free, rotation, part
    domains: tuple[str, ...]  # kinds of employers that hire it
    units: tuple[tuple[str, float], ...]  # how pay is stated, hh `salary_range.mode` with weights
    licences: tuple[str, ...]
    russian: Wording
    english: Wording | None
    skills: tuple[str, ...]
    extras: tuple[str, ...]  # conditions of this profession alone


@cache
def professions() -> tuple[Profession, ...]:
    """All professions, in the order of the files and of the records within them."""
    found: list[Profession] = []
    for path in sorted(CATALOGUE.glob("field_*.toml")):
        with path.open("rb") as file:
            content = tomllib.load(file)
        found += [_profession(content["field"], content, record) for record in content["profession"]]
    return tuple(found)


def _profession(field: str, defaults: dict[str, str], record: dict[str, str]) -> Profession:
    given = {**defaults, **record}
    units = given.get("units", "MONTH:1").split()
    return Profession(
        code=given["code"],
        field=field,
        roles=tuple(given["roles"].split()),
        weight=float(given.get("weight", 1)),
        levels=given["levels"],
        pay=int(given["pay"]),
        formats=given["formats"],
        rhythm=given["rhythm"],
        domains=tuple(given["domains"].split()),
        units=tuple((unit.split(":")[0], float(unit.split(":")[1])) for unit in units),
        licences=tuple(given.get("licences", "").split()),
        russian=_wording(given, ""),
        english=_wording(given, "_en") if "titles_en" in given else None,
        skills=tuple(name.strip() for name in given["skills"].replace("\n", " ").split(",") if name.strip()),
        extras=lines(given.get("extras", "")),
    )


def _wording(record: dict[str, str], suffix: str) -> Wording:
    return Wording(
        titles=lines(record["titles" + suffix]),
        duties=lines(record["duties" + suffix]),
        must=lines(record["must" + suffix]),
        nice=lines(record.get("nice" + suffix, "")),
    )
