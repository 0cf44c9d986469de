"""Events: whitelisted, limited, written aside, and never in a page's way."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, delete

from app.stack.postgres import EmbeddedPostgres
from app.telemetry import requests
from app.telemetry.events import MOST_WAITING, EventLog
from data.db import Database
from data.errors import DatabaseUnavailable
from data.models import Person
from data.repositories import events
from data.repositories.events import EventRow

NEVER = 3600.0


@pytest.fixture
def log(database: Database) -> Iterator[EventLog]:
    """Writes only when told to."""
    made = EventLog(database, flush_seconds=NEVER)
    yield made
    made.close()


def a_person(database: Database) -> UUID:
    with database.transaction() as session:
        person = Person(handle=f"p-{uuid4()}")
        session.add(person)
        session.flush()
        return person.id


def kept(database: Database, person_id: UUID) -> list[EventRow]:
    with database.transaction() as session:
        return events.of_person(session, person_id)


def test_an_event_is_written_with_the_request_it_belongs_to(database: Database, log: EventLog) -> None:
    person_id = a_person(database)
    with requests.request() as request_id:
        assert log.record("open", person_id, vacancy_id=5, rank=1, source="demo")
        assert log.record("dislike", person_id, vacancy_id=5, detail="salary" * 20)
    assert log.flush() == 2
    disliked, opened = kept(database, person_id)
    assert (opened.event, opened.vacancy_id, opened.rank, opened.source) == ("open", 5, 1, "demo")
    assert opened.request_id == disliked.request_id == request_id
    assert len(disliked.detail or "") == 40


def test_only_what_is_on_the_list(database: Database) -> None:
    with pytest.raises(ValueError, match="keylogger"):
        EventLog(database).record("keylogger", uuid4())  # type: ignore[arg-type]


def test_the_hundred_and_twenty_first_is_refused(database: Database, log: EventLog) -> None:
    one, other = a_person(database), a_person(database)
    taken = [log.record("impression", one) for _ in range(150)]
    assert (taken.count(True), taken[:120].count(True)) == (120, 120)
    assert log.record("impression", other)
    log.flush()
    assert len(kept(database, one)) <= 120
    assert len(kept(database, other)) == 1


def test_the_limit_holds_over_all_processes(database: Database) -> None:
    person_id, at = a_person(database), datetime(2026, 11, 21, 9, 30, 15, tzinfo=UTC)
    rows = [EventRow(at, "impression", person_id, rank=place) for place in range(80)]
    with database.transaction() as session:
        assert events.add(session, rows, most=120) == 80
        assert events.add(session, rows, most=120) == 40
        assert events.add(session, rows, most=120) == 0
        later = [EventRow(at + timedelta(minutes=1), "open", person_id)]
        assert events.add(session, later, most=120) == 1


def test_events_of_one_who_left_are_dropped(database: Database, log: EventLog) -> None:
    gone, here = a_person(database), a_person(database)
    log.record("like", gone)
    log.record("like", here)
    with database.transaction() as session:
        session.execute(delete(Person).where(Person.id == gone))
    assert log.flush() == 1
    assert kept(database, gone) == []


def test_a_dead_database_costs_nobody_a_page_and_no_event(
    database: Database, log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = a_person(database)
    log.record("like", person_id)

    def dead(*_: object, **__: object) -> int:
        raise DatabaseUnavailable("gone")

    with monkeypatch.context() as patch:
        patch.setattr(events, "add", dead)
        assert log.flush() == 0
    log.record("open", person_id)
    assert log.flush() == 2
    assert [row.event for row in kept(database, person_id)] == ["open", "like"]


def test_memory_is_bounded(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    log = EventLog(database, flush_seconds=NEVER, per_minute=10 * MOST_WAITING)
    for _ in range(MOST_WAITING + 50):
        log.record("impression", UUID(int=1))
    assert len(log._waiting) == MOST_WAITING
    monkeypatch.setattr(log, "flush", lambda: 0)
    log.close()


def test_many_threads_lose_nothing(engine: Engine) -> None:
    database = Database(engine)
    people = [a_person(database) for _ in range(4)]
    log = EventLog(database, flush_seconds=0.01)
    try:
        threads = [
            threading.Thread(target=lambda who=who: [log.record("open", who) for _ in range(50)])
            for who in people
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        log.close()
        assert [len(kept(database, who)) for who in people] == [100] * 4
    finally:
        with database.transaction() as session:
            session.execute(delete(Person).where(Person.id.in_(people)))


CRASHING = """
import os, sys, time
from uuid import UUID
from app.telemetry.events import EventLog
from data.db import Database
log, person = EventLog(Database.from_url(sys.argv[1])), UUID(sys.argv[2])
for number in range(30):
    log.record("open", person, rank=number)
    time.sleep(0.1)
print("recorded", flush=True)
os.kill(os.getpid(), 9)
"""


def test_a_killed_process_loses_at_most_its_last_second(engine: Engine, postgres: EmbeddedPostgres) -> None:
    database = Database(engine)
    person_id = a_person(database)
    try:
        command = [sys.executable, "-c", CRASHING, postgres.url(), str(person_id)]
        died = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert died.stdout == "recorded\n", died.stderr
        assert died.returncode == -9
        rows = kept(database, person_id)
        lost = 30 - len(rows)
        assert lost <= 10  # ten a second
        assert sorted(row.rank or 0 for row in rows) == list(range(len(rows)))
    finally:
        with database.transaction() as session:
            session.execute(delete(Person).where(Person.id == person_id))


def test_recording_does_not_wait_for_the_database(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id, log = a_person(database), EventLog(database, flush_seconds=0.01)
    writing, go_on = threading.Event(), threading.Event()

    def slow(*_: object, **__: object) -> int:
        writing.set()
        go_on.wait(10)
        return 1

    monkeypatch.setattr(events, "add", slow)
    log.record("open", person_id)
    assert writing.wait(10)
    assert log.record("open", person_id)  # taken while the writer waits
    go_on.set()
    log.close()
