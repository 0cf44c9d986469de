"""The rows behind the operator's figures are as many as the figures say, and name nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, insert, text

from data.db import Database
from data.models import EventHour, Feedback, LlmCall, MatchEvent, Person, SearchJob
from data.repositories import activity, behind, latency, recent_checks, spending, vacancies
from tests.data.rows import a_row

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = (MONDAY, MONDAY + 7 * DAY)


@pytest.fixture(autouse=True)
def _nothing_happened_yet(database: Database) -> None:
    with database.transaction() as session:
        session.execute(delete(MatchEvent))
        session.execute(delete(EventHour))
        session.execute(text("TRUNCATE openai_call_log"))


@pytest.fixture
def people(database: Database) -> list[UUID]:
    with database.transaction() as session:
        made = [Person(handle=name) for name in ("ada", "eve", "bob")]
        session.add_all(made)
        session.flush()
        return [one.id for one in made]


def did(database: Database, person: UUID, at: datetime, *names: str) -> None:
    with database.transaction() as session:
        session.add_all([MatchEvent(person_id=person, at=at, event=name, rank=3) for name in names])


def test_people_who_stopped_are_those_the_funnel_loses(database: Database, people: list[UUID]) -> None:
    ada, eve, bob = people
    did(database, ada, MONDAY, "upload", "parsed", "search", "open")
    did(database, eve, MONDAY + DAY, "upload", "parsed", "search", "search")
    did(database, bob, MONDAY, "upload", "parsed", "open")  # opened without a search: stopped at "parsed"
    with database.transaction() as session:
        counts = dict(activity.funnel(session, *WEEK).select("step", "people").rows())
        for step, following in zip(activity.FUNNEL, (*activity.FUNNEL[1:], None), strict=True):
            frame = behind.stopped_at(session, *WEEK, step)
            assert frame.height == counts[step] - counts.get(following or "", 0)
        stopped = behind.stopped_at(session, *WEEK, "search")
        with pytest.raises(ValueError, match="not in tuple"):
            behind.stopped_at(session, *WEEK, "impression")
    assert stopped.rows() == [(str(eve)[:8], 4, MONDAY + DAY, MONDAY + DAY)]


def test_people_of_a_cohort(database: Database, people: list[UUID]) -> None:
    ada, eve, bob = people
    did(database, ada, MONDAY, "search")
    did(database, ada, MONDAY + 8 * DAY, "open", "open")
    did(database, eve, MONDAY + DAY, "search")
    did(database, bob, MONDAY + 8 * DAY, "search")  # another cohort
    with database.transaction() as session:
        cohorts = activity.cohorts(session, now=MONDAY + 9 * DAY).filter(cohort=MONDAY.date())
        sizes = {row["age"]: row["people"] for row in cohorts.iter_rows(named=True)}
        frames = {age: behind.came_again(session, MONDAY.date(), age) for age in sizes}
    assert {age: frame.height for age, frame in frames.items()} == sizes == {0: 2, 1: 1}
    assert frames[1].rows() == [(str(ada)[:8], 2, MONDAY, MONDAY + 8 * DAY)]


def test_calls_are_those_of_the_split(database: Database) -> None:
    day = date(2026, 11, 18)
    with database.transaction() as session:
        for number, (purpose, scope) in enumerate(
            [("embedding", "system"), ("reading", "person"), ("reading", "person")]
        ):
            session.execute(
                insert(LlmCall).values(
                    call_id=uuid4(), day=day + timedelta(days=number % 2), scope=scope, purpose=purpose,
                    model="m", host="h", prompt_tokens=7, cached_tokens=0, completion_tokens=1,
                    reserved=Decimal(0), cost=Decimal("0.25"), price_known=True, usage_known=True,
                    attempts=1, status="ok", duration_ms=9,
                )
            )  # fmt: skip
        everything = behind.calls(session, day, day + DAY)
        found = behind.calls(session, day, day + DAY, purpose="reading", scope="person")
        by_day = spending.by_day(session, day, day + DAY).filter(purpose="reading")
        assert behind.calls(session, day, day, model="other").is_empty()
        assert behind.calls(session, day, day).height == 2
    assert everything.height == 3
    assert found.height == by_day["calls"].sum() == 2
    assert found["cost"].sum() == by_day["cost"].sum()
    assert "host" not in found.columns


def test_judgements_and_events(database: Database, people: list[UUID]) -> None:
    did(database, people[0], MONDAY, "open", "like")
    with database.transaction() as session:
        vacancies.upsert(session, [a_row("1"), a_row("2"), a_row("3")])
        numbers = [row[0] for row in session.execute(text("SELECT id FROM vacancies ORDER BY id"))]
        for number, verdict, reason in zip(
            numbers, ("dislike", "dislike", "like"), ("salary", None, None), strict=True
        ):
            session.add(Feedback(person_id=people[0], vacancy_id=number, verdict=verdict, reason=reason,
                                 updated_at=MONDAY))  # fmt: skip
        session.flush()
        assert behind.judged(session, *WEEK).height == 3
        assert behind.judged(session, *WEEK, verdict="dislike", reason="salary")["why_not"][0] == "salary"
        assert behind.judged(session, *WEEK, verdict="dislike", no_reason=True).height == 1
        assert behind.judged(session, WEEK[1], WEEK[1] + DAY).is_empty()
        happened = behind.events(session, *WEEK, event="open")
        assert behind.events(session, *WEEK).height == 2
    assert happened.select("event", "rank", "person").rows() == [("open", 3, str(people[0])[:8])]


def test_searches_of_a_cell_of_the_spread(database: Database, people: list[UUID]) -> None:
    with database.transaction() as session:
        for spent in (60.0, 100.0, 150.0, 9_000.0):
            session.add(SearchJob(id=uuid4(), person_id=people[0], status="completed", started_at=MONDAY,
                                  finished_at=MONDAY, timings_ms={"total": spent}))  # fmt: skip
        session.flush()
        cells = {
            row["within_ms"]: row["searches"]
            for row in latency.spread(latency.read(session, *WEEK), bucket=DAY).iter_rows(named=True)
        }
        bounds = (None, *latency.BOUNDS)
        for above, within in zip(bounds, (*latency.BOUNDS, None), strict=True):
            frame = latency.slowest(session, *WEEK, above_ms=above, within_ms=within)
            assert frame.height == cells.get(within, 0), (above, within)


def test_looks_can_be_narrowed(database: Database) -> None:
    with database.transaction() as session:
        assert recent_checks.recent(
            session, since=MONDAY, until=MONDAY + DAY, verdict="open", source="nowhere"
        ).is_empty()
