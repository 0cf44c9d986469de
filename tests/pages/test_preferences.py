"""Preferences and what was filtered out, on the page: set, refused, taken back, brought back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from app.preferences import service
from app.preferences.wishes import NONE, USUAL, Wishes
from data.db import Database
from data.errors import DatabaseUnavailable
from tests.pages.conftest import texts
from tests.pages.fakes import FakeRecall, a_person, a_resume, vacancies

Open = Callable[..., AppTest]


@pytest.fixture
def person(wire: Callable[..., Any], database: Database) -> UUID:
    ids = vacancies(database, 50)
    away = vacancies(database, 10, city="Казань", source="other")
    made = a_person(database)
    a_resume(database, made)
    wire(FakeRecall([*ids[:20], *away]))
    return made


def widget(app: AppTest, kind: str, name: str) -> Any:
    return next(one for one in app.get(kind) if str(one.key).endswith(name))


def unfolded(app: AppTest) -> AppTest:
    app.button(key="not_right").click().run()
    assert not app.exception
    return app


def views(app: AppTest) -> list[str]:
    return list(next(one for one in app.get("button_group") if one.key == "view").options)[:2]


def test_an_untouched_form_keeps_nothing(open_page: Open, person: UUID, database: Database) -> None:
    app = unfolded(open_page("matches"))
    assert widget(app, "multiselect", "-roles").value == ["Python-разработчик"]
    assert widget(app, "multiselect", "-areas").value == ["Москва"]
    app.button(key="wishes_save").click().run()
    assert not app.exception
    assert service.wishes_of(database, person) == NONE


def test_a_wish_is_kept_and_only_leaves_the_rest_out(
    open_page: Open, person: UUID, database: Database
) -> None:
    app = unfolded(open_page("matches"))
    assert views(app) == ["Matches · 30", "Filtered out · 0"]
    widget(app, "toggle", "-only-city").set_value(True)
    widget(app, "multiselect", "-roles").set_value(["Аналитик данных"])
    app.button(key="wishes_save").click().run()
    assert not app.exception
    kept = service.wishes_of(database, person)
    assert (kept.roles, kept.areas, kept.holds("city")) == (("Аналитик данных",), None, True)
    assert views(app) == ["Matches · 20", "Filtered out · 10"]
    assert "Searching for: **Аналитик данных" in texts(app)
    again = open_page("matches")
    assert views(again) == ["Matches · 20", "Filtered out · 10"]
    assert not [one for one in again.get("multiselect") if str(one.key).endswith("-roles")]


def test_what_is_too_vague_is_refused_and_nothing_is_kept(
    open_page: Open, person: UUID, database: Database
) -> None:
    app = unfolded(open_page("matches"))
    widget(app, "multiselect", "-roles").set_value(["менеджер"])
    app.button(key="wishes_save").click().run()
    assert "too general" in app.error[0].value
    assert service.wishes_of(database, person) == NONE


def test_wishes_are_taken_back(open_page: Open, person: UUID, database: Database) -> None:
    service.save(database, person, Wishes(roles=("Повар",), days=7))
    app = unfolded(open_page("matches"))
    app.button(key="wishes_forget").click().run()
    assert service.wishes_of(database, person) == NONE
    assert "Python" in texts(app)


def test_filtered_out_tells_by_what_and_brings_back(
    open_page: Open, person: UUID, database: Database
) -> None:
    service.save(database, person, Wishes(rules=frozenset((*USUAL, "city"))))
    app = open_page("matches")
    app.session_state["view"] = "left_out"
    app.run()
    folds = [one.label for one in app.expander]
    assert "**In other places** · 10" in folds
    backs = [one for one in app.button if str(one.key).startswith("back-city-")]
    assert len(backs) == 5
    backs[0].click().run()
    assert not app.exception
    assert views(app) == ["Matches · 21", "Filtered out · 9"]
    app.button(key="exempt_none").click().run()
    assert views(app) == ["Matches · 20", "Filtered out · 10"]
    app.button(key="off-city").click().run()
    assert views(app) == ["Matches · 30", "Filtered out · 0"]
    assert "Nothing was left out" in texts(app)
    assert not service.wishes_of(database, person).holds("city")


def test_a_usual_rule_is_switched_off_and_on(open_page: Open, person: UUID, database: Database) -> None:
    app = open_page("matches")
    next(one for one in app.button if str(one.key).startswith("applied-")).click().run()
    app.button(key="again").click().run()
    app.session_state["view"] = "left_out"
    app.run()
    assert "**You applied to them** · 1" in [one.label for one in app.expander]
    app.button(key="off-applied").click().run()
    assert views(app) == ["Matches · 30", "Filtered out · 0"]
    app.button(key="on-applied").click().run()
    assert views(app) == ["Matches · 29", "Filtered out · 1"]


def test_filters_that_leave_nothing_say_which_one_it_was(
    open_page: Open, person: UUID, database: Database
) -> None:
    service.save(database, person, Wishes(sources=("nowhere",)))
    app = open_page("matches")
    assert "Not from the sources you chose (30)" in texts(app)
    app.button(key="to_left_out").click().run()
    assert "**Not from the sources you chose** · 30" in [one.label for one in app.expander]


def test_a_database_that_does_not_answer_is_one_sentence(
    open_page: Open, person: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> Wishes:
        raise DatabaseUnavailable("gone")

    open_page("matches")
    monkeypatch.setattr("components.cached.wishes", away)
    app = open_page("matches")
    assert not app.exception
    assert "The database does not answer" in app.error[0].value


def test_a_requirement_is_set_aside_and_counted_again(open_page: Open, person: UUID) -> None:
    app = open_page("matches")
    menu = next(one for one in app.get("menu_button") if str(one.key).startswith("waive-"))
    menu.click("Знание Kubernetes").run()
    assert not app.exception
    assert "not counted" in texts(app)
    assert "Requirements you set aside" in texts(app)
    undo = next(one for one in app.get("menu_button") if str(one.key).startswith("unwaive-"))
    undo.click("Знание Kubernetes").run()
    assert "not counted" not in texts(app)
