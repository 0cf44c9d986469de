"""The operator's counts and percentiles, on rows written by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from data.db import Database
from data.models import Feedback, FreshnessCheck, Match, SearchJob
from data.repositories import latency, overview, recent_checks
from tests.pages.fakes import a_person, vacancies

NOW = datetime.now(UTC)


@pytest.fixture
def searched(database: Database) -> Database:
    """Ten completed searches of 100..1000 ms an hour ago, one failed, one of ten days ago."""
    person = a_person(database)
    alive = vacancies(database, 1)
    gone = vacancies(database, 1, source="hh", status="archived", archived_at=NOW - timedelta(hours=5))
    with database.transaction() as session:
        for number in range(1, 11):
            search = SearchJob(
                id=uuid4(), person_id=person, status="completed", started_at=NOW - timedelta(hours=1),
                finished_at=NOW, timings_ms={"recall": number * 10.0, "total": number * 100.0},
            )  # fmt: skip
            session.add(search)
            session.flush()
            for vacancy in (alive[0], gone[0]) if number == 1 else (alive[0],):
                session.add(
                    Match(
                        search_id=search.id, person_id=person, vacancy_id=vacancy, rank=1, score=0.5,
                        parts={}, track="match", requirements=[], notes=[], card={},
                    )
                )  # fmt: skip
        for status, days in (("failed", 0), ("completed", 10)):
            session.add(
                SearchJob(
                    id=uuid4(), person_id=person, status=status, timings_ms={"total": 5000.0},
                    started_at=NOW - timedelta(days=days, minutes=1),
                )
            )  # fmt: skip
        session.add(Feedback(person_id=person, vacancy_id=alive[0], verdict="like"))
        session.add(
            FreshnessCheck(
                vacancy_id=alive[0], source="demo", trigger="read", verdict="unknown", duration_ms=5
            )
        )
    return database


def test_counts_of_a_window(searched: Database) -> None:
    with searched.transaction() as session:
        seen = overview.read(session, NOW - timedelta(days=1), NOW + timedelta(hours=1))
        older = overview.read(session, NOW - timedelta(days=20), NOW - timedelta(days=2))
    assert (seen.searches, seen.failed_searches) == (11, 1)
    assert seen.p50_ms == pytest.approx(550)
    assert (seen.shown, seen.archived_served) == (11, 1)
    assert (seen.checks, seen.likes, seen.dislikes) == (1, 1, 0)
    assert (older.searches, older.p50_ms, older.checks) == (1, 5000.0, 0)


def test_latency_over_time_and_by_stage(searched: Database) -> None:
    with searched.transaction() as session:
        window = NOW - timedelta(days=1), NOW + timedelta(hours=1)
        over_time = latency.over_time(session, *window, bucket=timedelta(hours=1))
        stages = latency.by_stage(session, *window)
        empty = latency.over_time(session, NOW - timedelta(days=9), NOW - timedelta(days=8),
                                  bucket=timedelta(hours=1))  # fmt: skip
    assert over_time["searches"].to_list() == [10]
    assert stages["stage"].to_list() == ["total", "recall"]
    assert stages["p50_ms"].to_list() == [pytest.approx(550), pytest.approx(55)]
    assert empty.is_empty()
    assert empty.columns == over_time.columns


def test_recent_checks_newest_first(searched: Database) -> None:
    with searched.transaction() as session:
        frame = recent_checks.recent(session, limit=1)
    assert frame["verdict"].to_list() == ["unknown"]
    assert frame["source"].to_list() == ["demo"]
