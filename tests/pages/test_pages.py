"""Every page empty, full and with something broken, in both languages, through the real frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from data.db import Database
from data.errors import DatabaseUnavailable
from data.models import Person
from tests.pages.conftest import ROOT, texts
from tests.pages.fakes import FakeRecall, a_person, a_resume, a_run, vacancies

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "__init__")
TITLES = {
    "resume": {"en": "Résumé", "ru": "Резюме"},
    "matches": {"en": "Matches", "ru": "Вакансии"},
    "my_data": {"en": "My data", "ru": "Мои данные"},
    "runs": {"en": "Runs", "ru": "Загрузки"},
    "sources": {"en": "Sources", "ru": "Источники"},
    "admin": {"en": "Admin", "ru": "Показатели"},
}
Open = Callable[..., AppTest]
Wire = Callable[..., Any]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("page", PAGES)
def test_page_of_a_new_installation(page: str, language: str, wire: Wire, open_page: Open) -> None:
    wire()
    app = open_page(page, language)
    assert not app.exception
    assert [title.value for title in app.title] == [TITLES[page][language]]
    assert app.info or page == "resume", "an empty page says what to do"


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("page", PAGES)
def test_page_with_rows(page: str, language: str, wire: Wire, open_page: Open, database: Database) -> None:
    ids = vacancies(database, 60)
    person = a_person(database)
    a_resume(database, person)
    a_run(database, ids[0])
    wire(FakeRecall(ids))
    open_page("matches", language)  # makes a search for the other pages to show
    app = open_page(page, language)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("page", PAGES)
def test_a_dead_database_is_one_clear_sentence(
    page: str, wire: Wire, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    wired = wire()

    def dead() -> None:
        raise DatabaseUnavailable("The database does not answer.")

    monkeypatch.setattr(wired.database, "transaction", dead)
    app = open_page(page, "ru")
    assert not app.exception
    assert [error.value for error in app.error] == [
        "База данных не отвечает. Страница заработает, когда она вернётся."
    ]


def test_an_index_that_does_not_answer(wire: Wire, open_page: Open, database: Database) -> None:
    a_resume(database, a_person(database))
    wire(FakeRecall(vacancies(database, 60), broken=True))
    app = open_page("matches")
    assert not app.exception
    assert "search index does not answer" in app.error[0].value


def test_a_bug_is_raised_not_shown_as_a_message(
    wire: Wire, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    wired = wire()
    monkeypatch.setattr(wired.matching, "last", lambda person_id: 1 / 0)
    app = open_page("matches")
    assert [error.stack_trace is not None for error in app.exception] == [True]


def test_invented_data_and_closed_boards_are_said_plainly(
    wire: Wire, open_page: Open, database: Database
) -> None:
    ids = vacancies(database, 60)
    a_resume(database, a_person(database))
    wire(FakeRecall(ids))
    app = open_page("matches")
    assert "invented" in app.expander[0].label
    assert "PODBOR_HH_TOKEN" in texts(app)
    assert "api.hh.ru" in texts(app).replace("\\", "")
    assert "not configured" in texts(app)


def test_a_thin_index_says_how_far_it_is(wire: Wire, open_page: Open, database: Database) -> None:
    vacancies(database, 2)
    wire()
    app = open_page("matches", "ru")
    assert "В индексе пока 2 вакансии" in texts(app)


def test_the_language_switch_is_kept_in_the_url(wire: Wire, open_page: Open) -> None:
    wire()
    app = open_page("resume", "en")
    switch = next(one for one in app.get("button_group") if one.key == "language_switch")
    switch.set_value("ru").run()
    assert app.title[0].value == "Резюме"
    assert app.query_params["lang"] in ("ru", ["ru"])


def test_runs_offer_their_rows_and_link_to_prefect(wire: Wire, open_page: Open, database: Database) -> None:
    a_run(database, vacancies(database, 1)[0])
    wire()
    app = open_page("runs")
    shown = app.dataframe[0].value
    assert list(shown["error"]) == ["The run was interrupted."]
    assert list(shown["status"]) == ["◐ partial"]
    assert [button.proto.label for button in app.get("download_button")] == ["CSV", "CSV"]
    assert app.get("link_button")[0].proto.url == "http://127.0.0.1:4200"


def test_admin_headlines_and_a_tab_behind_each(wire: Wire, open_page: Open, database: Database) -> None:
    ids = vacancies(database, 60)
    a_resume(database, a_person(database))
    made = wire(FakeRecall(ids))
    open_page("matches")
    made.events.flush()
    app = open_page("admin")
    shown = {metric.label: metric.value for metric in app.metric}
    assert {"Search time, p95", "Cost of models", "Came back", "Events"} <= set(shown)
    assert shown["Events"] == "11"  # a search and ten cards
    assert shown["Searches"] == "1"
    assert shown["Share of likes"] == "—"
    assert all(metric.help for metric in app.metric)
    assert len(app.get("plotly_chart")) == 3
    for tab, told in (
        ("cost", "No model was called"), ("activation", "Nobody uploaded"), ("quality", "Nobody clicked"),
        ("freshness", "No posting was looked at"),
    ):  # fmt: skip
        tabbed = app.segmented_control(key="tab").set_value(tab).run()
        assert not tabbed.exception
        assert told in texts(tabbed)
    app.segmented_control(key="tab").set_value("events").run()
    assert len(app.get("plotly_chart")) == 1
    app.segmented_control(key="tab").set_value("retention").run()
    assert "By the week people came first" in texts(app)


def test_pages_for_operators_are_for_operators(wire: Wire, open_page: Open, database: Database) -> None:
    person_id = a_person(database)
    with database.transaction() as session:
        session.execute(update(Person).where(Person.id == person_id).values(role="person"))
    wire(FakeRecall())
    assert not open_page("matches").exception
    for name in ("runs", "sources", "admin"):
        with pytest.raises(ValueError, match="Could not find a navigation page"):
            open_page(name)
