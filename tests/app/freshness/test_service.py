from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import Engine, delete, select, update

from app.freshness import service
from app.freshness.service import VacancyRef
from data.db import Database
from data.models import FreshnessCheck, Vacancy
from data.repositories import freshness, vacancies
from data.sources.base import Liveness
from data.sources.hh import HhSource
from tests.app.ingestion.fakes import demo
from tests.data.rows import a_row
from tests.data.sources.board import Board, error, html, posting


def stored(database: Database, board: Board) -> list[VacancyRef]:
    with database.transaction() as session:
        vacancies.upsert(session, [a_row(one) for one in board.postings])
        ids = list(session.scalars(select(Vacancy.id).order_by(Vacancy.external_id)))
        return freshness.refs(session, ids)


def check(database: Database, source: object, refs: list[VacancyRef], **options: int) -> dict[int, Liveness]:
    given = {"budget_ms": 5000, "gate_minutes": 30} | options
    return service.check_now(database, {"demo": source}, refs, **given)  # type: ignore[dict-item]


def status(database: Database) -> list[str]:
    with database.transaction() as session:
        return list(session.scalars(select(Vacancy.status).order_by(Vacancy.external_id)))


def looks(database: Database) -> list[FreshnessCheck]:
    with database.transaction() as session:
        return list(session.scalars(select(FreshnessCheck)))


def test_the_closed_are_told_and_closed(database: Database) -> None:
    board = Board([posting(0), posting(1, archived=True), posting(2)])
    refs = stored(database, board)
    del board.postings["100002"]
    found = check(database, demo(board), refs)
    assert [found[one.id].verdict for one in refs] == ["open", "archived", "archived"]
    assert status(database) == ["open", "archived", "archived"]
    assert len(looks(database)) == 3


def test_only_the_top_and_only_those_outside_the_gate_are_asked(database: Database) -> None:
    board = Board([posting(n) for n in range(30)])
    refs = stored(database, board)
    recent = VacancyRef(refs[0].id, "demo", refs[0].external_id, datetime.now(UTC) - timedelta(minutes=5))
    found = check(database, demo(board), [recent, *refs[1:]])
    assert set(found) == {one.id for one in refs[1:20]}
    assert len(board.requests) == 19


@pytest.mark.parametrize(
    "answer", [lambda: html(500), lambda: html(200), lambda: error(403, "forbidden"), lambda: error(429, "x")]
)
def test_a_source_in_trouble_closes_nothing(database: Database, answer: Callable[[], httpx.Response]) -> None:
    board = Board([posting(n) for n in range(5)])
    refs = stored(database, board)
    board.fault = lambda request: answer()
    found = check(database, demo(board), refs)
    assert {one.verdict for one in found.values()} == {"unknown"}
    assert set(status(database)) == {"open"}
    with database.transaction() as session:
        assert set(session.scalars(select(Vacancy.last_freshness_check))) == {None}


def test_a_slow_source_costs_no_more_than_the_budget(engine: Engine) -> None:
    """The search goes on without it; what it says in the end is recorded all the same, once."""
    database = Database(engine)  # late looks are recorded by other threads, on connections of their own
    released = threading.Event()
    asked: list[str] = []

    class Slow:
        name = "demo"

        def state(self) -> object:
            return demo(Board([])).state()

        def check(self, external_id: str, *, timeout: float) -> Liveness:
            asked.append(external_id)
            released.wait(10)
            return Liveness("archived", 200)

    refs = stored(database, Board([posting(n) for n in range(3)]))
    try:
        first = check(database, Slow(), refs, budget_ms=50)
        again = check(database, Slow(), refs, budget_ms=50)
        assert {one.reason for one in first.values()} == {"budget"}
        assert {one.reason for one in again.values()} == {"busy"}
        assert set(status(database)) == {"open"}
        released.set()
        for _ in range(200):
            if set(status(database)) == {"archived"}:
                break
            time.sleep(0.05)
        assert set(status(database)) == {"archived"}
        assert len(asked) == 3
    finally:
        released.set()
        with database.transaction() as session:
            session.execute(delete(Vacancy))


def test_a_source_with_a_bug_or_without_a_token_does_not_reach_the_search(database: Database) -> None:
    class Broken:
        name = "demo"

        def state(self) -> object:
            return demo(Board([])).state()

        def check(self, external_id: str, *, timeout: float) -> Liveness:
            raise ZeroDivisionError

    refs = stored(database, Board([posting(0)]))
    assert check(database, Broken(), refs)[refs[0].id].reason == "check_failed"
    off = HhSource("demo", "http://board.invalid", token=None, user_agent=None, invented=True)
    assert check(database, off, refs)[refs[0].id].reason == "hh_token_missing"
    assert (
        service.check_now(database, {}, refs, budget_ms=10, gate_minutes=0)[refs[0].id].verdict == "unknown"
    )
    assert check(database, off, []) == {}


def test_a_soft_sign_takes_nothing_away_until_another_confirms_it(database: Database) -> None:
    class Fading:
        name = "demo"

        def state(self) -> object:
            return demo(Board([])).state()

        def check(self, external_id: str, *, timeout: float) -> Liveness:
            return Liveness("archived", 200, "posting_gone", soft=True)

    refs = stored(database, Board([posting(0)]))
    first = check(database, Fading(), refs)[refs[0].id]
    assert (first.verdict, status(database)) == ("unknown", ["open"])
    assert check(database, Fading(), refs)[refs[0].id].verdict == "unknown", "too soon to confirm it"
    with database.transaction() as session:
        ago = datetime.now(UTC) - timedelta(hours=7)
        session.execute(update(Vacancy).values(last_seen_at=ago - timedelta(hours=1)))
        session.execute(update(FreshnessCheck).values(checked_at=ago))
    assert check(database, Fading(), refs)[refs[0].id].verdict == "archived"
    assert status(database) == ["archived"]
