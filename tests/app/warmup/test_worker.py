"""Warming a segment: on a real queue, with a board in this process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import stamina
from sqlalchemy import func, select, update

from app.warmup import asking, service
from app.warmup.service import Worker
from data.archive import Archive
from data.db import Database
from data.errors import IndexUnavailable
from data.models import IngestRun, SegmentJob, Vacancy
from data.repositories import segments
from data.sources.base import Source
from tests.app.ingestion.fakes import a_board, demo
from tests.data.sources.board import Board, error, html

QUERIES = ("программист", "Python разработчик", "Python Django")


@pytest.fixture
def board() -> Board:
    return a_board(12)


@pytest.fixture
def worker_over(database: Database, tmp_path: Path) -> Callable[..., Worker]:
    def made(source: Source | None, **options: Any) -> Worker:
        sources = {source.name: source} if source else {}
        follow = options.pop("follow", lambda beat: beat())
        return Worker(
            database, Archive(tmp_path), sources, follow, limit=options.pop("limit", 50), patience=0.0,
            **options,
        )  # fmt: skip

    return made


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(asking, "_POLL_SECONDS", 0.01)
    monkeypatch.setattr(asking, "_GAP_SECONDS", 0.0)
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def ask(database: Database, key: str = "a") -> None:
    with database.transaction() as session:
        segments.ask(
            session, key, role_id="96", band="senior", domains=[], queries=QUERIES, cap=9,
            ttl=timedelta(days=1),
        )  # fmt: skip


def asked_for(board: Board) -> list[str]:
    """The words of the searches a board was asked for, repeats of a page left out."""
    texts = [one.url.params["text"] for one in board.requests if one.url.params.get("text")]
    return list(dict.fromkeys(texts))


def count(database: Database, table: Any) -> int:
    with database.transaction() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def due_at_once(database: Database) -> None:
    with database.transaction() as session:
        session.execute(update(SegmentJob).values(not_before=func.now() - timedelta(hours=1)))


def test_a_segment_is_warmed_question_by_question(
    database: Database, board: Board, worker_over: Callable[..., Worker]
) -> None:
    ask(database)
    indexed: list[int] = []
    worker = worker_over(demo(board), follow=lambda beat: indexed.append(count(database, Vacancy)))
    job = worker.work()
    assert job is not None
    assert (job.status, job.step, job.error, job.added) == ("done", len(QUERIES), None, 12)
    assert asked_for(board) == list(QUERIES)
    assert len(job.run_ids) == len(QUERIES) == count(database, IngestRun)
    assert indexed == [12]
    assert job.found == 12
    assert worker.work() is None


def test_the_limit_bounds_a_question(
    database: Database, board: Board, worker_over: Callable[..., Worker]
) -> None:
    ask(database)
    job = worker_over(demo(board), limit=3).work()
    assert job is not None
    assert (job.status, job.found, count(database, Vacancy)) == ("done", 3, 3)


def test_the_next_attempt_goes_on_where_the_last_one_ended(
    database: Database, board: Board, worker_over: Callable[..., Worker]
) -> None:
    ask(database)
    with database.transaction() as session:
        dead = segments.claim(session, "dead", lease=timedelta(seconds=-1))
        assert dead is not None
        session.execute(update(SegmentJob).values(step=2, found=5, added=5, run_ids=["first", "second"]))
    job = worker_over(demo(board)).work()
    assert job is not None
    assert asked_for(board) == [QUERIES[2]]
    assert (job.status, job.attempts, job.step, job.added) == ("done", 2, 3, 17)
    assert job.run_ids[:2] == ("first", "second")


def test_a_board_that_somebody_else_reads_is_waited_for_in_the_queue(
    database: Database, board: Board, worker_over: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*parts: Any, **options: Any) -> Any:
        raise asking.InvalidInput("Another run of demo is at work.", code="run_in_progress")

    ask(database)
    with monkeypatch.context() as patch:
        patch.setattr("app.ingestion.service.run", busy)
        job = worker_over(demo(board)).work()
    assert job is not None
    assert (job.status, job.attempts, job.error) == ("queued", 0, "run_in_progress")
    assert worker_over(demo(board)).work() is None  # it rests
    due_at_once(database)
    after = worker_over(demo(board)).work()
    assert after is not None
    assert (after.status, after.error) == ("done", None)


def test_waiting_for_a_free_board_ends_after_hours(
    database: Database, board: Board, worker_over: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*parts: Any, **options: Any) -> Any:
        raise asking.InvalidInput("Another run of demo is at work.", code="run_in_progress")

    ask(database)
    with database.transaction() as session:
        session.execute(update(SegmentJob).values(requested_at=func.now() - timedelta(hours=7)))
    monkeypatch.setattr("app.ingestion.service.run", busy)
    job = worker_over(demo(board)).work()
    assert job is not None
    assert (job.status, job.error) == ("failed", "run_in_progress")


def test_an_index_that_is_away_is_waited_for_and_nothing_is_asked_twice(
    database: Database, board: Board, worker_over: Callable[..., Worker]
) -> None:
    def away(beat: Callable[[], None]) -> None:
        raise IndexUnavailable("The index does not answer.")

    ask(database)
    job = worker_over(demo(board), follow=away).work()
    assert job is not None
    assert (job.status, job.step, job.error) == ("queued", 3, "index_unavailable")
    requests = len(board.requests)
    due_at_once(database)
    after = worker_over(demo(board)).work()
    assert after is not None
    assert after.status == "done"
    assert len(board.requests) == requests


def test_a_board_that_is_away_is_tried_three_times(
    database: Database, board: Board, worker_over: Callable[..., Worker]
) -> None:
    board.fault = lambda request: html(502)
    ask(database)
    states = []
    for _attempt in range(segments.MOST_ATTEMPTS):
        job = worker_over(demo(board)).work()
        assert job is not None
        states.append(job.status)
        due_at_once(database)
    assert states == ["queued", "queued", "failed"]
    assert job.error == "server_error"
    assert worker_over(demo(board)).work() is None


def test_a_board_that_refuses_us_is_not_tried_again(
    database: Database, board: Board, worker_over: Callable[..., Worker]
) -> None:
    board.fault = lambda request: error(403, "forbidden")
    ask(database)
    job = worker_over(demo(board)).work()
    assert job is not None
    assert (job.status, job.attempts) == ("failed", 1)
    assert len(board.requests) == 1


def test_what_came_before_the_board_went_away_counts(
    database: Database, board: Board, worker_over: Callable[..., Worker]
) -> None:
    def second_question_fails(request: httpx.Request) -> httpx.Response | None:
        return html(502) if request.url.params.get("text") == QUERIES[1] else None

    board.fault = second_question_fails
    ask(database)
    job = worker_over(demo(board)).work()
    assert job is not None
    assert (job.status, job.added) == ("partial", 12)
    assert job.error


def test_time_that_is_up_ends_a_warm_up_in_part(
    database: Database, board: Board, worker_over: Callable[..., Worker]
) -> None:
    ask(database)
    job = worker_over(demo(board), budget_seconds=0.0).work()
    assert job is not None
    assert (job.status, job.error, job.found) == ("partial", "time_is_up", 0)


def test_without_a_board_the_job_fails_at_once(
    database: Database, worker_over: Callable[..., Worker]
) -> None:
    ask(database)
    job = worker_over(None).work()
    assert job is not None
    assert (job.status, job.error) == ("failed", "segment_no_source")


def test_a_worker_that_lost_its_job_stops(
    database: Database, board: Board, worker_over: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(database)
    monkeypatch.setattr(service, "_BEAT_SECONDS", 0.0)

    def rob(request: httpx.Request) -> None:
        with database.transaction() as session:
            session.execute(update(SegmentJob).values(worker="another"))

    board.fault = rob
    job = worker_over(demo(board)).work()
    assert job is not None
    assert (job.status, job.step) == ("running", 0)
    with database.transaction() as session:
        assert session.scalar(select(SegmentJob.worker)) == "another"


def test_a_bug_puts_the_job_back_and_is_raised(
    database: Database, board: Board, worker_over: Callable[..., Worker]
) -> None:
    def broken(beat: Callable[[], None]) -> None:
        raise ZeroDivisionError

    ask(database)
    with pytest.raises(ZeroDivisionError):
        worker_over(demo(board), follow=broken).work()
    with database.transaction() as session:
        assert session.execute(select(SegmentJob.status, SegmentJob.error)).one() == ("queued", "error")
