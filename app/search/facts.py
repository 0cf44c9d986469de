"""What filters look at, as a few numbers a vacancy, and a filter as a mask over many vacancies. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.search.filters import HardFilters
from app.taxonomy.areas import all_by_id, area_by_id, find_area
from data.compact import FACTS

_EXPERIENCE = {"noExperience": 1, "between1And3": 2, "between3And6": 3, "moreThan6": 4}
_OTHER = 255
_MOST_PAY = 2_000_000_000
_MOST_AREA = 1_000_000  # ids of the directory are far below


class Described(Protocol):
    """The columns of a vacancy that become facts."""

    @property
    def source(self) -> str: ...
    @property
    def city(self) -> str | None: ...
    @property
    def cities(self) -> list[str]: ...
    @property
    def area_id(self) -> str | None: ...
    @property
    def experience(self) -> str | None: ...
    @property
    def work_formats(self) -> list[str]: ...
    @property
    def salary_rub_from(self) -> Decimal | None: ...
    @property
    def salary_rub_to(self) -> Decimal | None: ...
    @property
    def published_at(self) -> datetime | None: ...


def facts_of(vacancies: Sequence[Described]) -> NDArray[Any]:
    """One row of `data.compact.FACTS` each."""
    found = np.zeros(len(vacancies), dtype=FACTS)
    for place, one in enumerate(vacancies):
        pay = one.salary_rub_to if one.salary_rub_to is not None else one.salary_rub_from
        remote = 2 if "REMOTE" in one.work_formats else 1 if one.work_formats else 0
        experience = _EXPERIENCE.get(one.experience, _OTHER) if one.experience else 0
        published = -1 if one.published_at is None else int(one.published_at.timestamp() // 3600)
        several = len({city for city in (one.city, *one.cities) if city}) > 1
        found[place] = (
            remote,
            experience,
            several,
            _area(one.area_id, one.city),
            source_number(one.source),
            -1 if pay is None else min(int(pay), _MOST_PAY),
            published,
        )
    return found


def passing(facts: NDArray[Any], filters: HardFilters) -> NDArray[np.bool_]:
    """Which rows may pass: all that do, and a few whose facts are too coarse to tell."""
    good = np.ones(len(facts), dtype=np.bool_)
    remote = facts["remote"]
    if filters.remote:
        good &= remote != 1
    if filters.area_ids:
        inside = _within(filters.area_ids)[facts["area"]] | (facts["several"] == 1)
        if filters.or_remote:
            inside |= remote == 2
        good &= inside
    if filters.sources:
        good &= np.isin(facts["source"], [source_number(one) for one in filters.sources])
    if filters.experience:
        bands = [0, _OTHER, *(_EXPERIENCE.get(one, _OTHER) for one in filters.experience)]
        good &= np.isin(facts["experience"], bands)
    pay = facts["pay"]
    if filters.salary_stated:
        good &= pay >= 0
    if filters.salary_floor_rub is not None:
        good &= (pay < 0) | (pay >= filters.salary_floor_rub - 1)  # kopecks are cut
    if filters.posted_since is not None:
        since = int(filters.posted_since.timestamp() // 3600)
        good &= (facts["published"] < 0) | (facts["published"] >= since)
    return good


def source_number(name: str) -> int:
    """What a board is called in the facts; two may share a number, which only lets more pass."""
    return zlib.crc32(name.encode())


@lru_cache(maxsize=5_000)
def _area(area_id: str | None, city: str | None) -> int:
    """The number of the area, -1 when nobody knows."""
    area = area_by_id(area_id) if area_id else None
    area = area or (find_area(city) if city else None)
    if area is not None and area.id.isdigit() and int(area.id) < _MOST_AREA:
        return int(area.id)
    return -1


@lru_cache(maxsize=64)
def _within(area_ids: frozenset[str]) -> NDArray[np.bool_]:
    """By number of an area whether it is one of those or lies in one; the last stands for -1, unknown."""
    numbers = {
        int(one.id): bool(area_ids & {one.id, one.region_id, one.country_id})
        for one in all_by_id().values()
        if one.id.isdigit() and int(one.id) < _MOST_AREA
    }
    table = np.zeros(max(numbers, default=0) + 2, dtype=np.bool_)
    table[list(numbers)] = list(numbers.values())
    table[-1] = True
    return table
