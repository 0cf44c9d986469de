"""Somebody without a résumé answers three questions and sees matches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from app.preferences import service as preferences
from app.resumes import service
from data.db import Database
from tests.pages.conftest import texts
from tests.pages.fakes import FakeRecall, a_person, a_resume, vacancies

Open = Callable[..., AppTest]


@pytest.fixture
def person_id(wire: Callable[..., Any], database: Database) -> UUID:
    wire(FakeRecall(vacancies(database, 60)))
    return a_person(database)


def test_answers_lead_to_matches(open_page: Open, database: Database, person_id: UUID) -> None:
    app = open_page("resume")
    app.multiselect(key="answer_roles").set_value(["Программист 1С", "Аналитик данных"])
    app.multiselect(key="answer_skills").set_value(["базы данных"])
    app.multiselect(key="answer_places").set_value(["в Казани", "Пермь"])
    app.radio(key="answer_remote").set_value("too")
    app.number_input(key="answer_pay").set_value(150_000)
    app.button(key="answer").click().run()
    assert not app.exception
    assert [title.value for title in app.title] == ["Matches"]
    found = service.active(database, person_id)
    assert found is not None
    assert (found[0].name, found[1].city) == ("My answers", "Казань")
    assert "Программист 1С, Аналитик данных" in texts(app)
    profile = found[1]
    assert (profile.role, profile.wanted_roles, profile.remote) == (
        "Программист 1С",
        ["Аналитик данных"],
        True,
    )
    assert profile.wanted_areas == ["72"]
    assert "PostgreSQL" in profile.skill_names
    assert profile.salary is not None
    assert profile.salary.amount == 150_000
    assert app.button_group(key="mode").value == []
    app.switch_page("../pages/resume.py").run()
    assert "Программист 1С" in texts(app)
    assert "Three questions" not in texts(app)


def test_without_a_role_one_sentence(open_page: Open, database: Database, person_id: UUID) -> None:
    app = open_page("resume")
    app.button(key="answer").click().run()
    assert [one.value for one in app.error] == ["Name at least one job you want."]
    assert service.listing(database, person_id) == []
    assert "Three questions" in texts(app)


def test_the_plain_title_is_offered_before_its_kinds(open_page: Open, person_id: UUID) -> None:
    offered = open_page("resume").multiselect(key="answer_roles").options
    assert offered.index("Бухгалтер") < offered.index("Главный бухгалтер")


@pytest.mark.parametrize(
    ("roles", "places", "told"),
    [
        (["менеджер"], [], "менеджер: Слишком общая профессия"),
        (["Повар"], ["Екатеринб"], "Может быть, Екатеринбург?"),
        (["Повар"], ["qqqq"], "qqqq: Такого места нет"),
    ],
)
def test_a_wrong_answer_is_one_sentence_and_nothing_is_lost(
    open_page: Open, database: Database, person_id: UUID, roles: list[str], places: list[str], told: str
) -> None:
    app = open_page("resume", "ru")
    app.multiselect(key="answer_roles").set_value(roles)
    app.multiselect(key="answer_places").set_value(places)
    app.button(key="answer").click().run()
    assert not app.exception
    [error] = app.error
    assert told in error.value
    assert app.multiselect(key="answer_roles").value == roles
    assert service.listing(database, person_id) == []


def test_with_a_resume_the_questions_are_folded_away(
    open_page: Open, database: Database, person_id: UUID
) -> None:
    a_resume(database, person_id)
    app = open_page("resume")
    assert [one.label for one in app.expander if "Three questions" in one.label] == [
        "No résumé? Three questions"
    ]
    app.multiselect(key="answer_roles").set_value(["Повар"])
    app.button(key="answer").click().run()
    found = service.active(database, person_id)
    assert found is not None
    assert (found[0].source, found[1].role) == ("answers", "Повар")


def test_nobody_with_a_resume_is_asked(open_page: Open, database: Database, person_id: UUID) -> None:
    a_resume(database, person_id)
    assert "Three questions" not in texts(open_page("resume"))


def test_remote_only_is_a_filter_of_the_matches(open_page: Open, person_id: UUID, database: Database) -> None:
    app = open_page("resume")
    app.multiselect(key="answer_roles").set_value(["Аналитик данных"])
    app.radio(key="answer_remote").set_value("only")
    app.button(key="answer").click().run()
    assert not app.exception
    assert [title.value for title in app.title] == ["Matches"]
    assert "Your preferences** · only remote" in str([one.label for one in app.expander])
    assert preferences.wishes_of(database, person_id).holds("remote")
