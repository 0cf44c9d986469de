"""The résumé page: correcting what was understood, deleting a résumé."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from app.resumes import service
from data.db import Database
from tests.pages.fakes import FakeRecall, a_person, a_resume, vacancies

Open = Callable[..., AppTest]


@pytest.fixture
def person_id(database: Database) -> UUID:
    return a_person(database)


@pytest.fixture
def resume_id(wire: Callable[..., Any], database: Database, person_id: UUID) -> UUID:
    wire(FakeRecall(vacancies(database, 60)))
    return a_resume(database, person_id)


def test_a_correction_is_kept_and_searched_for(
    open_page: Open, database: Database, person_id: UUID, resume_id: UUID
) -> None:
    app = open_page("resume")
    app.text_input(key=f"role-{resume_id}").set_value("Go-разработчик")
    app.selectbox(key=f"level-{resume_id}").set_value("lead")
    app.number_input(key=f"salary-{resume_id}").set_value(300_000)
    app.multiselect(key=f"skills-{resume_id}").unselect("PostgreSQL")
    app.button(key=f"save-{resume_id}").click().run()
    assert not app.exception
    profile = service.profile_of(database, person_id, resume_id)
    assert (profile.role, profile.seniority) == ("Go-разработчик", "lead")
    assert profile.salary is not None
    assert profile.salary.amount == Decimal(300_000)
    assert [(skill.name, skill.evidence) for skill in profile.skills] == [("Python", "5 лет пишу на Python")]
    assert [title.value for title in app.title] == ["Matches"]
    assert any("Go\\-разработчик" in line.value for line in app.markdown)


def test_what_was_not_touched_is_no_correction(
    open_page: Open, database: Database, person_id: UUID, resume_id: UUID
) -> None:
    app = open_page("resume")
    app.text_input(key=f"city-{resume_id}").set_value("Казань")
    app.button(key=f"save-{resume_id}").click().run()
    said = [resume.corrections for resume in service.listing(database, person_id)]
    assert said == [{"fields": {"city": {"kind": "corrected", "value": "Казань"}}, "items": {}}]


def test_a_deleted_resume_is_gone(
    open_page: Open, database: Database, person_id: UUID, resume_id: UUID
) -> None:
    open_page("matches")
    app = open_page("resume")
    app.button(key=f"delete-{resume_id}").click().run()
    assert not app.exception
    assert service.listing(database, person_id) == []
    assert app.info
    again = open_page("matches")
    assert not again.exception
    assert "no résumé yet" in again.info[0].value
