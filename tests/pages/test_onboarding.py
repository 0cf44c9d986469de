"""Somebody without a résumé answers three questions and sees matches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

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
    app.multiselect(key="answer_roles").set_value(["Программист, разработчик"])
    app.selectbox(key="answer_place").set_value("Казань")
    app.checkbox(key="answer_remote").set_value(False)
    app.number_input(key="answer_pay").set_value(150_000)
    app.button(key="answer").click().run()
    assert not app.exception
    assert [title.value for title in app.title] == ["Matches"]
    found = service.active(database, person_id)
    assert found is not None
    assert (found[0].name, found[1].city) == ("My answers", "Казань")
    app.switch_page("../pages/resume.py").run()
    assert "Программист, разработчик" in texts(app)
    assert "Three questions" not in texts(app)


def test_without_a_role_one_sentence(open_page: Open, database: Database, person_id: UUID) -> None:
    app = open_page("resume")
    app.button(key="answer").click().run()
    assert [one.value for one in app.toast] == ["Name at least one job you want."]
    assert service.listing(database, person_id) == []
    assert "Three questions" in texts(app)


def test_nobody_with_a_resume_is_asked(open_page: Open, database: Database, person_id: UUID) -> None:
    a_resume(database, person_id)
    assert "Three questions" not in texts(open_page("resume"))


def test_remote_only_is_a_filter_of_the_matches(open_page: Open, person_id: UUID) -> None:
    app = open_page("resume")
    app.multiselect(key="answer_roles").set_value(["Аналитик данных"])
    app.checkbox(key="answer_remote").set_value(True)
    app.button(key="answer").click().run()
    assert not app.exception
    assert [title.value for title in app.title] == ["Matches"]
    assert app.button_group(key="mode").value == ["REMOTE"]
