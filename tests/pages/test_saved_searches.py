"""Saved searches and the comparison, on the page: empty, kept, run, changed, failing, deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from app.preferences import service
from app.preferences.wishes import Wishes
from data.db import Database
from data.models import SavedSearch, Vacancy
from tests.pages.conftest import texts
from tests.pages.fakes import FakeRecall, a_person, a_resume, vacancies
from tests.pages.test_preferences import views, widget

Open = Callable[..., AppTest]


@pytest.fixture
def person(wire: Callable[..., Any], database: Database) -> UUID:
    ids = [*vacancies(database, 50), *vacancies(database, 10, source="other")]
    made = a_person(database)
    a_resume(database, made)
    wire(FakeRecall(ids[40:]))
    return made


def saved_view(open_page: Open) -> AppTest:
    app = open_page("matches")
    app.session_state["view"] = "saved"
    app.run()
    assert not app.exception
    return app


def test_a_search_is_saved_run_and_left(open_page: Open, person: UUID, database: Database) -> None:
    app = saved_view(open_page)
    assert "No search is saved yet" in texts(app)
    widget(app, "text_input", "-name").set_value("Другая доска")
    widget(app, "multiselect", "-sources").set_value(["other"])
    app.button(key="keep-0").click().run()
    assert not app.exception
    [kept] = service.saved_searches(database, person)
    assert (kept.name, kept.wishes.sources, kept.wishes.roles) == ("Другая доска", ("other",), None)
    assert kept.looked_at is not None
    assert views(app)[0] == "Matches · 10"
    assert "Saved search: **Другая доска**" in texts(app)
    again = open_page("matches")
    assert "Saved search: **Другая доска**" in texts(again)
    again.button(key="saved_leave").click().run()
    assert "Saved search:" not in texts(again)
    assert views(again)[0] == "Matches · 20"


def test_what_came_since_the_last_look_is_counted(open_page: Open, person: UUID, database: Database) -> None:
    number = service.save_search(database, person, "Доска", Wishes(sources=("other",)))
    looked = datetime.now(UTC) - timedelta(days=1)
    with database.transaction() as session:
        session.execute(update(SavedSearch).where(SavedSearch.id == number).values(looked_at=looked))
        session.execute(update(Vacancy).values(first_seen_at=looked - timedelta(days=1)))
        newest = session.query(Vacancy.id).filter(Vacancy.source == "other").limit(3).all()
        ids = [one[0] for one in newest]
        session.execute(
            update(Vacancy).where(Vacancy.id.in_(ids)).values(first_seen_at=looked + timedelta(hours=1))
        )
    app = saved_view(open_page)
    assert "**3 new** since your last look" in texts(app)
    app.button(key=f"run-{number}").click().run()
    assert "Saved search: **Доска**" in texts(app)
    assert "nothing new since" in texts(saved_view(open_page))


def test_a_bad_name_and_a_vague_job_are_refused(open_page: Open, person: UUID, database: Database) -> None:
    app = saved_view(open_page)
    app.button(key="keep-0").click().run()
    assert "Give the search a name" in app.error[0].value
    widget(app, "text_input", "-name").set_value("Мой")
    widget(app, "multiselect", "-roles").set_value(["lead"])
    app.button(key="keep-0").click().run()
    assert "too general" in app.error[0].value
    assert service.saved_searches(database, person) == []


def test_it_is_changed_and_deleted(open_page: Open, person: UUID, database: Database) -> None:
    number = service.save_search(database, person, "Доска", Wishes(sources=("other",)))
    app = saved_view(open_page)
    app.session_state[f"change-{number}"] = True
    app.run()
    widget(app, "text_input", "-name").set_value("Доска 2")
    app.button(key=f"keep-{number}").click().run()
    assert not app.exception
    assert [one.name for one in service.saved_searches(database, person)] == ["Доска 2"]
    again = saved_view(open_page)
    again.button(key=f"forget-{number}").click().run()
    assert service.saved_searches(database, person) == []


def test_two_vacancies_stand_side_by_side(open_page: Open, person: UUID) -> None:
    app = open_page("matches")
    buttons = [one for one in app.button if str(one.key).startswith("compare-")]
    buttons[0].click().run()
    assert "One vacancy is chosen" in texts(app)
    app.button(key=buttons[1].key).click().run()
    assert not app.exception
    [table] = [one.proto.body for one in app.get("html") if "pb-compare" in one.proto.body[:40]]
    assert table.count("pb-ring") == 2
    assert "Знание Kubernetes" in table
    assert table.count('target="_blank"') == 2
    app.button(key=buttons[2].key).click().run()
    assert [one.key for one in app.button if one.label == "In the comparison"] == [
        buttons[1].key, buttons[2].key,
    ]  # fmt: skip
    app.button(key="compare_close").click().run()
    assert 'class="pb-compare"' not in texts(app)
