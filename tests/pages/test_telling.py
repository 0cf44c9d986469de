"""What people do on the pages arrives in the event log, each with its request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from data.db import Database
from data.repositories import events
from data.repositories.events import EventRow
from tests.pages.fakes import FakeRecall, a_person, a_resume, vacancies

Open = Callable[..., AppTest]


@pytest.fixture
def person_id(database: Database) -> UUID:
    found = a_person(database)
    a_resume(database, found)
    return found


@pytest.fixture
def app(wire: Callable[..., Any], open_page: Open, database: Database, person_id: UUID) -> AppTest:
    wire(FakeRecall(vacancies(database, 60)[:30]))
    return open_page("matches")


def happened(database: Database, person_id: UUID) -> list[EventRow]:
    session.container().events.flush()
    with database.transaction() as opened:
        return list(reversed(events.of_person(opened, person_id)))


def test_a_search_and_its_cards(app: AppTest, database: Database, person_id: UUID) -> None:
    seen = happened(database, person_id)
    assert Counter(row.event for row in seen) == {"search": 1, "impression": 10}
    searched, *shown = seen
    assert {row.search_id for row in shown} == {searched.search_id}
    assert [row.rank for row in shown] == list(range(1, 11))
    assert {row.source for row in shown} == {"demo"}
    assert all(row.request_id for row in seen)


def test_cards_drawn_again_are_no_new_impressions(app: AppTest, database: Database, person_id: UUID) -> None:
    app.run()
    app.button(key="show_all_button").click().run()
    assert Counter(row.event for row in happened(database, person_id))["impression"] == 30


def test_clicks(app: AppTest, database: Database, person_id: UUID) -> None:
    number = happened(database, person_id)[1].vacancy_id
    app.button(key=f"like-{number}").click().run()
    app.button(key=f"like-{number}").click().run()
    app.button(key=f"seen-{number}").click().run()
    menu = next(one for one in app.get("menu_button") if one.key == f"dislike-{number}")
    menu.click("salary").run()
    app.button(key=f"hidden-{number}").click().run()
    clicks = [row for row in happened(database, person_id) if row.vacancy_id == number]
    assert len({row.search_id for row in clicks}) == 1
    assert clicks[0].search_id is not None
    assert {row.rank for row in clicks} == {1}
    told = [
        (row.event, row.vacancy_id, row.detail)
        for row in happened(database, person_id)
        if row.event not in {"search", "impression"}
    ]
    assert told == [
        ("like", number, None), ("undo", number, "like"), ("seen", number, None),
        ("dislike", number, "salary"), ("hide", number, None),
    ]  # fmt: skip


def test_an_upload_is_told_and_what_came_of_it(
    wire: Callable[..., Any], open_page: Open, database: Database, person_id: UUID
) -> None:
    wire()
    app = open_page("resume")
    text = "Иван Петров\nПрограммист 1С\nНавыки: SQL".encode()
    app.file_uploader(key="resume_file").upload("cv.txt", text, "text/plain").run()
    assert [row.event for row in happened(database, person_id)][:2] == ["upload", "parsed"]
