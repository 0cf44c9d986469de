"""Counters follow the rows by themselves, and stay when the rows go."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, insert, select, text, update

from data.db import Database
from data.models import (
    FreshnessCheck,
    LlmCall,
    MatchEvent,
    MetricDelta,
    MetricTotal,
    Person,
    SearchJob,
    SegmentJob,
)
from data.repositories import metric_totals, segments, vacancies
from data.repositories.metric_totals import BUCKETS
from tests.data.rows import a_row

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_counted_yet(database: Database) -> None:
    """Tests that really commit leave their counts behind; here they are out of sight."""
    with database.transaction() as session:
        session.execute(delete(MetricDelta))
        session.execute(delete(MetricTotal))


@pytest.fixture
def person_id(database: Database) -> UUID:
    with database.transaction() as session:
        person = Person(handle="counted")
        session.add(person)
        session.flush()
        return person.id


def a_search(person_id: UUID, seconds: float | None, status: str = "completed") -> dict[str, object]:
    return {
        "id": uuid4(), "person_id": person_id, "job_type": "instant", "status": status, "started_at": START,
        "finished_at": None if seconds is None else START + timedelta(seconds=seconds),
        "timings_ms": {}, "summary": {},
    }  # fmt: skip


def cells(database: Database, series: str) -> dict[tuple[str, ...], tuple[int, float]]:
    """Label values and bucket -> number and total."""
    with database.transaction() as session:
        return {
            (*(str(value) for _, value in sorted(one.labels.items())), str(one.bucket)): (
                one.number, round(one.total, 3),
            )
            for one in metric_totals.read(session)
            if one.series == series
        }  # fmt: skip


def test_searches_are_counted_when_they_end(database: Database, person_id: UUID) -> None:
    with database.transaction() as session:
        given = [a_search(person_id, 0.04), a_search(person_id, 0.3), a_search(person_id, 99)]
        session.execute(insert(SearchJob), [*given, a_search(person_id, 0.31, "failed")])
        session.execute(insert(SearchJob), [a_search(person_id, None, "running")])
    assert cells(database, "search_requests_total") == {
        ("instant", "completed", "-1"): (3, 0.0),
        ("instant", "failed", "-1"): (1, 0.0),
    }
    # 0.3 s is within the bound of 0.3, 0.31 s is not; 99 s is beyond the last
    assert cells(database, "search_duration_seconds") == {
        ("instant", "0"): (1, 0.04), ("instant", "3"): (1, 0.3), ("instant", "4"): (1, 0.31),
        ("instant", "10"): (1, 99.0),
    }  # fmt: skip
    with database.transaction() as session:
        running = SearchJob.status == "running"
        session.execute(
            update(SearchJob).where(running).values(status="failed", finished_at=START + timedelta(seconds=3))
        )
        session.execute(update(SearchJob).values(summary={"touched": True}))  # counted once only
    assert cells(database, "search_requests_total")[("instant", "failed", "-1")] == (2, 0.0)
    assert cells(database, "search_duration_seconds")[("instant", "8")] == (1, 3.0)


def test_calls_checks_and_events(database: Database, person_id: UUID) -> None:
    call = {
        "day": START.date(), "scope": "system", "purpose": "embedding", "model": "m", "host": "h",
        "prompt_tokens": 1, "cached_tokens": 0, "completion_tokens": 0, "reserved": Decimal(0),
        "cost": Decimal(0), "price_known": True, "usage_known": True, "attempts": 1,
    }  # fmt: skip
    with database.transaction() as session:
        vacancies.upsert(session, [a_row()])
        number = session.scalar(text("SELECT id FROM vacancies"))
        for status, spent in (("ok", 700), ("ok", 20), ("lost", 0), ("kept", 0)):
            session.execute(insert(LlmCall).values(**call, call_id=uuid4(), status=status, duration_ms=spent))
        for verdict in ("open", "archived", "unknown"):
            session.execute(
                insert(FreshnessCheck).values(
                    vacancy_id=number, source="demo", trigger="read", verdict=verdict, duration_ms=1
                )
            )
        session.execute(
            insert(MatchEvent), [{"event": name, "person_id": person_id} for name in ("like", "like", "open")]
        )
    assert cells(database, "openai_calls_total") == {
        ("m", "ok", "-1"): (2, 0.0),
        ("m", "lost", "-1"): (1, 0.0),
        ("m", "kept", "-1"): (1, 0.0),
    }
    # what was kept asked no model, and of what was lost nobody knows how long it took
    assert cells(database, "openai_call_duration_seconds") == {("m", "2"): (1, 0.7), ("m", "0"): (1, 0.02)}
    assert cells(database, "freshness_archived_total") == {("demo", "-1"): (1, 0.0)}
    assert cells(database, "match_events_total") == {("like", "-1"): (2, 0.0), ("open", "-1"): (1, 0.0)}


def test_warm_ups_are_counted_when_they_end_by_how_they_end(database: Database) -> None:
    minute, none = timedelta(minutes=1), timedelta(0)
    with database.transaction() as session:
        session.execute(delete(SegmentJob))
        for key in ("c0ffee00", "c0ffee01", "c0ffee02", "c0ffee03", "c0ffee04"):
            segments.ask(
                session, key, role_id=None, band="any", domains=(), queries=("кладовщик",), cap=9, ttl=minute
            )

        def begun() -> int:
            job = segments.claim(session, "worker", lease=minute)
            assert job is not None
            return job.id

        segments.finish(session, begun(), "worker", "done")
        segments.finish(session, begun(), "worker", "done")
        segments.finish(session, begun(), "worker", "partial", "time_is_up")
        segments.fail(session, begun(), "worker", error="error", wait=none)  # tried again: no end
        segments.fail(session, begun(), "worker", error="segment_no_source", wait=none, final=True)
    counted = {("done", "-1"): (2, 0.0), ("partial", "-1"): (1, 0.0), ("failed", "-1"): (1, 0.0)}
    assert cells(database, "segment_warmup_jobs_total") == counted
    with database.transaction() as session:
        session.execute(update(SegmentJob).values(asked=7))  # touched, and not ended anew
        again = segments.claim(session, "worker", lease=-minute)
        assert again is not None
        segments.beat(session, again.id, "worker", lease=-minute, step=1, found=1, added=1, run_ids=())
        for _ in range(again.attempts, segments.MOST_ATTEMPTS):  # lost, and back in the queue
            assert segments.sweep(session, stuck=none - minute) == (1, 0)
            assert segments.claim(session, "worker", lease=minute) is not None
        assert segments.sweep(session, stuck=none - minute) == (0, 1)  # given up by the sweep
        session.execute(delete(SegmentJob))
    assert cells(database, "segment_warmup_jobs_total") == counted | {("failed", "-1"): (2, 0.0)}


def test_counters_stay_when_people_leave_and_deltas_are_added_up(database: Database, person_id: UUID) -> None:
    with database.transaction() as session:
        session.execute(insert(MatchEvent), [{"event": "like", "person_id": person_id}] * 3)
        metric_totals.compact(session)
        session.execute(insert(MatchEvent), [{"event": "like", "person_id": person_id}])
        session.execute(delete(Person).where(Person.id == person_id))
    assert cells(database, "match_events_total") == {("like", "-1"): (4, 0.0)}
    with database.transaction() as session:
        assert session.scalar(select(MatchEvent.id)) is None
        assert metric_totals.waiting(session, most=10) == 1
        metric_totals.compact(session)
        metric_totals.compact(session)
        assert session.scalar(select(MetricDelta.id)) is None
    assert cells(database, "match_events_total") == {("like", "-1"): (4, 0.0)}


def test_what_no_table_shows_is_added_by_hand(database: Database) -> None:
    with database.transaction() as session:
        metric_totals.add(session, "hh_api_requests_total", {"status": "200"}, 7)
        metric_totals.add(session, "hh_api_requests_total", {"status": "429"}, 0)
    assert cells(database, "hh_api_requests_total") == {("200", "-1"): (7, 0.0)}


def test_the_triggers_hold_the_bounds_of_the_code() -> None:
    sources = {path.stem: path.read_text() for path in Path("data/migrations/versions").glob("*.py")}
    written = {
        name: [tuple(map(float, found.split(","))) for found in re.findall(r"ARRAY\[([\d.,]+)\]", source)]
        for name, source in sources.items()
    }
    assert written["20261121_events"] == list(BUCKETS.values())
    assert written["20261121_kept_answers_uncounted"] == [BUCKETS["openai_call_duration_seconds"]]
