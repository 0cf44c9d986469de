"""Invented vacancies in the board's JSON shapes: the item of a search and the whole posting."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from app.demo.dictionaries import (
    EMPLOYMENT,
    EMPLOYMENT_FORM,
    EXPERIENCE,
    ROTATION,
    SALARY_FREQUENCY,
    SALARY_MODE,
    SCHEDULE,
    VACANCY_TYPE,
    WORK_FORMAT,
    WORK_SCHEDULE_BY_DAYS,
    WORKING_HOURS,
    named,
    role_name,
)
from app.demo.employers import Employer, domains
from app.demo.phrases import stream
from app.demo.places import City, is_north
from app.demo.vacancy import PayRange, Vacancy
from app.demo.wording import Text, compose
from app.demo.world import Listed

_STREETS = (
    "улица Ленина",
    "проспект Мира",
    "Советская улица",
    "Заводская улица",
    "улица Гагарина",
    "Садовая улица",
    "Набережная улица",
    "Московский проспект",
    "улица Победы",
    "Промышленная улица",
    "улица Чехова",
    "Октябрьский проспект",
    "Складской проезд",
    "улица 8 Марта",
)


def stamp(when: datetime) -> str:
    """A date-time as the board writes it: offset without a colon."""
    return when.strftime("%Y-%m-%dT%H:%M:%S%z")


def item(listed: Listed, base_url: str, *, text: Text | None = None) -> dict[str, Any]:
    """One element of `items` of a search, without highlighting."""
    vacancy = listed.vacancy
    words = text or compose(vacancy)
    return _common(listed, base_url) | {
        "snippet": {"requirement": _snippet(words.must), "responsibility": _snippet(words.duties)},
        "contacts": None,
        "created_at": stamp(listed.published_at),
        "show_contacts": False,
        "show_logo_in_search": None,
        "sort_point_distance": None,
        "adv_response_url": None,
        "is_adv_vacancy": False,
        "adv_context": None,
        "branding": None,
        "brand_snippet": None,
    }


def detail(listed: Listed, base_url: str, *, text: Text | None = None) -> dict[str, Any]:
    """The answer of `/vacancies/{id}`."""
    vacancy = listed.vacancy
    words = text or compose(vacancy)
    random = stream(vacancy.content_key, "detail")
    return _common(listed, base_url) | {
        "description": words.html,
        "branded_description": None,
        "key_skills": [{"name": name} for name in words.skills],
        "languages": [
            {"id": "eng", "name": "Английский", "level": {"id": "b2", "name": "B2 — Средне-продвинутый"}}
        ]
        if vacancy.english
        else [],
        "driver_license_types": [{"id": licence} for licence in vacancy.profession.licences],
        "closed_for_applicants": None,
        "approved": True,
        "created_at": stamp(listed.created_at),
        "initial_created_at": stamp(listed.created_at),
        "accept_handicapped": random.random() < 0.08,
        "accept_kids": False,
        "age_restriction": None,
        "allow_messages": True,
        "quick_responses_allowed": random.random() < 0.2,
        "test": None,
        "billing_type": {"id": "standard", "name": "Стандарт"},
        "vacancy_properties": None,
        "negotiations_url": None,
        "suitable_resumes_url": None,
        "code": None,
        "vacancy_constructor_template": None,
        "hidden": False,
        "contacts": None,
        "specializations": [],
    }


def employer_page(employer: Employer, base_url: str, open_vacancies: int) -> dict[str, Any]:
    """The answer of `/employers/{id}`."""
    return _employer(employer, base_url) | {
        "type": "agency" if employer.agency else "company",
        "site_url": "",
        "description": f"<p>{employer.name} — вымышленный работодатель демонстрационной доски.</p>",
        "branded_description": None,
        "open_vacancies": open_vacancies,
        "industries": [],
        "insider_interviews": [],
        "area": {"id": "113", "name": "Россия", "url": f"{base_url}/areas/113"},
    }


def _common(listed: Listed, base_url: str) -> dict[str, Any]:
    vacancy = listed.vacancy
    form, employment, schedule, days, hours = vacancy.timetable
    random = stream(vacancy.content_key, "shape")
    rotation = random.choice(tuple(ROTATION)) if form == "FLY_IN_FLY_OUT" else None
    kind = "anonymous" if vacancy.anonymous else "open"
    return {
        "id": vacancy.id,
        "premium": random.random() < 0.03,
        "name": vacancy.title,
        "department": None,
        "has_test": random.random() < 0.04,
        "response_letter_required": random.random() < 0.08,
        "area": {
            "id": vacancy.city.id,
            "name": vacancy.city.name,
            "url": f"{base_url}/areas/{vacancy.city.id}",
        },
        "salary": _salary(vacancy.pay),
        "salary_range": _salary_range(vacancy.pay),
        "type": named(VACANCY_TYPE, kind),
        "address": _address(vacancy),
        "response_url": None,
        "published_at": stamp(listed.published_at),
        "archived": listed.archived,
        "apply_alternate_url": f"{base_url}/vacancy/{vacancy.id}#respond",
        "insider_interview": None,
        "url": f"{base_url}/vacancies/{vacancy.id}?host=hh.ru",
        "alternate_url": f"{base_url}/vacancy/{vacancy.id}",
        "relations": [],
        "employer": _anonymous(vacancy) if vacancy.anonymous else _employer(vacancy.employer, base_url),
        "schedule": named(SCHEDULE, "remote" if vacancy.formats == ("REMOTE",) else schedule),
        "working_days": [],
        "working_time_intervals": [],
        "working_time_modes": [],
        "accept_temporary": random.random() < 0.1,
        "fly_in_fly_out_duration": [named(ROTATION, rotation)] if rotation else [],
        "work_format": [named(WORK_FORMAT, one) for one in vacancy.formats],
        "working_hours": [named(WORKING_HOURS, hours)],
        "work_schedule_by_days": [named(WORK_SCHEDULE_BY_DAYS, days)],
        "accept_labor_contract": random.random() < 0.8,
        "civil_law_contracts": [],
        "night_shifts": schedule == "shift" and random.random() < 0.4,
        "professional_roles": [
            {"id": role, "name": role_name(role)} for role in vacancy.profession.roles[:1]
        ],
        "accept_incomplete_resumes": vacancy.profession.levels == "worker" and random.random() < 0.7,
        "experience": named(EXPERIENCE, vacancy.level.experience),
        "employment": named(EMPLOYMENT, employment),
        "employment_form": named(EMPLOYMENT_FORM, form),
        "internship": employment == "probation",
        "video_vacancy": None,
    }


def _salary(pay: PayRange | None) -> dict[str, Any] | None:
    if pay is None:
        return None
    return {"from": pay.low, "to": pay.high, "currency": pay.currency, "gross": pay.gross}


def _salary_range(pay: PayRange | None) -> dict[str, Any] | None:
    if pay is None:
        return None
    return {
        "from": pay.low,
        "to": pay.high,
        "currency": pay.currency,
        "gross": pay.gross,
        "mode": named(SALARY_MODE, pay.mode),
        "frequency": named(SALARY_FREQUENCY, pay.frequency) if pay.frequency else None,
    }


def _employer(employer: Employer, base_url: str) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": employer.id,
        "name": employer.name,
        "url": f"{base_url}/employers/{employer.id}",
        "alternate_url": f"{base_url}/employer/{employer.id}",
        "logo_urls": None,
        "vacancies_url": f"{base_url}/vacancies?employer_id={employer.id}",
        "country_id": 1,
        "accredited_it_employer": employer.accredited_it,
        "trusted": employer.trusted,
    }
    if employer.rating:
        shape["employer_rating"] = {"total_rating": employer.rating, "reviews_count": employer.reviews}
    return shape


def _anonymous(vacancy: Vacancy) -> dict[str, Any]:
    random = stream(vacancy.content_key, "mask")
    return {"name": random.choice(domains()[vacancy.employer.domain].masks), "trusted": True}


def _address(vacancy: Vacancy) -> dict[str, Any] | None:
    random = stream(vacancy.id, "address")
    if vacancy.formats == ("REMOTE",) or random.random() < 0.35:
        return None
    return _place(
        vacancy.city, random.choice(_STREETS), str(random.randrange(1, 140)), random.random(), vacancy.id
    )


def _place(city: City, street: str, building: str, shift: float, number: str) -> dict[str, Any]:
    town = city.name.split(" (")[0]
    wide = 0.02 if is_north(city) else 0.06
    return {
        "city": town,
        "street": street,
        "building": building,
        "lat": round(city.lat + (shift - 0.5) * wide, 6),
        "lng": round(city.lng + (shift * 7 % 1 - 0.5) * wide, 6),
        "description": None,
        "raw": f"{town}, {street}, {building}",
        "metro": None,
        "metro_stations": [],
        "id": str(7_000_000 + int(number) % 9_999_991),
    }


def _snippet(fragments: tuple[str, ...]) -> str | None:
    text = ". ".join(fragment.rstrip(";. ") for fragment in fragments)
    if not text:
        return None
    if len(text) <= 200:
        return text + ". "
    return re.sub(r"\W*\s\S*$", "", text[:200]) + "..."
