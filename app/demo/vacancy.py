"""One invented vacancy: the facts a search filters by, drawn from its own random stream."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from app.demo import employers, places
from app.demo.dictionaries import CURRENCIES
from app.demo.employers import Employer
from app.demo.phrases import Lottery, lower_first, spin, stream, weighted
from app.demo.places import City
from app.demo.professions import Profession, Wording, professions
from app.demo.profiles import FORMATS, LADDERS, RHYTHMS, Level, Timetable

WITHOUT_PAY = 0.43
ENGLISH_SHARE = 0.36  # of the postings whose profession has an English wording
TWIN_EVERY = 29  # each 29th place repeats its neighbour's posting in another town
HOSTILE_EVERY = 450
FOREIGN_SHARE = 0.025


@dataclass(frozen=True)
class PayRange:
    low: int | None
    high: int | None
    currency: str
    gross: bool
    mode: str
    frequency: str | None

    @property
    def monthly_roubles(self) -> float:
        """A comparable figure for sorting and filtering: the middle of the range, a month, in roubles."""
        ends = [end for end in (self.low, self.high) if end is not None]
        hours = {"HOUR": 168.0, "SHIFT": 15.0, "FLY_IN_FLY_OUT": 0.66}.get(self.mode, 1.0)
        return sum(ends) / len(ends) * hours / CURRENCIES[self.currency][2]


@dataclass(frozen=True)
class Vacancy:
    id: str
    profession: Profession
    english: bool
    title: str
    employer: Employer
    anonymous: bool
    city: City
    level: Level
    years: int
    pay: PayRange | None
    formats: tuple[str, ...]
    timetable: Timetable
    content_key: str  # twins share it, and with it every word of the text
    hostile: int | None  # which hostile sample the text carries
    edition: int = 0  # how often it was renewed

    @property
    def wording(self) -> Wording:
        english = self.profession.english
        return english if self.english and english is not None else self.profession.russian

    @property
    def remote(self) -> bool:
        return "REMOTE" in self.formats


def draw(seed: int, slot: int, generation: int, number: str) -> Vacancy:
    """The vacancy of one place of the world. Pure: equal arguments give an equal vacancy."""
    own = stream(seed, slot, generation)
    twin = slot % TWIN_EVERY == TWIN_EVERY - 1
    key = f"{seed}:{slot - 1}:{generation}" if twin else f"{seed}:{slot}:{generation}"
    random = stream(key)
    profession = _professions().draw(random)
    english = profession.english is not None and random.random() < ENGLISH_SHARE
    level = weighted(random, LADDERS[profession.levels])
    employer = employers.choose(random, profession.domains)
    formats = weighted(random, FORMATS[profession.formats])
    timetable = weighted(random, RHYTHMS[profession.rhythm])
    city = _city(random)
    title = _title(random, profession, level, english)
    anonymous = random.random() < 0.008
    hostile = slot // HOSTILE_EVERY if slot % HOSTILE_EVERY == 7 else None
    pay = _pay(random, profession, level, city, formats, timetable)
    if twin:
        city = _city(own)
    return Vacancy(
        id=number,
        profession=profession,
        english=english,
        title=title,
        employer=employer,
        anonymous=anonymous,
        city=city,
        level=level,
        years=random.choice(level.years),
        pay=pay,
        formats=formats,
        timetable=timetable,
        content_key=key,
        hostile=hostile,
    )


def renewed(vacancy: Vacancy, edition: int) -> Vacancy:
    """The same posting after some renewals: now and then the employer raises the pay."""
    if edition == 0:
        return vacancy
    pay = vacancy.pay
    random = stream(vacancy.id, "renewals")
    for _ in range(edition):
        if random.random() < 0.12 and pay is not None:
            factor = 1 + random.choice((5, 8, 10, 15)) / 100
            pay = replace(
                pay, low=_scaled(pay.low, factor, pay.mode), high=_scaled(pay.high, factor, pay.mode)
            )
    return replace(vacancy, pay=pay, edition=edition)


@cache
def _professions() -> Lottery[Profession]:
    return Lottery([(one, one.weight) for one in professions()])


@cache
def _towns() -> tuple[Lottery[City], Lottery[City]]:
    home, abroad = places.cities(), places.foreign_cities()
    return Lottery([(city, city.weight) for city in home]), Lottery([(city, city.weight) for city in abroad])


_SKILLED = re.compile(r"старш|ведущ|главн|разряда|су-шеф|НАКС|начальник|заведующ|шеф-повар", re.IGNORECASE)
_RUSSIAN_GRADES = {"Junior": "Младший", "Senior": "Старший"}


def _city(random: Random) -> City:
    home, abroad = _towns()
    return (abroad if random.random() < FOREIGN_SHARE else home).draw(random)


def _title(random: Random, profession: Profession, level: Level, english: bool) -> str:
    wording = profession.english if english and profession.english else profession.russian
    titles = [title for title in wording.titles if level.years != (0,) or not _SKILLED.search(title)]
    title = spin(random.choice(titles or wording.titles), random)
    if english:
        return f"{level.english} {title}" if level.english and random.random() < 0.7 else title
    prefix = random.choice(level.prefixes) if level.prefixes else ""
    senior_already = any(
        word in title.casefold() for word in ("ведущий", "главный", "lead", "руковод", "глав")
    )
    if not prefix or senior_already or profession.levels == "expert":
        return title
    if prefix == "Помощник:":
        return f"{title} (без опыта)"
    if prefix in _RUSSIAN_GRADES and title.split()[0].replace("-", "").isalpha() and not title[0].isascii():
        prefix = _RUSSIAN_GRADES[prefix] if random.random() < 0.6 else prefix
    if prefix[0].isascii() or (not title[0].isascii() and title[0].isupper() and title[1:2].isupper()):
        return random.choice((f"{prefix} {title}", f"{title} ({prefix})", f"{prefix} {title}"))
    return f"{prefix} {lower_first(title)}"


def _pay(
    random: Random,
    profession: Profession,
    level: Level,
    city: City,
    formats: tuple[str, ...],
    timetable: Timetable,
) -> PayRange | None:
    place = max(city.pay, 0.84) if "REMOTE" in formats else city.pay
    month = profession.pay * 1000 * level.pay * place * random.uniform(0.84, 1.2)
    if timetable[0] in {"PART", "SIDE_JOB"}:
        month *= 0.5
    mode = "FLY_IN_FLY_OUT" if timetable[0] == "FLY_IN_FLY_OUT" else weighted(random, profession.units)
    spread = random.choice((0, 0.1, 0.15, 0.25, 0.4, 0.6))
    shape = random.random()
    hidden = random.random() < WITHOUT_PAY
    gross = random.random() < 0.45
    often = random.random()
    if hidden:
        return None
    currency = "RUR"
    if city.country_id != "113" and random.random() < 0.85:
        currency = {"40": "KZT", "16": "BYR", "97": "UZS"}[city.country_id]
    elif profession.levels == "it" and random.random() < 0.02:
        currency = random.choice(("USD", "EUR"))
    month *= CURRENCIES[currency][2]
    unit = {"HOUR": 1 / 168, "SHIFT": 1 / 15, "FLY_IN_FLY_OUT": 1.7}.get(mode, 1.0)
    low, high = _round(month * unit, mode), _round(month * unit * (1 + spread), mode)
    if spread == 0 or shape < 0.28:
        return PayRange(low, None, currency, gross, mode, _frequency(often, mode))
    if shape < 0.34:
        return PayRange(None, high, currency, gross, mode, _frequency(often, mode))
    return PayRange(low, high, currency, gross, mode, _frequency(often, mode))


def _frequency(point: float, mode: str) -> str | None:
    if mode in {"HOUR", "SHIFT"}:
        return "DAILY" if point < 0.3 else "WEEKLY" if point < 0.6 else "TWICE_PER_MONTH"
    return None if point < 0.35 else "TWICE_PER_MONTH" if point < 0.9 else "MONTHLY"


def _round(amount: float, mode: str) -> int:
    if mode == "HOUR":
        step = 10
    elif mode == "SHIFT":
        step = 100
    else:
        step = 100 if amount < 10_000 else 1_000 if amount < 60_000 else 5_000
    return max(step, round(amount / step) * step)


def _scaled(amount: int | None, factor: float, mode: str) -> int | None:
    return None if amount is None else _round(amount * factor, mode)
