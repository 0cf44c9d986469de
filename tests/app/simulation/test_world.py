"""The invented people: the same every time, believable, and apart from everything real."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from sqlalchemy import func, select, text

from app.simulation.world import Plan, rows
from app.stack.postgres import EmbeddedPostgres
from app.telemetry.events import EVENTS
from data.db import Database
from data.models import CostDay, EventHour, LlmCall, MatchEvent, Person, SearchJob
from data.repositories import activity, metric_totals, simulated, spending

UNTIL = datetime(2026, 11, 21, tzinfo=UTC)
SMALL = Plan(people=40, days=30, seed=7, until=UNTIL)


def test_the_same_seed_gives_the_same_people() -> None:
    assert list(islice(rows(SMALL), 9_000)) == list(islice(rows(SMALL), 9_000))
    other = Plan(people=40, days=30, seed=8, until=UNTIL)
    assert list(islice(rows(SMALL), 9_000)) != list(islice(rows(other), 9_000))


def test_more_people_do_not_change_the_first() -> None:
    def lives(plan: Plan) -> list[object]:
        return [row for table, row in rows(plan) if table == "searches"]

    few = lives(SMALL)
    assert lives(Plan(people=41, days=30, seed=7, until=UNTIL))[: len(few)] == few


def test_nothing_happens_before_its_time_or_after_the_end() -> None:
    tables = Counter()
    for table, row in rows(SMALL):
        tables[table] += 1
        if table == "match_event":
            assert row["event"] in EVENTS
            assert SMALL.since <= row["at"] <= UNTIL
        if table == "searches":
            assert row["started_at"] < row["finished_at"]
            assert row["timings_ms"]["total"] == pytest.approx(
                sum(spent for name, spent in row["timings_ms"].items() if name != "total"), abs=0.11
            )
    assert tables["people"] == 40
    assert tables["match_event"] > tables["searches"] > tables["feedback"] > 0


@pytest.fixture
def url(postgres: EmbeddedPostgres) -> str:
    return postgres.url()


def test_it_is_written_beside_the_real_data(url: str, database: Database) -> None:
    with database.transaction() as session:
        before = session.scalar(select(func.count()).select_from(Person))
        ledger = session.scalar(select(func.count()).select_from(LlmCall))
    try:
        made = simulated.renew(url)
        told: list[int] = []
        counts = simulated.write(made, rows(SMALL), told.append)
        with database.transaction() as session:
            assert simulated.exists(session, url)
        assert counts["people"] == 40
        assert told[-1] == sum(counts.values())
        with made.transaction() as session:
            assert session.scalar(select(func.count()).select_from(MatchEvent)) == counts["match_event"]
            # the triggers counted what COPY brought
            assert session.scalar(select(func.sum(EventHour.number))) == counts["match_event"]
            ended = [one for one in metric_totals.read(session) if one.series == "search_requests_total"]
            assert sum(one.number for one in ended) == counts["searches"]
            assert spending.roll_up(session, today=UNTIL.date()) > 0
            assert spending.unreconciled(session).is_empty()
            assert session.scalar(select(func.sum(CostDay.calls))) == counts["openai_call_log"]
            funnel = activity.funnel(session, SMALL.since, UNTIL + timedelta(hours=1))
            people = funnel["people"].to_list()
            assert people == sorted(people, reverse=True)
            assert people[0] == 40
            assert session.scalar(select(func.count()).select_from(SearchJob)) == counts["searches"]
        made.bind.engine.dispose()
        simulated.upgrade(url)  # nothing to do, and nothing is lost
        with made.transaction() as session:
            assert session.scalar(select(func.count()).select_from(Person)) == 40
        made.bind.engine.dispose()
    finally:
        simulated.drop(url)
    simulated.upgrade(url)
    with database.transaction() as session:
        assert not simulated.exists(session, url), "an upgrade makes none"
        assert session.scalar(select(func.count()).select_from(Person)) == before
        assert session.scalar(select(func.count()).select_from(LlmCall)) == ledger
        assert session.scalar(text("SELECT current_database()")) == "podbor"
