"""Three answers become a profile."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.resumes.onboarding import profile_from_answers
from app.taxonomy import areas, roles
from app.taxonomy.roles import role_ids
from data.errors import InvalidInput


def test_answers_become_a_profile() -> None:
    made = profile_from_answers(
        [" Старший  бухгалтер ", "Аудитор"], ["спб"], False, 120_000, ["питон", "Python"]
    )
    assert (made.role, made.seniority, made.city) == ("Старший бухгалтер", "senior", "Санкт-Петербург")
    assert made.role_ids[0] == role_ids("бухгалтер")[0]
    assert set(role_ids("Аудитор")[:1]) <= set(made.role_ids)
    assert made.salary is not None
    assert (made.salary.amount, made.salary.currency) == (Decimal(120_000), "RUB")
    assert made.skill_names == ["Python"]
    assert made.lines == {}


def test_remote_has_no_city_and_an_unknown_place_stays_as_written() -> None:
    assert profile_from_answers(["Повар"], ["Москва"], True).city is None
    made = profile_from_answers(["Повар"], ["Изумрудный Город Оз"], False, None)
    assert (made.city, made.salary) == ("Изумрудный Город Оз", None)


def test_without_a_role_there_is_no_profile() -> None:
    with pytest.raises(InvalidInput) as caught:
        profile_from_answers(["  "], ["Москва"], False)
    assert caught.value.code == "role_missing"


def test_what_is_offered_is_known() -> None:
    assert {"Москва", "Санкт-Петербург", "Казань"} <= set(areas.large_cities())
    assert all(areas.find_area(name) for name in areas.large_cities())
    assert "Бухгалтер" in roles.role_names()
