"""Places of the hh.ru directory: regions and cities with ids, and other names for the large ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.taxonomy.words import fold

_TABLES = Path(__file__).parent / "tables"
_KIND = re.compile(
    r"^(?:г(?:ород|\.)?|пгт\.?|пос(?:[её]лок|\.)?|п\.|с\.|д\.|деревня|село|city of)\s*(?=[\wё])\s*"
)
_SPACES = re.compile(r"[\s\-–—]+")


@dataclass(frozen=True)
class Area:
    """`region_id` is None for a country or a region; a city-region such as Moscow is its own region."""

    id: str
    name: str
    region_id: str | None
    country_id: str


@cache
def _by_id() -> dict[str, Area]:
    rows = (_TABLES / "areas.tsv").read_text(encoding="utf-8").splitlines()
    return {
        area_id: Area(area_id, name, region or None, country)
        for area_id, name, region, country in (row.split("\t") for row in rows)
    }


@cache
def _by_name() -> dict[str, Area]:
    found: dict[str, Area] = {}
    # lower ids are older and larger places: of several with one name the largest wins
    for area in sorted(_by_id().values(), key=lambda area: (area.country_id != "113", int(area.id))):
        found.setdefault(_key(area.name), area)
        found.setdefault(_key(area.name.partition(" (")[0]), area)
    for line in (_TABLES / "area_aliases.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            area_id, _, names = line.partition(":")
            for name in names.split() if area_id in _by_id() else ():
                found[_key(name.replace("_", " "))] = _by_id()[area_id]
    return found


def _key(name: str) -> str:
    return _SPACES.sub(" ", fold(name)).strip(" .,;")


def find_area(name: str) -> Area | None:
    """The place called `name` (`Moscow`, `мск`, `г. Казань`, `Казань, Татарстан`), or None."""
    name = name[:200]
    for candidate in (name, name.partition(",")[0], name.partition("(")[0]):
        key = _key(candidate)
        for form in (key, _KIND.sub("", key, count=1)):
            if form and (area := _by_name().get(form)):
                return area
    return None


def area_by_id(area_id: str) -> Area | None:
    return _by_id().get(str(area_id))


def all_areas() -> list[tuple[Area, list[str]]]:
    """Each place that can be found by its name, with everything it is called; of namesakes the largest."""
    called: dict[str, list[str]] = {}
    for name, area in _by_name().items():
        called.setdefault(area.id, []).append(name)
    found = ((_by_id()[area_id], names) for area_id, names in called.items())
    return [(area, names) for area, names in found if find_area(area.name) == area]


def is_large(area: Area) -> bool:
    """A city old enough in the directory to be meant when its name stands in running text (tune)."""
    return int(area.id) < 250 and (area.region_id is not None or area.id in ("1", "2"))


def large_cities() -> tuple[str, ...]:
    """Names of the cities that are meant when their name stands alone, in the order of the alphabet."""
    return tuple(sorted({area.name.partition(" (")[0] for area in _by_id().values() if is_large(area)}))
