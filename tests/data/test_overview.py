"""The operator's counts and percentiles, on rows written by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import text

from data.db import Database
from data.models import Feedback, FreshnessCheck, Match, MatchEvent, SearchJob
from data.repositories import latency, overview, recent_checks
from tests.pages.fakes import a_person, vacancies

NOW = datetime.now(UTC)
_WITHIN = "status = 'completed' AND started_at >= :since AND started_at < :until"
_AT = "date_bin(:bucket, started_at, timestamptz '2026-01-01 00:00:00+00') AS at"
_PERCENTILES = text(f"""
    SELECT {_AT}, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY total_ms),
           percentile_cont(0.95) WITHIN GROUP (ORDER BY total_ms),
           percentile_cont(0.99) WITHIN GROUP (ORDER BY total_ms)
    FROM searches WHERE {_WITHIN} GROUP BY at ORDER BY at
""")
_SPREAD = text(f"""
    SELECT {_AT}, width_bucket(total_ms, cast(:bounds AS float8[])) AS place, count(*)
    FROM searches WHERE {_WITHIN} AND total_ms IS NOT NULL GROUP BY at, place ORDER BY at, place
""")
_STATUSES = text("""
    SELECT count(*), count(*) FILTER (WHERE status = 'failed'),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY total_ms) FILTER (WHERE status = 'completed')
    FROM searches WHERE started_at >= :since AND started_at < :until
""")


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
    window = NOW - timedelta(days=1), NOW + timedelta(hours=1)
    with searched.transaction() as session:
        found = latency.read(session, NOW - timedelta(days=20), NOW + timedelta(hours=1))
        fresh, said = overview.freshness(session, *window), overview.feedback(session, *window)
        older = overview.freshness(session, NOW - timedelta(days=20), NOW - timedelta(days=2))
    seen = latency.counts(found.within(*window))
    assert (seen.searches, seen.failed) == (11, 1)
    assert seen.p50_ms == pytest.approx(550)
    assert (fresh.shown, fresh.archived_served, fresh.checks) == (11, 1, 1)
    assert (said.likes, said.dislikes) == (1, 0)
    assert older.checks == 0
    before = latency.counts(found.within(NOW - timedelta(days=20), NOW - timedelta(days=2)))
    assert (before.searches, before.p50_ms) == (1, 5000.0)


def test_latency_over_time_and_by_stage(searched: Database) -> None:
    with searched.transaction() as session:
        window = NOW - timedelta(days=1), NOW + timedelta(hours=1)
        over_time = latency.over_time(latency.read(session, *window), bucket=timedelta(hours=1))
        stages = latency.by_stage(session, *window)
        nothing = latency.read(session, NOW - timedelta(days=9), NOW - timedelta(days=8))
    empty = latency.over_time(nothing, bucket=timedelta(hours=1))
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


def test_packed_moments_give_the_percentiles_of_the_database(database: Database) -> None:
    person, random = a_person(database), Random(3)  # noqa: S311
    since, until, bucket = NOW - timedelta(days=3), NOW, timedelta(hours=6)
    with database.transaction() as session:
        for _number in range(300):
            at = since + random.random() * (until - since)
            status = random.choice(["completed"] * 5 + ["failed", "running"])
            timings = (
                {"total": random.choice([50.0, random.lognormvariate(5, 1)])} if random.random() < 0.9 else {}
            )
            session.add(
                SearchJob(id=uuid4(), person_id=person, status=status, started_at=at, timings_ms=timings)
            )
        session.flush()
        found = latency.read(session, since - timedelta(days=1), until)
        assert set(found.began) == {"completed", "failed", "running"}
        for part in ((since, until), (since + timedelta(hours=5), until - timedelta(hours=31))):
            rows = session.execute(_PERCENTILES, {"since": part[0], "until": part[1], "bucket": bucket}).all()
            over_time = latency.over_time(found.within(*part), bucket=bucket)
            assert over_time.select("at", "searches").rows() == [(row[0], row[1]) for row in rows]
            for number, name in enumerate(("p50_ms", "p95_ms", "p99_ms"), start=2):
                assert over_time[name].to_list() == pytest.approx([row[number] for row in rows])
            spread = latency.spread(found.within(*part), bucket=bucket)
            cells = session.execute(_SPREAD, {"since": part[0], "until": part[1], "bucket": bucket,
                                              "bounds": list(latency.BOUNDS)}).all()  # fmt: skip
            named = [(at, [*latency.BOUNDS, None][place], number) for at, place, number in cells]
            assert spread.rows() == named
            statuses = session.execute(_STATUSES, {"since": part[0], "until": part[1]}).one()
            seen = latency.counts(found.within(*part))
            assert (seen.searches, seen.failed) == (statuses[0], statuses[1])
            assert seen.p50_ms == pytest.approx(statuses[2])


def test_coverage_and_variety(database: Database) -> None:
    person = a_person(database)
    one = vacancies(database, 1, employer="Ромашка", external_id="a")
    same = vacancies(database, 1, employer="РОМАШКА", external_id="b")
    other = vacancies(database, 1, employer="Василёк", external_id="c")
    gone = vacancies(database, 1, employer="Лютик", external_id="d", status="archived")
    vacancies(database, 1, employer="Мак", external_id="e")  # open, never shown
    with database.transaction() as session:
        opened = overview.quality(session, NOW, NOW).open_vacancies
        for vacancy, times in ((one, 3), (same, 1), (other, 2), (gone, 2)):
            for _time in range(times):
                session.add(
                    MatchEvent(person_id=person, at=NOW, event="impression", vacancy_id=vacancy[0], rank=1)
                )
        session.add(MatchEvent(person_id=person, at=NOW, event="open", vacancy_id=other[0], rank=1))
    with database.transaction() as session:
        seen = overview.quality(session, NOW - timedelta(hours=1), NOW + timedelta(hours=1))
        before = overview.quality(session, NOW - timedelta(days=9), NOW - timedelta(days=8))
    assert (seen.covered, seen.open_vacancies) == (3, opened)
    # of eight showings four are of one employer, two of another, two of a third: 16 + 4 + 4 of 64
    assert seen.alike == pytest.approx(24 / 64)
    assert (before.covered, before.alike) == (0, None)
