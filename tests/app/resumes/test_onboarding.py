"""A profile from three answers: what is searched for, what is refused, what is suggested while typing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.resumes.onboarding import (
    MAX_ROLES,
    expand_skill,
    general_skills,
    place_of,
    profile_from_answers,
)
from app.resumes.profile import Profile, SalaryExpectation
from app.resumes.suggestions import suggest_places, suggest_roles
from app.taxonomy import skills
from app.taxonomy.areas import find_area
from app.taxonomy.roles import role_ids
from data.errors import InvalidInput

_TABLES = Path(skills.__file__).parent / "tables"


def refusal(**answers: Any) -> str:
    with pytest.raises(InvalidInput) as refused:
        profile_from_answers(**{"roles": ["Повар"], **answers})
    return refused.value.code


def test_answers_become_what_is_searched_for() -> None:
    profile = profile_from_answers(
        roles=["Аналитик данных", " Product  manager", "аналитик данных"],
        places=["мск", "Республика Татарстан", "в Казани"],
        remote=True,
        salary=SalaryExpectation(amount=Decimal(150_000)),
        skills=["базы данных", "эксель"],
    )
    assert (profile.role, profile.wanted_roles) == ("Аналитик данных", ["Product manager"])
    assert profile.role_ids[:2] == ["156", "73"]
    assert (profile.city, profile.wanted_areas, profile.remote) == ("Москва", ["1624", "88"], True)
    assert profile.skill_names[:3] == ["Excel", "SQL", "PostgreSQL"]
    assert profile.skills[1].evidence == "базы данных"
    assert profile.positions == []
    assert Profile.model_validate(profile.model_dump(mode="json")) == profile


def test_one_role_is_enough_and_a_level_is_taken_from_it() -> None:
    assert profile_from_answers(["Стажёр-аналитик"]).seniority == "intern"


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("QA", "role_too_short"), ("повa"[:3], "role_too_short"), ("....", "role_too_short"),
        ("менеджер", "role_too_general"), ("Специалист", "role_too_general"), ("ИНЖЕНЕР", "role_too_general"),
        ("Product", "role_too_general"), ("manager", "role_too_general"), ("lead", "role_too_general"),
        ("head", "role_too_general"), ("director", "role_too_general"), ("specialist", "role_too_general"),
        ("engineer", "role_too_general"), ("developer", "role_too_general"), ("analyst", "role_too_general"),
        ("Ведущий специалист", "role_too_general"), ("senior developer!", "role_too_general"),
        ("разработчик " * 20, "role_too_long"),
    ],
)  # fmt: skip
def test_a_vague_role_is_refused(role: str, code: str) -> None:
    assert refusal(roles=[role]) == code


@pytest.mark.parametrize("role", ["Врач", "Product manager", "Team lead", "Инженер ПТО", "Java developer"])
def test_a_telling_role_is_taken(role: str) -> None:
    assert profile_from_answers([role]).role == role


def test_what_is_missing_or_too_much_is_refused() -> None:
    assert refusal(roles=[" ", ""]) == "role_missing"
    assert refusal(roles=[f"Повар {n}" for n in range(MAX_ROLES + 1)]) == "too_many_roles"
    assert refusal(places=["Москва", "Казань", "Пермь", "Омск", "Уфа", "Тула"]) == "too_many_places"
    assert refusal(skills=[f"навык {n}" for n in range(31)]) == "too_many_skills"
    for amount, currency in ((0, "RUB"), (-5, "RUB"), (10**12, "RUB"), (100, "XXX")):
        assert (
            refusal(salary=SalaryExpectation(amount=Decimal(amount), currency=currency)) == "salary_invalid"
        )


def test_places_are_understood_or_the_nearest_is_named() -> None:
    for written, area_id in (("питер", "2"), ("в Казани", "88"), ("Москву", "1"), ("Татарстан", "1624")):
        area = place_of(written)[1]
        assert area is not None, written
        assert area.id == area_id
    assert place_of("лиссабон") == ("Лиссабон", None)
    with pytest.raises(InvalidInput) as refused:
        place_of("Екатеринб")
    assert refused.value.details == {"written": "Екатеринб", "meant": "Екатеринбург"}


def test_general_skills_stand_for_concrete_ones_of_the_tables() -> None:
    assert len(general_skills()) >= 38
    for name in general_skills():
        assert len(expand_skill(name)) >= 2
        assert all(skills.is_certain(one) and skills.canonical(one) == one for one in expand_skill(name))
    assert expand_skill("Офисных программ")[0] == "Excel"
    assert expand_skill("питон") == ["Python"]


@pytest.mark.parametrize("text", ["програм", "программиста", "programmist", "ghjuhfvvbcn"])
def test_roles_are_suggested_however_they_are_typed(text: str) -> None:
    assert "Программист" in suggest_roles(text)


@pytest.mark.parametrize("text", ["казан", "казани", "в Казани", "kazan", "rfpfym", "КАЗАНЬ"])
def test_places_are_suggested_however_they_are_typed(text: str) -> None:
    assert suggest_places(text)[0] == "Казань"


def test_suggestions_are_bounded_and_blank_gives_the_usual() -> None:
    assert suggest_places("", 2) == ["Москва", "Санкт-Петербург"]
    assert suggest_places("татарс", 1) == ["Республика Татарстан"]
    assert suggest_places("питер", 1) == ["Санкт-Петербург"]
    assert suggest_roles("бухг", 0) == suggest_roles("ы" * 10_000) == suggest_roles("!!!") == []
    assert suggest_roles("data", 50)[0].startswith("Data")


def test_no_title_is_offered_that_would_be_refused() -> None:
    offered = suggest_roles("", 1_000)
    assert len(offered) > 200
    for title in offered:
        assert profile_from_answers([title]).role == title


def test_titles_offered_are_of_known_roles() -> None:
    lines = (_TABLES / "role_titles.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#") and not role_ids(line)] == []


@given(st.text(max_size=30))
def test_every_suggested_place_is_understood(text: str) -> None:
    for name in suggest_places(text, 5):
        assert find_area(name) is not None


_MIXED = st.one_of(
    st.text(max_size=40), st.sampled_from(["Повар", "менеджер", "Data analyst", "Москва", "казани", "1С"])
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_MIXED, max_size=8), st.lists(_MIXED, max_size=7), st.lists(_MIXED, max_size=35), st.booleans(),
    st.decimals(allow_nan=True) | st.none(),
)  # fmt: skip
def test_any_answers_give_a_sound_profile_or_one_refusal(
    roles: list[str], places: list[str], named: list[str], remote: bool, amount: Decimal | None
) -> None:
    try:
        profile = profile_from_answers(roles, places, remote, amount, named)
    except InvalidInput:
        return
    assert profile.role
    assert 1 + len(profile.wanted_roles) <= MAX_ROLES
    assert len(set(profile.skill_names)) == len(profile.skill_names)
    assert Profile.model_validate_json(profile.model_dump_json()) == profile
