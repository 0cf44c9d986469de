"""Places of the hh.ru directory: regions and cities with ids, and other names for the large ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale

from app.taxonomy.words import fold

_TABLES = Path(__file__).parent / "tables"
_KIND = re.compile(
    r"^(?:г(?:ород|\.)?|пгт\.?|пос(?:[её]лок|\.)?|п\.|с\.|д\.|деревня|село|city of)\s*(?=[\wё])\s*"
)
#: Countries that the directory calls otherwise than the world does.
_OWN_NAMES = {
    "US": "США", "KR": "Южная Корея", "ZA": "ЮАР", "KG": "Кыргызстан", "MK": "Македония", "MM": "Мьянма",
    "BS": "Багамские Острова", "BN": "Бруней Даруссалам", "BF": "Буркина Фасо", "KY": "Острова Кайман",
    "CD": "Демократическая Республика Конго", "CG": "Республика Конго", "PS": "Государство Палестина",
    "MV": "Мальдивская Республика", "TZ": "Объединенная Республика Танзания", "TG": "Тоголезская Республика",
    "SD": "Республика Северный Судан", "SV": "Республика Эль-Сальвадор",
    "CF": "Центральноафриканская Республика", "SC": "Республика Сейшельские острова",
    "GY": "Кооперативная Республика Гайана",
    "SA": "Королевство Саудовская Аравия",
}  # fmt: skip
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


@lru_cache(maxsize=20_000)
def find_area(name: str) -> Area | None:
    """The place called `name` (`Moscow`, `мск`, `г. Казань`, `Казань, Татарстан`), or None."""
    name = name[:200]
    for candidate in (name, name.partition(",")[0], name.partition("(")[0]):
        key = _key(candidate)
        for form in (key, _KIND.sub("", key, count=1)):
            if form and (area := _by_name().get(form)):
                return area
    return None


@cache
def of_country(code: str) -> Area | None:
    """The directory's entry of a country by its ISO 3166-1 alpha-2 code, or None."""
    name = _OWN_NAMES.get(code) or Locale.parse("ru").territories.get(code)
    countries = {area.name: area for area in _by_id().values() if area.id == area.country_id}
    forms = (name, f"Республика {name}", f"Королевство {name}")
    return next((countries[form] for form in forms if form in countries), None)


def country_name(code: str) -> str | None:
    """What the directory calls a country, else its Russian name; None for an unknown code."""
    area = of_country(code)
    return area.name if area else Locale.parse("ru").territories.get(code)


def find_in(name: str, country: str | None) -> Area | None:
    """As `find_area`, of a town that is said to be in a country (ISO 3166-1 alpha-2), if that is known:
    there is a Saint Petersburg in Florida."""
    area = find_area(name)
    if area is None or country is None:
        return area
    land = of_country(country)
    return area if land is not None and area.country_id == land.id else None


def all_by_id() -> dict[str, Area]:
    return _by_id()


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
