"""Fields of a profile, their values and where these come from, in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.resumes.overlay import Origin
from app.resumes.profile import SourceLine
from components.formats import money, number
from components.i18n import _, ngettext
from components.vocabulary import domain, seniority


def field_label(field: str) -> str:
    return {
        "name": _("Name"), "emails": _("E-mail"), "phones": _("Phone"), "links": _("Link"),
        "role": _("Role"), "seniority": _("Level"), "domains": _("Industry"), "city": _("City"),
        "salary": _("Salary wanted"), "experience_years": _("Experience"), "skills": _("Skills"),
        "positions": _("Positions"), "education": _("Education"), "languages": _("Languages"),
    }.get(field, field)  # fmt: skip


def origin_word(origin: Origin) -> str:
    """Shape, then word: never colour alone. Nothing for what was simply read."""
    return {
        "confirmed": _("✓ confirmed"),
        "corrected": _("✎ corrected by you"),
        "model": _("◇ read by a model"),
        "derived": _("∴ worked out from the rest"),
        "missing": _("— not found"),
    }.get(origin, "")


def value_text(field: str, value: Any) -> str:
    """One value of a field, or one item of a list (as JSON); empty when there is none."""
    if value in (None, ""):
        return ""
    match field:
        case "seniority":
            return seniority(value)
        case "domains":
            return domain(value)
        case "experience_years":
            return years(float(value))
        case "salary":
            return money(Decimal(str(value["amount"])), value["currency"])
        case "skills":
            return str(value["name"])
        case "languages":
            return " — ".join(one for one in (value["name"], language_level(value["level"])) if one)
        case "education":
            told = (value["institution"], value["degree"], value["year"])
            return ", ".join(str(one) for one in told if one)
        case "positions":
            return " · ".join(one for one in (value["title"], value["employer"], period(value)) if one)
    return str(value)


def period(job: dict[str, Any]) -> str:
    """03.2020 – today"""
    start, end = month(job["start"]), month(job["end"])
    if job["current"]:
        end = _("today")
    return " – ".join(one for one in (start, end) if one)


def month(written: str | None) -> str:
    """2020-03 as 03.2020; a year alone stays."""
    year, _dash, part = (written or "").partition("-")
    return f"{part}.{year}" if part else year


def years(told: float) -> str:
    """A fraction takes the form of two in Russian ("3,5 года") and of many in English."""
    short = round(told, 1)
    count = int(short) if short == int(short) else 2
    return ngettext("{count} year", "{count} years", count).format(count=number(short))


def language_level(level: str | None) -> str:
    return _("native") if level == "native" else level or ""


def line_text(line: SourceLine | None) -> str:
    return _("line {number}: {text}").format(number=line.number, text=line.text) if line else ""
