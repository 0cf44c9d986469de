"""The list of matches: what a refresh keeps, what a click changes, what filters leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.preferences import service as preferences
from app.preferences.wishes import Wishes
from data.db import Database
from tests.pages.conftest import ROOT, texts
from tests.pages.fakes import FakeRecall, a_person, a_profile, a_resume, a_run, vacancies

Open = Callable[..., AppTest]


@pytest.fixture
def app(wire: Callable[..., Any], open_page: Open, database: Database) -> AppTest:
    ids = vacancies(database, 60)
    a_resume(database, a_person(database))
    wire(FakeRecall(ids[:30]))
    return open_page("matches")


def cards(app: AppTest) -> list[str]:
    """Heads of the cards in their order."""
    return [html for html in (one.proto.body for one in app.get("html")) if '<p class="pb-title">' in html]


def test_ten_first_then_all(app: AppTest) -> None:
    assert not app.exception
    assert len(cards(app)) == 10
    app.button(key="show_all_button").click().run()
    assert len(cards(app)) == 30


def test_the_search_says_what_how_long_and_among_how_many(app: AppTest) -> None:
    told = texts(app)
    assert "Searching for: **Python\\-разработчик · senior · fintech**" in told
    assert "among 60 vacancies" in told


def test_a_refresh_shows_the_same_list_with_the_like_kept(app: AppTest, open_page: Open) -> None:
    before = cards(app)
    first = next(button for button in app.button if str(button.key).startswith("like-"))
    first.click().run()
    assert next(button for button in app.button if button.key == first.key).label == "Liked"
    learned = cards(app)
    assert sum("▲" in card for card in learned) > 0  # what is alike moved up
    again = open_page("matches")
    assert cards(again) == learned
    kept = next(button for button in again.button if button.key == first.key)
    assert kept.label == "Liked"
    kept.click().run()
    assert next(button for button in again.button if button.key == first.key).label == "Like"
    assert cards(again) == before


def test_a_search_that_came_before_the_index_is_repeated_by_itself(
    wire: Callable[..., Any], open_page: Open, database: Database
) -> None:
    """Vacancies are there, the vectors that follow them are not yet."""
    ids = vacancies(database, 60)
    a_resume(database, a_person(database))
    wire(FakeRecall())
    early = open_page("matches")
    assert not early.exception
    assert cards(early) == []
    wire(FakeRecall(ids[:30]))
    assert len(cards(open_page("matches"))) == 10


def test_filters_wait_behind_one_button_that_counts_them(app: AppTest) -> None:
    assert [one.proto.popover.label for one in app.get("popover")][:1] == ["Order and filters"]
    app.text_input(key="q").set_value("бухгалтер").run()
    assert [one.proto.popover.label for one in app.get("popover")][:1] == ["Order and filters (1)"]


def test_filters_are_in_the_address_and_one_press_clears_them(app: AppTest) -> None:
    app.number_input(key="pay").set_value(90_000)
    app.selectbox(key="posted").select("7")
    app.run()
    assert not app.exception
    assert [one.proto.popover.label for one in app.get("popover")][:1] == ["Order and filters (2)"]
    assert app.query_params["pay"] in ("90000", ["90000"])
    assert app.query_params["posted"] in ("7", ["7"])
    app.button(key="filters_none").click().run()
    assert not app.exception
    assert [one.proto.popover.label for one in app.get("popover")][:1] == ["Order and filters"]
    assert app.number_input(key="pay").value is None
    assert not {"pay", "posted", "q"} & set(app.query_params)


def test_hidden_goes_and_comes_back(app: AppTest) -> None:
    first = next(button for button in app.button if str(button.key).startswith("hidden-"))
    first.click().run()
    assert len(cards(app)) == 9
    assert "Hidden:" in texts(app)
    next(button for button in app.button if button.key == first.key).click().run()
    assert len(cards(app)) == 10


def test_stars_are_kept_over_a_refresh_and_taken_back(app: AppTest, open_page: Open) -> None:
    before = cards(app)
    key = app.feedback[0].key
    app.feedback[0].set_value(4).run()
    assert not app.exception
    learned = cards(app)
    assert any("▲" in card for card in learned), "what is alike moved up"
    again = open_page("matches")
    assert cards(again) == learned
    starred = next(one for one in again.feedback if one.key == key)
    assert starred.value == 4
    assert [one.value for one in again.feedback if one.key != key] == [None] * 9
    starred.set_value(None).run()
    assert cards(again) == before
    assert [one.value for one in open_page("matches").feedback] == [None] * 10


def test_what_a_press_moved_is_taken_back_with_one(app: AppTest) -> None:
    before = cards(app)
    next(button for button in app.button if str(button.key).startswith("like-")).click().run()
    assert "The list has learned from you" in texts(app)
    assert cards(app) != before
    app.button(key="undo_last").click().run()
    assert cards(app) == before
    assert "Liked" not in [button.label for button in app.button]


def test_dislike_takes_its_reason_along(app: AppTest, database: Database) -> None:
    menu = app.get("menu_button")[0]
    menu.click("salary").run()
    assert not app.exception
    told = [button.label for button in app.button if button.key == menu.key]
    assert told == ["Disliked"]


def test_filters_and_an_empty_rest(app: AppTest) -> None:
    app.text_input(key="q").set_value("бухгалтер").run()
    assert cards(app)
    assert all("Бухгалтер" in card for card in cards(app))
    app.text_input(key="q").set_value("no such thing").run()
    assert not cards(app)
    app.button(key="clear_filters").click().run()
    assert len(cards(app)) == 10


def test_text_of_a_posting_is_shown_not_run(app: AppTest) -> None:
    app.button(key="show_all_button").click().run()
    everything = "\n".join(cards(app))
    assert "&lt;script&gt;" in everything
    assert "<script>" not in everything


def test_filters_live_in_the_address_as_codes(wire: Callable[..., Any], database: Database) -> None:
    a_resume(database, a_person(database))
    wire(FakeRecall(vacancies(database, 30)))
    app = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=30)
    app.query_params["lang"] = "en"
    app.run().switch_page("../pages/matches.py")
    app.query_params.update({"sort": "pay", "least": "no such band", "mode": "REMOTE", "q": "python"})
    app.run()
    assert app.selectbox(key="sort").value == "pay"
    assert app.selectbox(key="least").value == "weak"
    assert app.text_input(key="q").value == "python"
    assert app.session_state["mode"] == ["REMOTE"]
    assert [one.proto.popover.label for one in app.get("popover")][:1] == ["Order and filters (2)"]
    app.selectbox(key="sort").set_value("newest").run()
    assert app.query_params["sort"] in ("newest", ["newest"])


def test_an_address_that_says_nonsense_is_no_error(wire: Callable[..., Any], database: Database) -> None:
    a_resume(database, a_person(database))
    wire(FakeRecall(vacancies(database, 30)))
    for written in ("1e9", "-5", "²", "9" * 30, "рубль"):
        app = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=30)
        app.query_params["lang"] = "en"
        app.run().switch_page("../pages/matches.py")
        app.query_params.update(dict.fromkeys(("pay", "posted", "track", "source", "mode"), written))
        app.run()
        assert not app.exception
        assert len(cards(app)) == 10
        assert app.number_input(key="pay").value is None


def test_a_resume_that_names_no_job_and_no_skill_gets_one_sentence_and_no_chance_list(
    wire: Callable[..., Any], open_page: Open, database: Database
) -> None:
    profile = a_profile().model_copy(update={"role": None, "skills": [], "positions": [], "role_ids": []})
    person = a_person(database)
    a_resume(database, person, profile=profile.model_dump(mode="json"))
    wire(FakeRecall(vacancies(database, 60)[:30]))
    app = open_page("matches")
    assert not app.exception
    assert cards(app) == []
    assert "there is nothing to look for" in texts(app)
    assert "Searching for: **senior · fintech**" in texts(app)
    preferences.save(database, person, Wishes(roles=("Python-разработчик",)))
    app.button(key="again").click().run()
    assert len(cards(app)) == 10


def test_a_fresh_index_says_that_its_first_reading_comes_by_itself(
    wire: Callable[..., Any], open_page: Open, database: Database
) -> None:
    wire(FakeRecall())
    told = texts(open_page("matches"))
    assert "The first reading begins by itself" in told
    assert "Nothing is being read" not in told
    a_run(database, vacancies(database, 1)[0])
    st.cache_data.clear()  # the state of the index is kept for seconds
    assert "Nothing is being read" in texts(open_page("matches"))
