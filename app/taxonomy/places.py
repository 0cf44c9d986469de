"""Places as people and boards write them: oblique cases, Latin letters, "г. Тула", "Киров, Калужская обл.".

`areas.find_area` knows names as they stand in the directory; this is for a text that is meant to be a place.
Of namesakes the one in the region that is named with it is meant. Cities abroad lead to their country, the
finest the directory has of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from app.taxonomy.areas import Area, all_by_id, find_area
from app.taxonomy.words import fold

_TABLES = Path(__file__).parent / "tables"
_MORE = ("area_aliases.txt", "area_more.txt")
_LONGEST = 200
_KIND = re.compile(
    r"^(?:(?:в|во|из|in|near|from|по|под)\s+)?"
    r"(?:(?:г(?:ород[еа]?|\.)?|пгт\.?|рп\.?|пос(?:[еа]лок|елке|\.)?(?:\s+городского\s+типа)?|рабочий поселок|"
    r"п\.|с\.|д\.|деревн[яе]|сел[оае]|станиц[ае]|ст-ца|хутор|аул|city of|greater)\s*(?=\w))?"
)
_SHORT = (
    (re.compile(r"\bобл\.?(?=\s|$)"), "область"), (re.compile(r"\bресп\.?(?=\s|$)"), "республика"),
    (re.compile(r"\bкр\.(?=\s|$)"), "край"), (re.compile(r"\b(?:oblast|region)\b"), "область"),
    (re.compile(r"\bkrai\b"), "край"), (re.compile(r"\brepublic(?: of)?\b"), "республика"),
)  # fmt: skip
_BLANKS = re.compile(r"[\s\-–—]+")
_PARTS = re.compile(r"[,;()/|]+")
#: Endings of oblique cases and what they may stand for in the nominative, the longest first.
_ENDINGS = (
    ("ской области", ("ская область",)), ("ском крае", ("ский край",)), ("ского края", ("ский край",)),
    ("ской", ("ская", "ской")), ("ском", ("ский", "ск", "ское")), ("ого", ("ый", "ий", "ой", "ое")),
    ("его", ("ий", "ее")), ("ому", ("ый", "ий", "ой", "ое")), ("ях", ("и", "я")), ("ах", ("и", "ы", "а")),
    ("ых", ("ые", "ый")), ("их", ("ие", "ий")), ("ом", ("ый", "ий", "ой", "ое", "", "о")),
    ("ем", ("ий", "ее", "ый", "", "ь")), ("ой", ("ая", "а", "ый")), ("ей", ("яя", "я", "и")),
    ("ии", ("ия", "ий")),
    ("ле", ("ел", "ль", "ла")), ("е", ("", "а", "я", "о", "ь", "й")), ("и", ("ь", "я", "а")), ("ы", ("а",)),
    ("у", ("а", "", "о")), ("ю", ("я", "ь")), ("а", ("", "о")), ("я", ("ь", "й", "е")),
)  # fmt: skip
_LETTERS = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", (
    "a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
    "f", "h", "c", "ch", "sh", "sch", "", "i", "", "e", "u", "a",
), strict=True))  # fmt: skip
_LATIN = (
    ("shch", "sch"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("yo", "e"), ("ye", "e"), ("jo", "e"),
    ("je", "e"), ("ya", "a"), ("ia", "a"), ("ja", "a"), ("yu", "u"), ("iu", "u"), ("ju", "u"), ("y", "i"),
    ("j", "i"), ("w", "v"), ("x", "ks"), ("'", ""), ("ii", "i"),
)  # fmt: skip


@lru_cache(maxsize=20_000)
def find_place(written: str) -> Area | None:
    """The place that is meant, or None. Of several ("Берлин, Германия"; "Москва / СПб") the first."""
    text = _BLANKS.sub(" ", fold(written[:_LONGEST])).strip(" .,;")
    parts = [_full(part.strip(" .")) for part in _PARTS.split(text)]
    parts = [part for part in parts if part]
    if not parts:
        return None
    whole = find_area(written)
    if whole and (len(parts) == 1 or fold(whole.name) == fold(written.strip())):
        return whole
    country: Area | None = None
    known = {part: _namesakes(part) for part in parts[:4]}
    for part, found in known.items():
        if not found:
            continue
        told = [one for one in parts if one != part]
        area = _among(found, told)
        if area is None and re.search("[a-z]", part) and not all(known.get(one) for one in told):
            continue  # there is a Moscow in Idaho
        area = area or found[0]
        if area.region_id is not None or area.id != area.country_id:
            return area
        country = country or area
    return country if country or any(re.search("[a-z]", part) for part in parts) else whole


def _namesakes(part: str) -> tuple[Area, ...]:
    return next((areas for form in _forms(part) if (areas := _named().get(form))), ())


def _full(part: str) -> str:
    for short, word in _SHORT:
        part = short.sub(word, part)
    return part


def _forms(part: str) -> Iterator[str]:
    """Names it may stand for, the likeliest first."""
    plain = _KIND.sub("", part)
    for text in dict.fromkeys((part, plain)):
        yield text
        if re.search(r"[a-z]", text):
            yield _latin(text)
    words = plain.split()
    if words and len(words) <= 4 and re.fullmatch(r"[а-яё ]+", plain):
        yield from (" ".join(one) for one in product(*(_nominatives(word) for word in words)))


def _nominatives(word: str) -> list[str]:
    found = [word]
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            found += [word[: -len(ending)] + one for one in instead]
    return list(dict.fromkeys(found))[:12]


def _among(namesakes: tuple[Area, ...], told: list[str]) -> Area | None:
    """The namesake whose region or country is told; None when nothing of it is."""
    for part in told:
        words = {form for word in part.split() for form in _nominatives(word)}
        latin = _latin(part) if re.search(r"[a-z]", part) else None
        for area in namesakes:
            for place in _around(area):
                telling = [one for one in place.split() if one not in {"область", "край", "республика"}]
                if set(telling[:1]) & words or (latin and latin.startswith(_latin(telling[0])[:6])):
                    return area
    return None


def _around(area: Area) -> list[str]:
    """What it is in: region, country, and the district its name has in brackets."""
    above = [all_by_id()[one].name for one in (area.region_id, area.country_id) if one in all_by_id()]
    above += _PARTS.split(area.name)[1:]
    return [place for one in above if (place := _BLANKS.sub(" ", fold(one)).strip())]


@cache
def _named() -> dict[str, tuple[Area, ...]]:
    """Namesakes by name (without brackets), the largest first; and by one Latin spelling of it."""
    found: dict[str, list[Area]] = {}
    for area in sorted(all_by_id().values(), key=lambda one: (one.country_id != "113", int(one.id))):
        found.setdefault(_base(area), []).append(area)
    for line in "\n".join((_TABLES / one).read_text(encoding="utf-8") for one in _MORE).splitlines():
        area_id, _, names = line.partition(":")
        for name in names.split() if area_id in all_by_id() else ():
            plain = _BLANKS.sub(" ", fold(name.replace("_", " ")))
            found.setdefault(plain, []).append(all_by_id()[area_id])
            if re.search(r"[a-z]", plain):
                found.setdefault(_latin(plain), []).append(all_by_id()[area_id])
    for name in list(found):
        found.setdefault(_latin(name), found[name])
    return {name: tuple(areas) for name, areas in found.items()}


def _base(area: Area) -> str:
    return _BLANKS.sub(" ", fold(area.name.partition(" (")[0])).strip()


def _latin(text: str) -> str:
    """One spelling for the many ways to write Russian in Latin letters."""
    spelled = "".join(_LETTERS.get(letter, letter) for letter in fold(text))
    for given, one in _LATIN:
        spelled = spelled.replace(given, one)
    return f"~{spelled}"
