"""The banner of a warm-up: honest while it waits, gone when there are results, plain when there are none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import func, update
from streamlit.testing.v1 import AppTest

from app.matching.service import MatchingService
from app.segments import service as segments
from data.db import Database
from data.models import SegmentJob
from tests.pages.conftest import texts
from tests.pages.fakes import FakeRecall, a_person, a_resume, vacancies

Open = Callable[..., AppTest]
WARMING = "The index is being warmed for your role"


@pytest.fixture
def ids(database: Database) -> list[int]:
    a_resume(database, a_person(database))
    return vacancies(database, 60)


def over(database: Database, recall: FakeRecall, *, cap: int = 100) -> MatchingService:
    warm_up = partial(segments.ask, database, cap=cap, ttl=timedelta(hours=24), sources=True)
    return MatchingService(database, recall, warm_up=warm_up)


def end(database: Database, **values: Any) -> None:
    with database.transaction() as session:
        session.execute(update(SegmentJob).values(finished_at=func.clock_timestamp(), **values))


def cards(app: AppTest) -> int:
    return sum('<p class="pb-title">' in one.proto.body for one in app.get("html"))


def test_the_banner_turns_into_results(
    wire: Callable[..., Any], open_page: Open, database: Database, ids: list[int]
) -> None:
    wire().matching = over(database, FakeRecall(ids[3:4]))  # one accountant
    app = open_page("matches")
    assert not app.exception
    assert WARMING in texts(app)
    assert "waiting" in texts(app)
    assert WARMING in texts(open_page("matches"))  # a refresh says the same
    with database.transaction() as session:
        session.execute(update(SegmentJob).values(status="running", found=17))
    app.run()
    assert "reading the boards · 17 postings found so far" in texts(app)
    wire().matching = over(database, FakeRecall(ids[:30]))
    end(database, status="done")
    app.run()
    assert not app.exception
    assert WARMING not in texts(app)
    assert cards(app) == 10


def test_a_long_wait_says_why(
    wire: Callable[..., Any], open_page: Open, database: Database, ids: list[int]
) -> None:
    wire().matching = over(database, FakeRecall())
    app = open_page("matches")
    assert "longer than usual" not in texts(app)
    with database.transaction() as session:
        session.execute(
            update(SegmentJob).values(
                error="run_in_progress", requested_at=func.now() - timedelta(minutes=16)
            )
        )
    app.run()
    assert "Another reading of this job board is going on." in texts(app)
    assert "This takes longer than usual." in texts(app)


def test_warmed_and_still_too_little_is_said_and_not_asked_again(
    wire: Callable[..., Any], open_page: Open, database: Database, ids: list[int]
) -> None:
    wire().matching = over(database, FakeRecall())
    app = open_page("matches", "ru")
    assert "Наполняем индекс под вашу роль" in texts(app)
    end(database, status="done")
    app.run()
    assert "Сайты недавно спрашивали о вашей роли" in texts(app)


def test_a_failed_warm_up_says_why(
    wire: Callable[..., Any], open_page: Open, database: Database, ids: list[int]
) -> None:
    wire().matching = over(database, FakeRecall())
    app = open_page("matches")
    end(database, status="failed", error="source_unavailable")
    app.run()
    assert "could not be asked for your role: The job board does not answer" in texts(app)


def test_no_more_today(wire: Callable[..., Any], open_page: Open, database: Database, ids: list[int]) -> None:
    wire().matching = over(database, FakeRecall(), cap=0)
    assert "today's number of warm-ups is used up" in texts(open_page("matches"))


def test_the_queue_is_a_table_with_its_csv(
    wire: Callable[..., Any], open_page: Open, database: Database, ids: list[int]
) -> None:
    wire().matching = over(database, FakeRecall())
    assert "No search has asked for a warm-up yet" in texts(open_page("runs"))
    open_page("matches")
    end(database, status="failed", error="time_is_up", found=12)
    st.cache_data.clear()
    app = open_page("runs", "ru")
    assert not app.exception
    frame = app.dataframe[-1].value
    assert frame["segment"].tolist() == ["Программист, разработчик · старший · финтех"]
    assert frame["warm_up"].tolist() == ["не удалось"]
    assert (frame["found"].tolist(), frame["asked"].tolist()) == ([12], [1])
    assert "warm_ups_csv" in [one.proto.id.rsplit("-", 1)[-1] for one in app.get("download_button")]
