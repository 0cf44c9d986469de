"""Funnel, cohorts and counts, on events counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import polars as pl
import pytest
from sqlalchemy import delete, select

from data.db import Database
from data.models import EventHour, MatchEvent, Person
from data.repositories import activity

NOON = datetime(2026, 11, 18, 12, 20, tzinfo=UTC)  # a Wednesday
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_happened_yet(database: Database) -> None:
    with database.transaction() as session:
        session.execute(delete(MatchEvent))
        session.execute(delete(EventHour))


def people(database: Database, *names: str) -> list[UUID]:
    with database.transaction() as session:
        made = [Person(handle=name) for name in names]
        session.add_all(made)
        session.flush()
        return [one.id for one in made]


def did(database: Database, person: UUID, at: datetime, *names: str) -> None:
    with database.transaction() as session:
        session.add_all([MatchEvent(person_id=person, at=at, event=name) for name in names])


def test_hours_are_kept_as_events_come(database: Database) -> None:
    (ada,) = people(database, "ada")
    did(database, ada, NOON, "like", "like", "open")
    did(database, ada, NOON + timedelta(minutes=30), "like")
    did(database, ada, NOON + timedelta(minutes=45), "like")
    with database.transaction() as session:
        rows = session.execute(select(EventHour.hour, EventHour.event, EventHour.number)).all()
    hour = NOON.replace(minute=0)
    assert sorted(map(tuple, rows)) == [
        (hour, "like", 3), (hour, "open", 1), (hour + timedelta(hours=1), "like", 1),
    ]  # fmt: skip


def test_a_funnel_counts_who_did_every_step(database: Database) -> None:
    ada, eve, bob, kim = people(database, "ada", "eve", "bob", "kim")
    did(database, ada, NOON, "upload", "parsed", "search", "open", "like", "apply")
    did(database, eve, NOON, "upload", "parsed", "search", "like")  # liked without opening
    did(database, bob, NOON, "upload")
    did(database, kim, NOON, "search", "open")  # came with a résumé of long ago
    did(database, bob, NOON - 40 * DAY, "parsed")
    with database.transaction() as session:
        frame = activity.funnel(session, NOON - DAY, NOON + DAY)
    assert frame.rows() == [
        ("upload", 3, 1.0, None), ("parsed", 2, 2 / 3, 2 / 3), ("search", 2, 2 / 3, 1.0),
        ("open", 1, 1 / 3, 0.5), ("like", 1, 1 / 3, 1.0), ("apply", 1, 1 / 3, 1.0),
    ]  # fmt: skip


def test_a_funnel_nobody_entered(database: Database) -> None:
    with database.transaction() as session:
        frame = activity.funnel(session, NOON - DAY, NOON)
    assert frame["people"].to_list() == [0] * 6
    assert frame["of_first"].to_list() == [None] * 6


def test_weekly_cohorts(database: Database) -> None:
    ada, eve, bob = people(database, "ada", "eve", "bob")
    did(database, ada, NOON - 14 * DAY, "search")
    did(database, ada, NOON, "search")
    did(database, eve, NOON - 14 * DAY, "search")
    did(database, eve, NOON - 7 * DAY, "open")
    did(database, bob, NOON, "search")
    did(database, bob, NOON - 200 * DAY, "search")  # a cohort too old to be shown
    with database.transaction() as session:
        frame = activity.cohorts(session, now=NOON, weeks=4)
    first = date(2026, 11, 2)
    assert frame.rows() == [(first, 0, 2, 1.0), (first, 1, 1, 0.5), (first, 2, 1, 0.5)]


def test_who_came_back(database: Database) -> None:
    ada, eve, bob = people(database, "ada", "eve", "bob")
    did(database, ada, NOON - 7 * DAY, "search")
    did(database, eve, NOON - 7 * DAY, "search")
    did(database, ada, NOON, "open")
    did(database, bob, NOON, "open")
    since, until = NOON - 3 * DAY, NOON + 3 * DAY
    with database.transaction() as session:
        assert activity.returned(session, since, until) == (1, 2)
        assert activity.active_people(session, since, until) == 2


def test_counts_by_event_and_over_time(database: Database) -> None:
    ada, eve = people(database, "ada", "eve")
    did(database, ada, NOON, "impression", "impression", "open")
    did(database, eve, NOON + 2 * DAY, "impression")
    did(database, eve, NOON - 2 * DAY, "impression")  # before the window
    since, until = NOON - DAY, NOON + 3 * DAY
    with database.transaction() as session:
        assert activity.by_event(session, since, until).rows() == [("impression", 3, 2), ("open", 1, 1)]
        frame = activity.over_time(session, since, until, bucket=DAY)
    first = datetime(2026, 11, 18, tzinfo=UTC)
    assert frame.rows() == [
        (first, "impression", 2), (first, "open", 1), (first + 2 * DAY, "impression", 1),
    ]  # fmt: skip
    assert frame.schema["at"] == pl.Datetime("us", "UTC")


def test_a_window_begins_at_its_full_hour(database: Database) -> None:
    (ada,) = people(database, "ada")
    did(database, ada, NOON.replace(minute=5), "open")
    with database.transaction() as session:
        assert activity.by_event(session, NOON, NOON + DAY).rows() == [("open", 1, 1)]
        assert activity.by_event(session, NOON + timedelta(hours=1), NOON + DAY).is_empty()
