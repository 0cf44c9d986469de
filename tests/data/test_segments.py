"""The queue of warm-ups: one job a segment, a cap a day, leases, and nothing left lying."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from app.stack.postgres import EmbeddedPostgres
from data.db import Database
from data.models import SegmentJob
from data.repositories import segment_history, segments

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LEASE = timedelta(minutes=5)


def ask(database: Database, key: str, *, cap: int = 100, ttl: timedelta = DAY) -> str:
    with database.transaction() as session:
        return segments.ask(
            session, key, role_id="96", band="senior", domains=["fintech"], queries=["программист"], cap=cap,
            ttl=ttl,
        )  # fmt: skip


def claim(database: Database, worker: str = "one", lease: timedelta = LEASE) -> segments.Job | None:
    with database.transaction() as session:
        return segments.claim(session, worker, lease=lease)


def claimed(database: Database, worker: str = "one", lease: timedelta = LEASE) -> segments.Job:
    job = claim(database, worker, lease)
    assert job is not None
    return job


def job_of(database: Database, key: str) -> segments.Job:
    with database.transaction() as session:
        job = segments.last_of(session, key)
    assert job is not None
    return job


def change(database: Database, **values: Any) -> None:
    with database.transaction() as session:
        session.execute(update(SegmentJob).values(**values))


def ago(span: timedelta) -> Any:
    return func.now() - span


@pytest.fixture
def real(postgres: EmbeddedPostgres) -> Iterator[Database]:
    """Not rolled back: the threads of a test have connections of their own."""
    database = Database.from_url(postgres.url(), pool_size=20)
    yield database
    with database.transaction() as session:
        session.execute(delete(SegmentJob))
    database.bind.engine.dispose()


def test_the_second_who_asks_waits_for_the_job_of_the_first(database: Database) -> None:
    assert ask(database, "a") == ask(database, "a") == "warming"
    assert job_of(database, "a").asked == 2
    assert claimed(database).key == "a"
    assert ask(database, "a") == "warming"
    assert claim(database) is None


def test_what_was_warmed_is_left_alone_until_it_is_old(database: Database) -> None:
    ask(database, "a")
    job = claimed(database)
    with database.transaction() as session:
        assert segments.finish(session, job.id, "one", "done")
    assert ask(database, "a") == "warmed"
    change(database, finished_at=ago(25 * HOUR))
    assert ask(database, "a") == "warming"
    change(database, status="failed", finished_at=ago(timedelta(minutes=5)))
    assert ask(database, "a") == "failed"
    change(database, status="failed", finished_at=ago(2 * HOUR))
    assert ask(database, "a") == "warming"


def test_the_cap_counts_a_day_and_not_the_operator(database: Database) -> None:
    assert [ask(database, key, cap=2) for key in "abca"] == ["warming", "warming", "capped", "warming"]
    change(database, requested_by="operator")
    assert ask(database, "c", cap=1) == "warming"
    change(database, requested_by="search", requested_at=ago(DAY))
    assert ask(database, "d", cap=1) == "warming"
    assert ask(database, "e", cap=0) == "capped"


def test_a_hundred_at_once_who_ask_for_one_segment_make_one_job(real: Database) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _number: ask(real, "crowd"), range(100)))
    assert set(answers) == {"warming"}
    with real.transaction() as session:
        assert session.scalar(select(func.count()).select_from(SegmentJob)) == 1
    assert job_of(real, "crowd").asked == 100


def test_the_cap_holds_however_many_ask_at_once(real: Database) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: ask(real, f"s{number}", cap=7), range(40)))
    assert sorted(answers) == ["capped"] * 33 + ["warming"] * 7


def test_no_job_is_given_to_two_workers(real: Database) -> None:
    for number in range(10):
        ask(real, f"s{number}")
    with ThreadPoolExecutor(20) as pool:
        jobs = list(pool.map(lambda number: claim(real, f"w{number}"), range(30)))
    assert sorted(job.key for job in jobs if job) == [f"s{number}" for number in range(10)]


def test_a_silent_worker_loses_its_job_and_may_write_nothing_more(database: Database) -> None:
    ask(database, "a")
    first = claimed(database, "dead", timedelta(seconds=-1))
    with database.transaction() as session:
        assert segments.next_due(session)
    second = claimed(database, "alive")
    assert (first.id, first.attempts, second.attempts) == (second.id, 1, 2)
    with database.transaction() as session:
        assert not segments.beat(
            session, first.id, "dead", lease=LEASE, step=3, found=3, added=3, run_ids=["x"]
        )
        assert not segments.finish(session, first.id, "dead", "done")
        assert not segments.fail(session, first.id, "dead", error="late", wait=HOUR)
        assert segments.beat(session, first.id, "alive", lease=LEASE, step=1, found=9, added=4, run_ids=["y"])
        assert segments.next_due(session) is None
    kept = job_of(database, "a")
    assert (kept.status, kept.step, kept.found, kept.added, kept.run_ids) == ("running", 1, 9, 4, ("y",))


def test_put_off_is_no_attempt_and_a_failure_is_one_of_three(database: Database) -> None:
    ask(database, "a")
    for _again in range(5):
        job = claimed(database)
        with database.transaction() as session:
            assert segments.put_off(session, job.id, "one", wait=timedelta(0), reason="run_in_progress")
    for attempt in range(1, segments.MOST_ATTEMPTS + 1):
        job = claimed(database)
        assert job.attempts == attempt
        with database.transaction() as session:
            assert segments.fail(session, job.id, "one", error="source_unavailable", wait=timedelta(0))
    ended = job_of(database, "a")
    assert (ended.status, ended.error, ended.active) == ("failed", "source_unavailable", False)
    assert ended.finished_at is not None
    assert claim(database) is None


def test_what_is_put_off_waits_its_time(database: Database) -> None:
    ask(database, "a")
    job = claimed(database)
    with database.transaction() as session:
        segments.put_off(session, job.id, "one", wait=HOUR, reason="run_in_progress")
    assert claim(database) is None
    with database.transaction() as session:
        assert segments.next_due(session) is None


def test_the_sweep_frees_what_is_stuck_and_nothing_else(database: Database) -> None:
    for key in ("well", "stuck", "worn"):
        ask(database, key)
        claimed(database, key)
    with database.transaction() as session:
        long_ago = update(SegmentJob).values(started_at=ago(timedelta(minutes=31)))
        session.execute(long_ago.where(SegmentJob.key != "well"))
        session.execute(
            update(SegmentJob).where(SegmentJob.key == "worn").values(attempts=segments.MOST_ATTEMPTS)
        )
        assert segment_history.late(session, stuck=timedelta(minutes=30)) == 2
        assert segments.sweep(session, stuck=timedelta(minutes=30)) == (1, 1)
        assert segments.sweep(session, stuck=timedelta(minutes=30)) == (0, 0)
    states = {key: job_of(database, key).status for key in ("well", "stuck", "worn")}
    assert states == {"well": "running", "stuck": "queued", "worn": "failed"}
    assert claimed(database, "next").key == "stuck"


def test_old_ones_are_trimmed(database: Database) -> None:
    ask(database, "a")
    ask(database, "b")
    with database.transaction() as session:
        session.execute(
            update(SegmentJob).where(SegmentJob.key == "a").values(status="done", finished_at=ago(91 * DAY))
        )
        assert segment_history.trim(session, older_than=90 * DAY) == 1
        assert [job.key for job in segment_history.latest(session)] == ["b"]
