"""The eight numbers and the quality of the list, computed by hand beside."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from random import Random
from uuid import UUID, uuid4

import polars as pl
import pytest
from sqlalchemy import insert, text

from data.db import Database
from data.models import Feedback, FreshnessCheck, LlmCall, MatchEvent, Person, SearchJob, SegmentJob
from data.repositories import headlines, latency, quality, vacancies
from data.repositories.headlines import Headline, value_at
from tests.data.rows import a_row

SINCE = datetime(2026, 11, 10, tzinfo=UTC)
DAY = timedelta(days=1)
UNTIL = SINCE + 4 * DAY


@pytest.fixture(autouse=True)
def people(database: Database) -> list[UUID]:
    """Three people in tables without anybody else's rows."""
    with database.transaction() as session:
        session.execute(text("TRUNCATE openai_call_log, people, freshness_sweep_log CASCADE"))
        session.execute(text("DELETE FROM segment_jobs"))
        made = [Person(handle=name) for name in ("ada", "eve", "bob")]
        session.add_all(made)
        session.flush()
        return [one.id for one in made]


def series(database: Database, read: Headline, bucket: timedelta = DAY) -> list[float | None]:
    """The value of each bucket, None where nothing happened."""
    with database.transaction() as session:
        frame = read(session, SINCE, UNTIL, bucket)
    starts = [SINCE + number * bucket for number in range(int((UNTIL - SINCE) / bucket))]
    return [value_at(frame, start) for start in starts]


def did(database: Database, person: UUID, day: float, *names: str) -> None:
    at = SINCE + day * DAY
    with database.transaction() as session:
        session.add_all([MatchEvent(person_id=person, at=at, event=name) for name in names])


def test_a_window_is_one_long_bucket(database: Database, people: list[UUID]) -> None:
    did(database, people[0], 0.5, "open", "open")
    did(database, people[0], 2.5, "like")
    assert series(database, headlines.events) == [2, None, 1, None]
    assert series(database, headlines.events, UNTIL - SINCE) == [3]


def test_latency(database: Database, people: list[UUID]) -> None:
    with database.transaction() as session:
        for number in range(1, 22):
            session.add(
                SearchJob(
                    id=uuid4(), person_id=people[0], status="completed", started_at=SINCE,
                    finished_at=SINCE, timings_ms={"total": number * 10.0, "recall": number * 1.0},
                )
            )  # fmt: skip
        session.add(SearchJob(id=uuid4(), person_id=people[0], status="failed", started_at=SINCE,
                              timings_ms={"total": 9_000.0}, error="gone"))  # fmt: skip
    assert series(database, headlines.latency_p95)[0] == pytest.approx(200)
    with database.transaction() as session:
        (row,) = latency.over_time(latency.read(session, SINCE, UNTIL), bucket=DAY).rows(named=True)
        assert (row["searches"], row["p50_ms"], row["p95_ms"]) == (21, pytest.approx(110), pytest.approx(200))
        assert row["p99_ms"] == pytest.approx(208)
        spread = latency.spread(latency.read(session, SINCE, UNTIL), bucket=DAY)
        # 10..40 are below 50, 50..90 below 100, 100..190 below 200, 200 and 210 below 300
        assert spread.select("within_ms", "searches").rows() == [(50, 4), (100, 5), (200, 10), (300, 2)]
        worst = latency.slowest(session, SINCE, UNTIL, limit=2)
    assert worst.select("status", "total_ms", "slowest_stage", "stage_ms").rows() == [
        ("failed", 9_000.0, None, None), ("completed", 210.0, "recall", 21.0),
    ]  # fmt: skip


def test_cost(database: Database) -> None:
    given = {
        "scope": "system", "purpose": "p", "model": "m", "host": "h", "prompt_tokens": 1,
        "cached_tokens": 0, "completion_tokens": 0, "reserved": Decimal(1), "price_known": True,
        "usage_known": True, "attempts": 1, "duration_ms": 5, "status": "ok", "day": SINCE.date(),
    }  # fmt: skip
    with database.transaction() as session:
        for day, cost in ((0, "0.25"), (0, "0.5"), (3, "1"), (5, "8")):
            session.execute(
                insert(LlmCall).values(
                    **given, call_id=uuid4(), cost=Decimal(cost), created_at=SINCE + day * DAY
                )
            )
    assert series(database, headlines.cost) == [0.75, None, None, 1.0]


def test_activation(database: Database, people: list[UUID]) -> None:
    ada, eve, bob = people
    did(database, ada, 0.5, "search", "open")
    did(database, eve, 0.5, "search")
    did(database, eve, 1.5, "open")  # without a search on that day
    did(database, bob, 2.5, "search", "open", "open")
    assert series(database, headlines.activation) == [0.5, None, 1.0, None]
    assert series(database, headlines.activation, UNTIL - SINCE) == [1.0]


def test_who_returned(database: Database, people: list[UUID]) -> None:
    ada, eve, bob = people
    did(database, ada, -0.5, "search")
    did(database, eve, -0.5, "search")
    did(database, ada, 0.5, "open")
    did(database, bob, 1.5, "open")
    # before: two, of them ada again; then ada, not again; then bob, not again; then nobody to return
    assert series(database, headlines.returned) == [0.5, 0.0, 0.0, None]


def test_shares_of_likes_warmups_and_checks(database: Database, people: list[UUID]) -> None:
    did(database, people[0], 0.5, "like", "like", "like", "dislike")
    did(database, people[0], 1.5, "dislike")
    with database.transaction() as session:
        vacancies.upsert(session, [a_row("checked")])
        number = session.scalar(text("SELECT id FROM vacancies WHERE external_id = 'checked'"))
        for day, verdict in ((0, "open"), (0, "unknown"), (1, "archived")):
            session.add(
                FreshnessCheck(
                    vacancy_id=number, source="demo", trigger="sweep", verdict=verdict, duration_ms=1,
                    checked_at=SINCE + day * DAY,
                )
            )  # fmt: skip
        for key, status in (("a", "done"), ("b", "failed"), ("c", "done"), ("d", "done")):
            session.execute(
                insert(SegmentJob).values(
                    key=key, band="any", domains=[], queries=["q"], status=status, requested_by="search",
                    asked=1, attempts=1, step=0, found=0, added=0, run_ids=[], finished_at=SINCE + 2 * DAY,
                )
            )  # fmt: skip
    assert series(database, headlines.like_share) == [0.75, 0.0, None, None]
    assert series(database, headlines.warmed) == [None, None, 0.75, None]
    assert series(database, headlines.answered_checks) == [0.5, 1.0, None, None]


def test_ndcg_of_what_people_did_with_a_list(database: Database, people: list[UUID]) -> None:
    first, second = uuid4(), uuid4()
    shown = [(first, 11, 1), (first, 12, 2), (first, 13, 3), (second, 11, 1)]
    with database.transaction() as session:
        for search, vacancy, rank in shown:
            session.add(MatchEvent(person_id=people[0], at=SINCE, event="impression", search_id=search,
                                   vacancy_id=vacancy, rank=rank))  # fmt: skip
        clicked = ((first, 12, 2, "open"), (first, 13, 3, "open"), (first, 13, 3, "like"))
        for search, vacancy, rank, event in clicked:
            session.add(MatchEvent(person_id=people[0], at=SINCE, event=event, search_id=search,
                                   vacancy_id=vacancy, rank=rank))  # fmt: skip
        for vacancy, reason in ((11, "salary"), (12, None), (13, "salary")):
            vacancies.upsert(session, [a_row(str(vacancy))])
            number = session.scalar(
                text("SELECT id FROM vacancies WHERE external_id = :id"), {"id": str(vacancy)}
            )
            session.add(Feedback(person_id=people[0], vacancy_id=number, verdict="dislike", reason=reason,
                                 updated_at=SINCE))  # fmt: skip
        dcg = 1 / math.log2(3) + 3 / math.log2(4)
        best = 3 / math.log2(2) + 1 / math.log2(3)
        found = quality.ndcg_proxy(session, SINCE, UNTIL)
        assert found == quality.Ndcg(pytest.approx(dcg / best), searches=1, part=1.0, margin=0.0)
        assert quality.ndcg_proxy(session, UNTIL, UNTIL + DAY) == quality.Ndcg(None, 0, 1.0, 0.0)
        assert quality.reasons(session, SINCE, UNTIL).rows() == [("salary", 2), (None, 1)]


def test_ndcg_of_a_sample_says_how_far_off_it_may_be(database: Database, people: list[UUID]) -> None:
    random = Random(11)  # noqa: S311
    with database.transaction() as session:
        for _search in range(500):
            search = UUID(int=random.getrandbits(128), version=4)
            for rank in random.sample(range(1, 11), random.randint(1, 3)):
                session.add(MatchEvent(person_id=people[0], at=SINCE, event=random.choice(["open", "like"]),
                                       search_id=search, vacancy_id=rank, rank=rank))  # fmt: skip
        session.flush()
        everything = quality.ndcg_proxy(session, SINCE, UNTIL)
        sample = quality.ndcg_proxy(session, SINCE, UNTIL, most_clicks=250)
        again = quality.ndcg_proxy(session, SINCE, UNTIL, most_clicks=250)
    assert (everything.searches, everything.part, everything.margin) == (500, 1.0, 0.0)
    assert sample == again
    assert sample.part == pytest.approx(0.25, abs=0.03)
    assert sample.searches == pytest.approx(500 * sample.part, rel=0.2)
    assert everything.mean is not None
    assert sample.mean is not None
    assert 0.01 < sample.margin < 0.06
    assert abs(sample.mean - everything.mean) < sample.margin


def test_a_moment_of_another_zone_is_the_same_moment(database: Database, people: list[UUID]) -> None:
    did(database, people[0], 0.5, "open")
    with database.transaction() as session:
        frame = headlines.events(session, SINCE, UNTIL, DAY)
    assert value_at(frame, SINCE.astimezone(timezone(timedelta(hours=3)))) == 1


def test_the_frames_have_one_form(database: Database) -> None:
    every = (
        headlines.latency_p95, headlines.cost, headlines.activation, headlines.returned,
        headlines.like_share, headlines.warmed, headlines.answered_checks, headlines.events,
    )  # fmt: skip
    for read in every:
        with database.transaction() as session:
            frame = read(session, SINCE, UNTIL, DAY)
        assert frame.schema == {"at": pl.Datetime("us", "UTC"), "value": pl.Float64}
        assert frame.is_empty()
