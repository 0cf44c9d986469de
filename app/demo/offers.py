"""What an invented employer offers: conditions that fit the trade, the timetable and the place."""

from __future__ import annotations

import tomllib
from functools import cache
from random import Random

from app.demo.phrases import lines, picked
from app.demo.professions import CATALOGUE
from app.demo.vacancy import Vacancy

_PLANTS = {"factory", "food", "textile", "energy", "construction", "agro"}
_MODERN = {"product", "outsource", "integrator", "bank", "telecom", "marketplace", "edtech"}


def offer(random: Random, vacancy: Vacancy, words: dict[str, str]) -> list[str]:
    """Lines of the section of conditions, three to nine."""
    profession, kinds = vacancy.profession, _conditions()
    form, _, _, days, hours = vacancy.timetable
    if vacancy.english:
        pool = kinds["english"]
        if not vacancy.remote:
            pool = tuple(line for line in pool if "emote" not in line)
        return picked(random, pool, words, 3, 6)
    if form == "FLY_IN_FLY_OUT":
        pool = kinds["rotation"]
    elif profession.field == "it" and vacancy.employer.domain in _MODERN:
        pool = kinds["it"] + kinds["office"][:1]
    else:
        pool = kinds[_offer_kind(vacancy)]
    if not vacancy.remote:
        pool = tuple(line for line in pool if "далённ" not in line)
    if profession.rhythm != "free":
        pool = tuple(line for line in pool if not line.startswith("График"))
        pool += _timetable_line(days, hours)
    chosen = picked(random, pool, words, 4, 7)
    if profession.extras and form != "FLY_IN_FLY_OUT":
        chosen += picked(random, profession.extras, words, 1, 2)
        random.shuffle(chosen)
    return chosen


def _offer_kind(vacancy: Vacancy) -> str:
    rhythm = vacancy.profession.rhythm
    if rhythm == "plant":
        return "plant" if vacancy.employer.domain in _PLANTS else "workshop"
    return {"shift": "shift", "free": "free", "guard": "shift"}.get(rhythm, "office")


def _timetable_line(days: str, hours: str) -> tuple[str, ...]:
    return {
        "FIVE_ON_TWO_OFF": {
            "HOURS_8": (
                "График 5/2, {с 9:00 до 18:00|с 8:00 до 17:00|с 10:00 до 19:00}, {выходные — суббота "
                "и воскресенье|суббота и воскресенье выходные}",
            ),
            "HOURS_4": ("Неполный день, 4 часа, 5/2",),
        }.get(hours, ()),
        "TWO_ON_TWO_OFF": ("График 2/2, {с 8:00 до 20:00|с 9:00 до 21:00|с 10:00 до 22:00}",),
        "THREE_ON_THREE_OFF": ("График 3/3 {по 12 часов|, дневные смены}",),
        "FOUR_ON_FOUR_OFF": ("График: два дня, две ночи, четыре выходных",),
        "SIX_ON_ONE_OFF": ("График 6/1{|, выходной плавающий}",),
        "ONE_ON_THREE_OFF": ("Сутки через трое",),
        "ONE_ON_TWO_OFF": ("Сутки через двое",),
        "FLEXIBLE": ("Гибкий график по договорённости",),
    }.get(days, ())


@cache
def _conditions() -> dict[str, tuple[str, ...]]:
    with (CATALOGUE / "conditions.toml").open("rb") as file:
        return {kind: lines(block) for kind, block in tomllib.load(file).items()}
