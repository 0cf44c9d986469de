"""Distributions of the invented market: seniority, work formats, timetables. Weights are our own guesses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """A rung: the experience it asks for, years named in the text, pay against mid level, title words."""

    experience: str
    years: tuple[int, ...]
    pay: float
    prefixes: tuple[str, ...] = ()
    english: str = ""


_INTERN = Level("noExperience", (0,), 0.42, ("Стажёр", "Junior"), "Junior")
_JUNIOR = Level("between1And3", (1,), 0.58, ("Junior", "Младший", "Начинающий"), "Junior")
_MIDDLE = Level("between1And3", (1, 2), 0.9, ("", "", "Middle"), "")
_STRONG = Level("between3And6", (3,), 1.08, ("", "", "Middle", "Middle+"), "Middle")
_SENIOR = Level("between3And6", (4, 5), 1.42, ("Старший", "Ведущий", "Senior", "Senior", ""), "Senior")
_EXPERT = Level("moreThan6", (6,), 1.7, ("Ведущий", "Senior", "Главный"), "Lead")

LADDERS: dict[str, tuple[tuple[Level, float], ...]] = {
    "it": (
        (_INTERN, 0.05),
        (_JUNIOR, 0.11),
        (_MIDDLE, 0.24),
        (_STRONG, 0.3),
        (_SENIOR, 0.24),
        (_EXPERT, 0.06),
    ),
    "office": (
        (Level("noExperience", (0,), 0.68, ("", "Младший", "Помощник:")), 0.14),
        (Level("between1And3", (1,), 0.88), 0.34),
        (Level("between1And3", (2,), 1.0), 0.2),
        (Level("between3And6", (3,), 1.12, ("", "", "Старший", "Ведущий")), 0.24),
        (Level("between3And6", (5,), 1.3, ("Ведущий", "Старший", "")), 0.06),
        (Level("moreThan6", (6,), 1.45, ("Ведущий", "")), 0.02),
    ),
    "worker": (
        (Level("noExperience", (0,), 0.88), 0.42),
        (Level("between1And3", (1,), 1.0), 0.4),
        (Level("between3And6", (3,), 1.15), 0.16),
        (Level("moreThan6", (6,), 1.25), 0.02),
    ),
    "expert": (
        (Level("between1And3", (2,), 0.85), 0.25),
        (Level("between3And6", (3, 4), 1.0), 0.5),
        (Level("between3And6", (5,), 1.15), 0.15),
        (Level("moreThan6", (6,), 1.35), 0.1),
    ),
}

FORMATS: dict[str, tuple[tuple[tuple[str, ...], float], ...]] = {
    "it": (
        (("REMOTE",), 0.34),
        (("HYBRID",), 0.2),
        (("ON_SITE",), 0.16),
        (("REMOTE", "HYBRID"), 0.14),
        (("ON_SITE", "HYBRID", "REMOTE"), 0.08),
        (("ON_SITE", "HYBRID"), 0.08),
    ),
    "office": (
        (("ON_SITE",), 0.62),
        (("HYBRID",), 0.14),
        (("ON_SITE", "HYBRID"), 0.06),
        (("REMOTE",), 0.1),
        ((), 0.08),
    ),
    "site": ((("ON_SITE",), 0.9), ((), 0.1)),
    "field": ((("FIELD_WORK",), 0.6), (("ON_SITE", "FIELD_WORK"), 0.2), (("ON_SITE",), 0.15), ((), 0.05)),
    "remote": ((("REMOTE",), 0.6), (("ON_SITE",), 0.18), (("REMOTE", "ON_SITE"), 0.15), (("HYBRID",), 0.07)),
}

# (employment form, deprecated employment, deprecated schedule, days, hours)
Timetable = tuple[str, str, str, str, str]
RHYTHMS: dict[str, tuple[tuple[Timetable, float], ...]] = {
    "office": (
        (("FULL", "full", "fullDay", "FIVE_ON_TWO_OFF", "HOURS_8"), 0.86),
        (("FULL", "full", "flexible", "FLEXIBLE", "HOURS_8"), 0.05),
        (("PART", "part", "flexible", "FIVE_ON_TWO_OFF", "HOURS_4"), 0.04),
        (("PROJECT", "project", "flexible", "FLEXIBLE", "FLEXIBLE"), 0.03),
        (("FULL", "probation", "fullDay", "FIVE_ON_TWO_OFF", "HOURS_8"), 0.02),
    ),
    "shift": (
        (("FULL", "full", "shift", "TWO_ON_TWO_OFF", "HOURS_12"), 0.48),
        (("FULL", "full", "shift", "TWO_ON_TWO_OFF", "HOURS_11"), 0.08),
        (("FULL", "full", "fullDay", "FIVE_ON_TWO_OFF", "HOURS_8"), 0.2),
        (("FULL", "full", "shift", "THREE_ON_THREE_OFF", "HOURS_12"), 0.08),
        (("FULL", "full", "shift", "SIX_ON_ONE_OFF", "HOURS_10"), 0.05),
        (("PART", "part", "flexible", "FLEXIBLE", "HOURS_6"), 0.08),
        (("FULL", "full", "shift", "OTHER", "OTHER"), 0.03),
    ),
    "plant": (
        (("FULL", "full", "fullDay", "FIVE_ON_TWO_OFF", "HOURS_8"), 0.6),
        (("FULL", "full", "shift", "TWO_ON_TWO_OFF", "HOURS_12"), 0.2),
        (("FULL", "full", "shift", "FOUR_ON_FOUR_OFF", "HOURS_12"), 0.06),
        (("FULL", "full", "fullDay", "SIX_ON_ONE_OFF", "HOURS_9"), 0.04),
        (("FLY_IN_FLY_OUT", "full", "flyInFlyOut", "SEVEN_ON_ZERO_OFF", "HOURS_11"), 0.1),
    ),
    "guard": (
        (("FULL", "full", "shift", "ONE_ON_THREE_OFF", "HOURS_24"), 0.4),
        (("FULL", "full", "shift", "ONE_ON_TWO_OFF", "HOURS_24"), 0.15),
        (("FULL", "full", "shift", "TWO_ON_TWO_OFF", "HOURS_12"), 0.3),
        (("FLY_IN_FLY_OUT", "full", "flyInFlyOut", "SEVEN_ON_ZERO_OFF", "HOURS_12"), 0.15),
    ),
    "rotation": (
        (("FLY_IN_FLY_OUT", "full", "flyInFlyOut", "SEVEN_ON_ZERO_OFF", "HOURS_11"), 0.8),
        (("FULL", "full", "fullDay", "FIVE_ON_TWO_OFF", "HOURS_8"), 0.2),
    ),
    "free": (
        (("FULL", "full", "flexible", "FLEXIBLE", "FLEXIBLE"), 0.4),
        (("PART", "part", "flexible", "FLEXIBLE", "HOURS_4"), 0.25),
        (("SIDE_JOB", "part", "flexible", "WEEKEND", "HOURS_8"), 0.1),
        (("FULL", "full", "shift", "TWO_ON_TWO_OFF", "HOURS_12"), 0.25),
    ),
}
