"""hh.ru payloads of 2019-2026 in our terms: list items and whole postings, old and new field names.

Fields moved over the years (`schedule` became `work_format`, `employment` became `employment_form`,
`salary` became `salary_range`); both spellings are read, the newer wins. A field of an unexpected type
counts as absent. Only an object without a usable id or name cannot be kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

from data.errors import PayloadChanged
from data.sources import fields
from data.sources.base import Pay, Payload, Posting
from data.sources.fields import truth as truth

#: Read below.
USED = {
    "id", "name", "description", "key_skills", "area", "address", "employer", "employer_id", "salary",
    "salary_range", "experience", "schedule", "work_format", "employment", "employment_form",
    "professional_roles", "published_at", "archived", "closed_for_applicants", "alternate_url", "snippet",
    "contacts",  # dropped on arrival: personal data
}  # fmt: skip
#: Known and left aside on purpose.
IGNORED = {
    "accept_handicapped", "accept_incomplete_resumes", "accept_kids", "accept_labor_contract",
    "accept_temporary", "adv_context", "adv_response_url", "age_restriction", "allow_messages",
    "apply_alternate_url", "approved", "archived_at", "benefits", "billing_type", "brand_snippet",
    "branded_description", "branded_template", "branding", "can_upgrade_billing_type",
    "civil_law_contracts", "code", "counters",
    "created_at", "department", "driver_license_types", "expires_at",
    "fly_in_fly_out_duration", "has_test", "hidden", "initial_created_at", "insider_interview", "internship",
    "is_adv_vacancy", "keywords", "languages", "manager", "metro_stations", "negotiations_url",
    "night_shifts", "premium", "previous_id", "quick_responses_allowed", "relations",
    "response_letter_required", "response_notifications", "response_url", "show_contacts",
    "show_logo_in_search", "show_logo_in_search_results", "site", "sort_point_distance", "specializations",
    "suitable_resumes_url", "test", "type", "url", "vacancy_constructor_template", "vacancy_properties",
    "video_vacancy", "work_schedule_by_days", "working_days", "working_hours", "working_time_intervals",
    "working_time_modes", "description_is_html", "format", "origin", "query",
}  # fmt: skip
#: Never kept, at any depth.
PERSONAL = {
    "contacts", "contactInfo", "contact_info", "phones", "phone", "email", "manager", "employerManager",
}  # fmt: skip

_SCHEDULES = {"remote": "REMOTE", "fullDay": "ON_SITE", "shift": "ON_SITE", "flyInFlyOut": "ON_SITE"}
_PERIODS: dict[str, Literal["hour", "shift", "month", "year", "project"]] = {
    "MONTH": "month", "SHIFT": "shift", "HOUR": "hour", "YEAR": "year",
    "SERVICE": "project", "FLY_IN_FLY_OUT": "project",
}  # fmt: skip
_CURRENCIES = {"RUR": "RUB", "BYR": "BYN"}
_EXPERIENCE = {
    "нет опыта": "noExperience", "от 1 года до 3 лет": "between1And3", "от 3 до 6 лет": "between3And6",
    "более 6 лет": "moreThan6",
}  # fmt: skip
_EMPLOYMENT = {
    "full": "FULL", "part": "PART", "project": "PROJECT", "volunteer": "VOLUNTEER", "probation": "PROBATION",
}  # fmt: skip
_FORMATS = ("ON_SITE", "REMOTE", "HYBRID", "FIELD_WORK")
_MOSCOW = timezone(timedelta(hours=3))
_MARKS = re.compile(r"</?highlighttext>")


def without_personal(value: Any) -> Any:
    """The same structure without contact persons."""
    return fields.without(value, PERSONAL)


def payloads(source: str, record: dict[str, Any], depth: int = 0) -> Iterator[Payload]:
    """What a record of a file holds: a posting, one in up to 4 wrappers (`vacancy`, `payload`, …), or a
    page."""
    items = record.get("items")
    if isinstance(items, list) and "name" not in record:
        for item in items:
            if isinstance(item, dict):
                yield payload_of(source, item)
        return
    if "name" not in record and depth < 4:
        for wrapper in ("vacancy", "payload", "body", "data", "raw", "response", "detail"):
            if isinstance(inner := record.get(wrapper), dict):
                yield from payloads(source, inner, depth + 1)
                return
    yield payload_of(source, record)


def payload_of(source: str, record: dict[str, Any]) -> Payload:
    kind: Literal["detail", "list"] = "detail" if isinstance(record.get("description"), str) else "list"
    return Payload(source, external_id(record) or "", kind, without_personal(record))


def external_id(record: dict[str, Any]) -> str | None:
    return fields.identity(record.get("id"))


def parse(payload: Payload) -> Posting:
    body = payload.body
    identity, title = external_id(body), fields.text(body.get("name"))
    if identity is None:
        raise PayloadChanged(payload.source, "an object without id", code="id_missing")
    if title is None:
        raise PayloadChanged(payload.source, f"posting {identity} without name", code="name_missing")
    area, employer, address = body.get("area"), body.get("employer"), body.get("address")
    complete = payload.kind == "detail"
    return Posting(
        source=payload.source,
        external_id=identity,
        url=fields.url(body.get("alternate_url")),
        title=title,
        employer=_name(employer),
        employer_id=_id(employer) if isinstance(employer, dict) else fields.text(body.get("employer_id")),
        area_id=_id(area) if isinstance(area, dict) else None,
        area_name=_name(area),
        city=fields.text(address.get("city")) if isinstance(address, dict) else None,
        description_html=_description(body) if complete else _snippet(body.get("snippet")),
        key_skills=tuple(_names(body.get("key_skills")))[:60],
        role_ids=tuple(_ids(body.get("professional_roles"))),
        role_names=tuple(_names(body.get("professional_roles"))),
        experience=_experience(body.get("experience")),
        work_formats=_work_formats(body),
        employment=_employment(body),
        pay=_pay(body),
        published_at=moment(body.get("published_at")),
        archived=truth(body.get("archived")) or truth(body.get("closed_for_applicants")),
        complete=complete,
    )


def moment(value: Any) -> datetime | None:
    """hh writes `2026-03-01T10:20:30+0300`; without an offset it is Moscow's."""
    return fields.moment(value, _MOSCOW)


def _id(value: Any) -> str | None:
    given = value.get("id") if isinstance(value, dict) else value
    return (
        fields.text(str(given), 64) if isinstance(given, int | str) and not isinstance(given, bool) else None
    )


def _name(value: Any) -> str | None:
    return fields.text(value.get("name")) if isinstance(value, dict) else fields.text(value)


def _names(values: Any) -> Iterator[str]:
    for value in values if isinstance(values, list) else []:
        if name := _name(value):
            yield name


def _ids(values: Any) -> Iterator[str]:
    for value in values if isinstance(values, list) else []:
        if isinstance(value, dict) and (identity := _id(value)):
            yield identity


def _description(body: dict[str, Any]) -> str:
    return str(body.get("description") or "")


def _snippet(value: Any) -> str:
    """Cut texts of a list item as two labelled paragraphs."""
    if not isinstance(value, dict):
        return ""
    parts = []
    for key, label in (("responsibility", "Обязанности"), ("requirement", "Требования")):
        if text := fields.text(value.get(key), 5000):
            parts.append(f"<p>{label}:</p><ul><li>{_MARKS.sub('', text)}</li></ul>")
    return "".join(parts)


def _experience(value: Any) -> str | None:
    given = _id(value) if isinstance(value, dict) else fields.text(value)
    return _EXPERIENCE.get(given.lower(), given) if given else None


def _work_formats(body: dict[str, Any]) -> tuple[str, ...]:
    given = body.get("work_format")
    values = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    found = {identity.upper() for value in values if (identity := _id(value))}
    if not found and (old := _id(body.get("schedule"))) in _SCHEDULES:
        found = {_SCHEDULES[old]}
    return tuple(name for name in _FORMATS if name in found)


def _employment(body: dict[str, Any]) -> str | None:
    if new := _id(body.get("employment_form")):
        return new.upper()
    old = _id(body.get("employment"))
    return _EMPLOYMENT.get(old, old) if old else None


def _pay(body: dict[str, Any]) -> Pay | None:
    """`salary_range` says what the number is for; the older `salary` is always read as a month's."""
    for key in ("salary_range", "salary"):
        given = body.get(key)
        if not isinstance(given, dict):
            continue
        low, high = fields.amount(given.get("from")), fields.amount(given.get("to"))
        if low is None and high is None:
            continue
        currency = fields.text(given.get("currency"), 8)
        gross = given.get("gross")
        mode = _id(given.get("mode")) or "MONTH"
        return Pay(
            low=low,
            high=high,
            currency=_CURRENCIES.get(currency.upper(), currency.upper()) if currency else None,
            gross=None if gross is None or gross == "" else truth(gross),
            period=_PERIODS.get(mode.upper()),
        )
    return None
