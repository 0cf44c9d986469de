"""Places as people write them on career boards: "Austin, TX; Remote - US" -> cities, country, work formats.

A guess by rules, for texts without structure. What is no town, state or country is taken for a town.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale

from data.sources import fields

_LOCALES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru")
_COUNTRIES = {
    "us": "US", "usa": "US", "u.s.": "US", "u.s.a.": "US", "united states of america": "US", "the us": "US",
    "uk": "GB", "u.k.": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB",
    "northern ireland": "GB", "uae": "AE", "the netherlands": "NL", "holland": "NL", "czech republic": "CZ",
    "turkey": "TR", "turkiye": "TR", "korea": "KR", "republic of korea": "KR", "viet nam": "VN",
    "hong kong": "HK", "hong kong sar": "HK", "macau": "MO", "macao": "MO", "taiwan": "TW",
    "republic of ireland": "IE", "ivory coast": "CI", "russian federation": "RU", "сша": "US",
    "россия": "RU", "российская федерация": "RU", "беларусь": "BY", "prc": "CN", "ksa": "SA",
    "bosnia and herzegovina": "BA", "macedonia": "MK", "palestine": "PS", "congo": "CG", "brasil": "BR",
}  # fmt: skip
#: Short names that stand for a country at the end of a place; the rest of such pairs are states of the US.
_CODES = {
    "US", "UK", "GB", "FR", "ES", "NL", "NZ", "IE", "SG", "JP", "CH", "AT", "PL", "PT", "BR", "MX", "AU",
    "UAE", "USA", "CZ", "DK", "SE", "FI", "NO", "BE", "CN", "KR", "RU", "KZ", "BY", "HK", "TW", "IT",
}  # fmt: skip
_STATES = {
    "AL": "alabama", "AK": "alaska", "AZ": "arizona", "AR": "arkansas", "CA": "california", "CO": "colorado",
    "CT": "connecticut", "DE": "delaware", "DC": "district of columbia", "FL": "florida", "GA": "georgia",
    "HI": "hawaii", "ID": "idaho", "IL": "illinois", "IN": "indiana", "IA": "iowa", "KS": "kansas",
    "KY": "kentucky", "LA": "louisiana", "ME": "maine", "MD": "maryland", "MA": "massachusetts",
    "MI": "michigan", "MN": "minnesota", "MS": "mississippi", "MO": "missouri", "MT": "montana",
    "NE": "nebraska", "NV": "nevada", "NH": "new hampshire", "NJ": "new jersey", "NM": "new mexico",
    "NY": "new york", "NC": "north carolina", "ND": "north dakota", "OH": "ohio", "OK": "oklahoma",
    "OR": "oregon", "PA": "pennsylvania", "RI": "rhode island", "SC": "south carolina",
    "SD": "south dakota", "TN": "tennessee", "TX": "texas", "UT": "utah", "VT": "vermont",
    "VA": "virginia", "WA": "washington", "WV": "west virginia", "WI": "wisconsin", "WY": "wyoming",
}  # fmt: skip
_PROVINCES = {"ON": "ontario", "BC": "british columbia", "QC": "quebec", "AB": "alberta", "MB": "manitoba",
              "NS": "nova scotia", "NB": "new brunswick", "SK": "saskatchewan"}  # fmt: skip
_OF_STATE = dict.fromkeys(_STATES.values(), "US") | dict.fromkeys(_PROVINCES.values(), "CA")
_OF_STATE |= {code.lower(): "US" for code in _STATES} | {code.lower(): "CA" for code in _PROVINCES}
_SHORT = {"NYC": "New York", "NEW YORK CITY": "New York", "SF": "San Francisco", "LA": "Los Angeles",
          "WASHINGTON D.C": "Washington", "WASHINGTON DC": "Washington", "CDMX": "Mexico City"}  # fmt: skip
#: Towns whose state is spelt like a country, or whose country's code like a state.
_GEORGIAN = {"tbilisi", "batumi", "kutaisi", "rustavi"}
_DELAWARE = {"wilmington", "dover", "newark", "new castle"}
_INDIANA = {
    "indianapolis", "fort wayne", "evansville", "south bend", "carmel", "fishers", "bloomington",
    "lafayette", "west lafayette", "gary", "muncie", "noblesville", "greenwood", "columbus",
}  # fmt: skip
_WIDE = {
    "emea", "apac", "latam", "amer", "americas", "europe", "eu", "asia", "africa", "worldwide", "global",
    "anywhere", "north america", "south america", "latin america", "middle east", "international", "eea",
    "dach", "nordics", "asia pacific", "multiple locations", "various locations", "various", "flexible",
    "anz", "cis", "снг", "any", "all locations", "other", "office", "headquarters", "hq", "field", "usca",
    "european union", "amers", "pst", "est", "cst", "et", "pt", "utc", "cet",
    "in-office", "onsite", "nationwide", "distributed", "multiple",
}  # fmt: skip
_REMOTE = re.compile(
    r"\b(?:100% )?(?:fully[ -])?(?:remote(?:ly)?|home[- ]?based|work[- ]from[- ]home|wfh|home[- ]?office|"
    r"telecommute|virtual|удал[её]нн?[а-я]*)\b(?:[ -](?:first|friendly|eligible|only|work|job))?",
    re.IGNORECASE,
)  # fmt: skip
_HYBRID = re.compile(r"\b(?:hybrid|гибрид\w*)\b", re.IGNORECASE)
_ON_SITE = re.compile(r"\b(?:office[- ]based|on[- ]?site|in[- ]office|in[- ]person)\b", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:\d{5}|greater|metro area|area|region|office|headquarters|hq|hub)\b", re.IGNORECASE
)
_PIECES = re.compile(
    r"\s*(?:[;|\n•·]|\s+or\s+|\s+and\s+(?=[A-Z]\w+,)|\s+&\s+(?=remote)|\s*/\s*)\s*", re.IGNORECASE
)
_TOKENS = re.compile(r"\s*(?:,|\s[-–—]+\s?|(?<=[A-Za-z])[-–—]\s|[()\[\]:]|(?<=\b[A-Z]{2})-(?=[A-Z]))\s*")
MAX_PLACES = 50


@dataclass
class Places:
    """`country` is ISO 3166-1 alpha-2, when there is but one."""

    cities: tuple[str, ...] = ()
    country: str | None = None
    work_formats: tuple[str, ...] = ()


@dataclass
class _One:
    city: str | None = None
    region: str | None = None
    country: str | None = None


def country(name: str | None) -> str | None:
    """ISO 3166-1 alpha-2 of a country by its name in several languages, or by its code."""
    given = " ".join((name or "").split()).strip(" .,")
    if len(given) == 2 and given.isascii() and given.isalpha():
        code = "GB" if given.upper() == "UK" else given.upper()
        return code if code in _names().values() else None
    return _names().get(given.lower())


def read(*texts: str | None) -> Places:
    """The places in one or several texts, each city once, in their order."""
    found: list[_One] = []
    formats: set[str] = set()
    for text in texts:
        for piece in _PIECES.split(fields.markup(text, 2000)):
            formats |= {name for name, sign in _SIGNS if sign.search(piece)}
            plain = _REMOTE.sub(" ; ", _HYBRID.sub(" ; ", _ON_SITE.sub(" ; ", piece)))
            for part in plain.split(";"):
                found += _of_piece(part)
    cities = dict.fromkeys(city for one in found if (city := _shown(one)))
    countries = {one.country for one in found if one.country}
    return Places(
        tuple(cities)[:MAX_PLACES],
        countries.pop() if len(countries) == 1 else None,
        tuple(name for name, _ in _SIGNS if name in formats),
    )


_SIGNS = (("ON_SITE", _ON_SITE), ("REMOTE", _REMOTE), ("HYBRID", _HYBRID))


def _of_piece(piece: str) -> list[_One]:
    """The places of one piece: a town, then its state, then its country; or the country first."""
    found: list[_One] = []
    now = _One()
    tokens = list(_tokens(piece))
    towns = len(tokens) > 2 and not any(_says_where(one) for one in tokens)  # "Rome, Milan, Turin"
    for given in tokens:
        low = given.lower()
        code = _country_of(given, now)
        if code is not None:
            by_state = _OF_STATE.get((now.region or "").lower())
            if now.country not in (None, code, by_state):
                found, now = [*found, now], _One()
            now.country = code
        elif low in _WIDE:
            continue
        elif low in _OF_STATE and (now.city or low not in ("new york", "washington")):
            if now.region is None:
                now.region, now.country = given, now.country or _OF_STATE[low]
            elif len(given) > 2:
                found, now = [*found, now], _One(city=given)
        elif now.city is None:
            now.city = given
        elif now.country is not None or towns:  # "Paris, France, Madrid": another one begins
            found, now = [*found, now], _One(city=given)
    return [*found, now]


def _says_where(token: str) -> bool:
    low = token.lower()
    return low in _OF_STATE or token in _CODES or token in {"DE", "IN"} or low in _names()


def _shown(place: _One) -> str | None:
    """The town; else its state, spelt out."""
    name = place.city or (place.region if len(place.region or "") > 2 else None)
    if name is None:
        return None
    name = _SHORT.get(name.upper(), name)
    return name.title() if name.islower() else name


def _tokens(piece: str) -> Iterator[str]:
    for token in _TOKENS.split(piece):
        cleaned = " ".join(_FILLER.sub(" ", token).split()).strip(" .,-–—*'\"")
        if not cleaned or cleaned[0].isdigit() or len(cleaned) > 60:
            continue
        head, _, last = cleaned.rpartition(" ")
        if head and last.lower() in _WIDE:
            cleaned, last = head, ""
        code = _names().get(last.lower()) if len(last) > 2 and country(cleaned) is None else None
        if head and (code or last in {"US", "UK"}) and head.lower() not in {"new", "south", "north"}:
            yield from (head.strip(" ."), last)
            continue
        two = " ".join(cleaned.split()[-2:])
        if cleaned != two and _names().get(two.lower()):
            yield from (cleaned.removesuffix(two).strip(), two)
            continue
        if head and last in _STATES and last.lower() != head.lower():  # "Austin TX"
            yield from (head, last)
            continue
        yield cleaned


def _country_of(given: str, now: _One) -> str | None:
    low, town = given.lower(), (now.city or "").lower()
    if low == "georgia":
        return "US" if town and town not in _GEORGIAN else "GE"
    if low in {"singapore", "luxembourg", "monaco", "djibouti", "panama", "kuwait"} and not now.city:
        now.city = given  # a town of the same name, unless another one was named
    if len(given) > 3 or low in _COUNTRIES:
        return _names().get(low)
    if given == "DE":
        return "US" if town in _DELAWARE else "DE"
    if given == "IN":
        return "US" if town in _INDIANA else "IN"
    return country(given) if given in _CODES else None


@cache
def _names() -> dict[str, str]:
    """Names of countries in lower case -> their codes."""
    found: dict[str, str] = {}
    for language in _LOCALES:
        territories = Locale.parse(language).territories
        for code, name in territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}:
                found.setdefault(str(name).lower(), str(code))
    return found | _COUNTRIES
