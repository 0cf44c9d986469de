"""A schema.org JobPosting in our terms. https://schema.org/JobPosting"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from data.errors import PayloadChanged
from data.sources import fields, pay_text
from data.sources.base import Liveness, Pay, Posting
from data.sources.http import SourceClient
from data.sources.ld_json import postings

USED = frozenset({
    "@type", "title", "name", "description", "identifier", "datePosted", "validThrough", "employmentType",
    "hiringOrganization", "jobLocation", "jobLocationType", "applicantLocationRequirements", "baseSalary",
    "estimatedSalary", "experienceRequirements", "educationRequirements", "skills", "qualifications",
    "responsibilities", "url",
})  # fmt: skip
IGNORED = frozenset({
    "@context", "@id", "industry", "directApply", "jobBenefits", "workHours", "occupationalCategory",
    "image", "mainEntityOfPage", "incentiveCompensation", "salaryCurrency", "specialCommitments", "sameAs",
    "totalJobOpenings", "jobImmediateStart", "jobStartDate", "relevantOccupation", "applicationContact",
    "employerOverview", "employmentUnit", "eligibilityToWorkRequirement", "experienceInPlaceOfEducation",
    "physicalRequirement", "securityClearanceRequirement", "sensoryRequirement", "potentialAction",
    "disambiguatingDescription", "alternateName", "additionalType", "incentives", "benefits", "jobTitle",
})  # fmt: skip
#: People and how to reach them. Dropped on arrival.
PERSONAL = frozenset({
    "applicationContact", "contactPoint", "telephone", "email", "faxNumber", "author", "creator", "founder",
    "employee", "contactPoints",
})  # fmt: skip

Period = Literal["hour", "shift", "month", "year"]
_PERIODS: Mapping[str, Period] = {
    "HOUR": "hour", "HOURLY": "hour", "DAY": "shift", "DAILY": "shift", "MONTH": "month",
    "MONTHLY": "month", "YEAR": "year", "YEARLY": "year", "ANNUAL": "year",
}  # fmt: skip
_EMPLOYMENT = {
    "FULL_TIME": "FULL", "PART_TIME": "PART", "CONTRACTOR": "PROJECT", "CONTRACT": "PROJECT",
    "TEMPORARY": "PROJECT", "PER_DIEM": "PROJECT", "INTERN": "PROBATION", "INTERNSHIP": "PROBATION",
    "VOLUNTEER": "VOLUNTEER",
}  # fmt: skip
#: What a site names a posting by, whatever stands around it.
_NUMBER = re.compile(r"(?<![0-9a-z])(?:\d{4,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-z])")
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|br|li|ul|ol|div|strong|b|h\d|span)\b", re.IGNORECASE)
_YEARS = re.compile(
    r"(?:от\s*)?(\d{1,2})\s*(?:[-–—]\s*\d{1,2}\s*)?\+?\s*(?:года?|лет|years?|yrs?)", re.IGNORECASE
)


def parse(source: str, external_id: str, body: dict[str, Any], *, url: str | None = None) -> Posting:
    """`url` is the address the page was read at; the posting's own wins. Raises PayloadChanged."""
    title = fields.text(body.get("title")) or fields.text(body.get("name"))
    if title is None:
        raise PayloadChanged(source, f"posting {external_id} without a title", code="name_missing")
    places = list(_places(body.get("jobLocation")))
    towns = tuple(dict.fromkeys(town for town, _, _ in places if town))[:50]
    region = next((region for _, region, _ in places if region), None)
    countries = {country for _, _, country in places if country} or set(_wanted_countries(body))
    given = body.get("hiringOrganization")
    return Posting(
        source=source,
        external_id=external_id,
        url=fields.url(body.get("url")) or fields.url(url),
        title=html.unescape(title),
        employer=_organisation(given),
        employer_id=None,
        area_name=towns[0] if towns else region,
        city=towns[0] if towns else None,
        cities=towns if len(towns) > 1 else (),
        country=next(iter(countries)) if len(countries) == 1 else None,
        description_html=_description(body),
        key_skills=tuple(_skills(body.get("skills")))[:60],
        experience=_experience(body.get("experienceRequirements")),
        work_formats=("REMOTE",) if "TELECOMMUTE" in _words(body.get("jobLocationType")) else (),
        employment=_employment(body.get("employmentType")),
        pay=_pay(body.get("baseSalary")),
        published_at=fields.moment(body.get("datePosted")),
        expires_at=ends(body),
    )


def ends(body: dict[str, Any]) -> datetime | None:
    """The last moment it is offered; a date alone means its whole day, anywhere on earth."""
    given = body.get("validThrough")
    found = fields.moment(given)
    if found and isinstance(given, str) and len(given.strip()) <= 10:
        return found + timedelta(hours=36)
    return found


def identifier(body: dict[str, Any]) -> str | None:
    given = body.get("identifier")
    listed = given if isinstance(given, list) else [given]
    found = (fields.inner(one, "value") if isinstance(one, dict) else one for one in listed)
    return next((str(one)[:64] for one in found if isinstance(one, str | int) and str(one).strip()), None)


def look(client: SourceClient, path: str, *, timeout: float, gone: re.Pattern[str] | None = None) -> Liveness:
    """A page with a JobPosting, asked whether it is still offered. It is closed by a time that has passed and
    by the words of `gone`. No page any more, or one without the block, is a sign of it. Another posting
    that a redirect leads to tells nothing of this one."""
    answer = client.look(path, timeout=timeout, as_text=True)
    if answer.status in {404, 410} and answer.asked:
        return Liveness("archived", answer.status, "not_found" if answer.status == 404 else "gone", soft=True)
    if answer.fault or not isinstance(answer.payload, str):
        return Liveness("unknown", answer.status or None, answer.fault or "not_text")
    found = postings(answer.payload)
    if answer.url and not _same_page(client.address(path), answer.url):
        if found:
            return Liveness("unknown", answer.status, "led_elsewhere")
        return Liveness("archived", answer.status, "led_elsewhere", soft=True)
    if gone is not None and gone.search(answer.payload):
        return Liveness("archived", answer.status, "archived")
    if not found:
        return Liveness("archived", answer.status, "no_posting", soft=True)
    last = [ends(one) for one in found]
    if all(one is not None and one < datetime.now(UTC) for one in last):
        return Liveness("archived", answer.status, "expired")
    return Liveness("open", answer.status)


def _same_page(asked: str, answered: str) -> bool:
    """Whether a redirect only spelt the address anew: scheme, www, a slash, a title or a language around the
    same number, or a query that grew."""
    one, other = urlsplit(asked), urlsplit(answered)
    if (one.hostname or "").removeprefix("www.") != (other.hostname or "").removeprefix("www."):
        return False
    kept = set(parse_qsl(one.query)) <= set(parse_qsl(other.query))
    if kept and one.path.rstrip("/").lower() == other.path.rstrip("/").lower():
        return True
    numbers = set(_NUMBER.findall(f"{one.path}?{one.query}".lower()))
    return bool(numbers) and numbers == set(_NUMBER.findall(f"{other.path}?{other.query}".lower()))


def _organisation(given: Any) -> str | None:
    given = given[0] if isinstance(given, list) and given else given
    name = fields.text(given) or fields.text(fields.inner(given, "name"))
    return html.unescape(name) if name else None


def _places(given: Any) -> Iterator[tuple[str | None, str | None, str | None]]:
    """(town, region, country as two letters) of each place."""
    for place in (given if isinstance(given, list) else [given])[:50]:
        address = fields.inner(place, "address")
        if isinstance(place, str) or isinstance(address, str):
            yield fields.text(address or place, 200), None, None
        elif isinstance(address, dict) or isinstance(place, dict):
            inside = address if isinstance(address, dict) else place
            town = fields.text(inside.get("addressLocality"), 200)
            region = fields.text(inside.get("addressRegion"), 200)
            yield (
                town or fields.text(fields.inner(place, "name"), 200),
                region,
                _country(inside.get("addressCountry")),
            )


def _wanted_countries(body: dict[str, Any]) -> Iterator[str]:
    given = body.get("applicantLocationRequirements")
    for one in given if isinstance(given, list) else [given]:
        if found := _country(one):
            yield found


def _country(given: Any) -> str | None:
    name = fields.text(given) or fields.text(fields.inner(given, "name"))
    return name.upper() if name and re.fullmatch(r"[A-Za-z]{2}", name) else None


def _description(body: dict[str, Any]) -> str:
    whole = _unescaped(body.get("description"))
    parts: list[tuple[str | None, str]] = [(None, whole)]
    labels = (
        ("responsibilities", "Обязанности"),
        ("qualifications", "Требования"),
        ("educationRequirements", "Образование"),
    )
    for key, label in labels:
        piece = _unescaped(_sentence(body.get(key)))
        if piece and piece[:80] not in whole:
            parts.append((label, piece))
    return fields.paragraphs(*parts)


def _unescaped(given: Any) -> str:
    """Some escape the tags once more, or twice."""
    found = fields.markup(given)
    for _ in range(2):
        if not _ESCAPED_TAG.search(found.replace("&amp;lt;", "&lt;")):
            break
        found = html.unescape(found)
    return found


def _sentence(given: Any) -> Any:
    if isinstance(given, list):
        return "<br>".join(fields.names(given))
    return given if isinstance(given, str) else fields.inner(given, "credentialCategory")


def _skills(given: Any) -> Iterator[str]:
    listed = re.split(r"[,;\n•]", given) if isinstance(given, str) else given
    for one in listed if isinstance(listed, list) else []:
        name = fields.text(one, 100) or fields.text(fields.inner(one, "name"), 100)
        if name and len(name.split()) <= 6:
            yield name


def _experience(given: Any) -> str | None:
    months = fields.amount(fields.inner(given, "monthsOfExperience"))
    if months is not None:
        return fields.experience(float(months) / 12)
    said = fields.text(given) or fields.text(fields.inner(given, "description"))
    if said and re.search(r"нет опыта|без опыта|no experience|не требуется", said, re.IGNORECASE):
        return "noExperience"
    years = _YEARS.search(said) if said else None
    return fields.experience(float(years[1])) if years else None


def _words(given: Any) -> set[str]:
    listed = given if isinstance(given, list) else [given]
    return {re.sub(r"[\s-]+", "_", one.strip().upper()) for one in listed if isinstance(one, str)}


def _employment(given: Any) -> str | None:
    listed = [part for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)
              for part in one.split(",")]  # fmt: skip
    found = _words([part.rsplit("/", 1)[-1] for part in listed])
    return next((code for name, code in _EMPLOYMENT.items() if name in found), None)


def _pay(given: Any) -> Pay | None:
    """A text, a number, or an amount with its unit; without a unit no period is guessed."""
    given = given[0] if isinstance(given, list) and given else given
    if isinstance(given, str):
        return pay_text.pay_of(given)
    value = fields.inner(given, "value")
    currency = fields.text(fields.inner(given, "currency"), 8)
    unit = fields.text(fields.inner(value, "unitText")) or fields.text(fields.inner(given, "unitText"))
    holder = value if isinstance(value, dict) else given
    low = fields.inner(holder, "minValue") or fields.inner(holder, "value")
    code = {"RUR": "RUB", "BYR": "BYN"}.get((currency or "").upper(), (currency or "").upper()) or None
    return fields.pay(
        low if not isinstance(low, dict) else None, fields.inner(holder, "maxValue"), code,
        _PERIODS.get(unit.upper()) if unit else None,
    )  # fmt: skip
