"""Id and name tables of the board (`/dictionaries`, `/professional_roles`), as today's hh.ru names them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from app.demo.professions import CATALOGUE

EXPERIENCE = {
    "noExperience": "Нет опыта",
    "between1And3": "От 1 года до 3 лет",
    "between3And6": "От 3 до 6 лет",
    "moreThan6": "Более 6 лет",
}
EMPLOYMENT = {
    "full": "Полная занятость",
    "part": "Частичная занятость",
    "project": "Проектная работа",
    "volunteer": "Волонтерство",
    "probation": "Стажировка",
}
SCHEDULE = {
    "fullDay": "Полный день",
    "shift": "Сменный график",
    "flexible": "Гибкий график",
    "remote": "Удаленная работа",
    "flyInFlyOut": "Вахтовый метод",
}
EMPLOYMENT_FORM = {
    "FULL": "Полная",
    "PART": "Частичная",
    "PROJECT": "Проект или разовое задание",
    "FLY_IN_FLY_OUT": "Вахта",
    "SIDE_JOB": "Подработка",
}
WORK_FORMAT = {
    "ON_SITE": "На\u00a0месте работодателя",
    "REMOTE": "Удалённо",
    "HYBRID": "Гибрид",
    "FIELD_WORK": "Разъездной",
}
WORKING_HOURS = {
    **{f"HOURS_{n}": f"{n}\u00a0{'часа' if n < 5 else 'часов'}" for n in range(2, 13)},
    "HOURS_24": "24\u00a0часа",
    "FLEXIBLE": "По\u00a0договорённости",
    "OTHER": "Другое",
}
WORK_SCHEDULE_BY_DAYS = {
    "FIVE_ON_TWO_OFF": "5/2",
    "SIX_ON_ONE_OFF": "6/1",
    "SEVEN_ON_ZERO_OFF": "7/0",
    "TWO_ON_TWO_OFF": "2/2",
    "FOUR_ON_FOUR_OFF": "4/4",
    "FOUR_ON_THREE_OFF": "4/3",
    "FOUR_ON_TWO_OFF": "4/2",
    "THREE_ON_THREE_OFF": "3/3",
    "THREE_ON_TWO_OFF": "3/2",
    "TWO_ON_ONE_OFF": "2/1",
    "ONE_ON_THREE_OFF": "1/3",
    "ONE_ON_TWO_OFF": "1/2",
    "WEEKEND": "По\u00a0выходным",
    "FLEXIBLE": "Свободный",
    "OTHER": "Другое",
}
ROTATION = {
    "DAYS_15": "15\u00a0дней",
    "DAYS_30": "30\u00a0дней",
    "DAYS_45": "45\u00a0дней",
    "DAYS_60": "60\u00a0дней",
}
SALARY_MODE = {
    "MONTH": "За\u00a0месяц",
    "SHIFT": "За\u00a0смену",
    "HOUR": "За\u00a0час",
    "FLY_IN_FLY_OUT": "За\u00a0вахту",
    "SERVICE": "За\u00a0услугу",
}
SALARY_FREQUENCY = {
    "DAILY": "Ежедневно",
    "WEEKLY": "Раз в\u00a0неделю",
    "TWICE_PER_MONTH": "Два раза в\u00a0месяц",
    "MONTHLY": "Раз в\u00a0месяц",
    "PER_PROJECT": "За\u00a0проект",
}
VACANCY_TYPE = {"open": "Открытая", "closed": "Закрытая", "anonymous": "Анонимная", "direct": "Рекламная"}
LANGUAGE_LEVEL = {
    "a1": "A1 — Начальный",
    "a2": "A2 — Элементарный",
    "b1": "B1 — Средний",
    "b2": "B2 — Средне-продвинутый",
    "c1": "C1 — Продвинутый",
    "c2": "C2 — В совершенстве",
    "l1": "Родной",
}
SEARCH_ORDER = {
    "publication_time": "по дате",
    "salary_desc": "по убыванию дохода",
    "salary_asc": "по возрастанию дохода",
    "relevance": "по соответствию",
    "distance": "по удалённости",
}
SEARCH_FIELDS = {
    "name": "в названии вакансии",
    "company_name": "в названии компании",
    "description": "в описании вакансии",
}
LABELS = {
    "with_address": "Только с адресом",
    "accept_handicapped": "Только доступные для людей с инвалидностью",
    "not_from_agency": "Без вакансий агентств",
    "accredited_it": "Только аккредитованные ИТ-компании",
    "low_performance": "Только вакансии, у которых меньше 10 откликов",
    "internship": "Стажировка",
}
# Units of the currency per rouble, as the board states rates.
CURRENCIES = {
    "RUR": ("₽", "Рубли", 1.0),
    "USD": ("$", "Доллары", 0.0124),
    "EUR": ("€", "Евро", 0.0107),
    "KZT": ("₸", "Тенге", 6.5),
    "BYR": ("Br", "Белорусские рубли", 0.0375),
    "UZS": ("so'm", "Узбекские сумы", 150.0),
}


def named(table: dict[str, str], id_: str) -> dict[str, str]:
    return {"id": id_, "name": table[id_]}


@cache
def dictionaries() -> dict[str, Any]:
    """The answer of `/dictionaries`: the lists a search client reads."""
    listed = {
        "experience": EXPERIENCE,
        "employment": EMPLOYMENT,
        "employment_form": EMPLOYMENT_FORM,
        "schedule": SCHEDULE,
        "work_format": WORK_FORMAT,
        "working_hours": WORKING_HOURS,
        "work_schedule_by_days": WORK_SCHEDULE_BY_DAYS,
        "fly_in_fly_out_duration": ROTATION,
        "salary_range_mode": SALARY_MODE,
        "salary_range_frequency": SALARY_FREQUENCY,
        "vacancy_type": VACANCY_TYPE,
        "vacancy_label": LABELS,
        "vacancy_search_order": SEARCH_ORDER,
        "vacancy_search_fields": SEARCH_FIELDS,
        "language_level": LANGUAGE_LEVEL,
    }
    answer: dict[str, Any] = {
        key: [{"id": id_, "name": name} for id_, name in table.items()] for key, table in listed.items()
    }
    answer["driver_license_types"] = [
        {"id": id_} for id_ in ("A", "B", "C", "D", "E", "BE", "CE", "DE", "TM", "TB")
    ]
    answer["currency"] = [
        {"code": code, "abbr": abbr, "name": name, "default": code == "RUR", "rate": rate, "in_use": True}
        for code, (abbr, name, rate) in CURRENCIES.items()
    ]
    return answer


@cache
def _roles() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((CATALOGUE / "professional_roles.json").read_text("utf-8"))
    return content


def role_name(role_id: str) -> str:
    name: str = _roles()["roles"][role_id]
    return name


def is_role(role_id: str) -> bool:
    return role_id in _roles()["roles"]


@cache
def professional_roles() -> dict[str, Any]:
    """The answer of `/professional_roles`: categories with their roles."""
    categories = [
        {
            "id": category["id"],
            "name": category["name"],
            "roles": [
                {
                    "id": role,
                    "name": role_name(role),
                    "accept_incomplete_resumes": False,
                    "is_default": role == "40",
                    "select_deprecated": False,
                    "search_deprecated": False,
                }
                for role in category["roles"]
            ],
        }
        for category in _roles()["categories"]
    ]
    return {"categories": categories}
