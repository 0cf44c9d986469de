"""Packed hours against the events themselves: random and late ones, after people left, while others write."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, text

from app.privacy.erasure import delete_everything
from app.stack.postgres import EmbeddedPostgres
from data import migrations
from data.db import Database, Session
from data.errors import NotFound
from data.models import EventPeople, MatchEvent, Person, ShownDay
from data.repositories import activity, behind, events, headlines, packed_people
from data.repositories.events import EventRow

SINCE = datetime(2026, 11, 2, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNTIL = SINCE + 14 * DAY
NAMES = ("upload", "parsed", "search", "open", "like", "apply", "impression")

#: (event, person, moment), as `match_event` holds it.
Happened = list[tuple[str, UUID, datetime]]


@pytest.fixture
def real(postgres: EmbeddedPostgres) -> Iterator[Database]:
    """A database that commits, so that several can write."""
    postgres.ensure_database("packed")
    migrations.upgrade(postgres.url("packed"))
    database = Database.from_url(postgres.url("packed"))
    yield database
    with database.transaction() as session:
        session.execute(delete(Person))
        assert session.scalars(select(EventPeople.number)).all() == [], "nobody is left, so nothing is packed"
    database.bind.engine.dispose()


def test_packed_hours_are_what_happened(database: Database) -> None:
    random = Random(5)  # noqa: S311
    people = _people(database, 12)
    for _batch in range(30):
        _write(database, random, people)
        if random.random() < 0.1:
            with database.transaction() as session:
                session.execute(delete(Person).where(Person.id == people.pop()))
    delete_everything(database, people.pop())
    happened = _raw(database)
    assert len({person for _event, person, _at in happened}) == len(people) < 11

    with database.transaction() as session:
        _same_cells(session, happened)
        session.execute(text("SELECT repack_event_people(), recount_shown_days()"))
        _same_cells(session, happened)

        assert activity.by_event(session, SINCE, UNTIL).rows() == sorted(
            (
                (name, len(found), len({person for _event, person, _at in found}))
                for name in NAMES
                if (found := [one for one in happened if one[0] == name and one[2] >= SINCE])
            ),
            key=lambda row: (-row[1], row[0]),
        )
        for since, until in ((SINCE, UNTIL), (SINCE + 31 * HOUR, SINCE + 200 * HOUR)):
            _same_people(session, happened, since, until)
        for bucket in (6 * HOUR, DAY):
            _same_shares(session, happened, bucket)
        _same_cohorts(session, happened)


def test_the_newest_of_many_are_those_a_full_reading_gives(database: Database) -> None:
    random = Random(6)  # noqa: S311
    people = _people(database, 9)
    for _batch in range(20):
        _write(database, random, people)
    with database.transaction() as session:
        everybody = packed_people.together(packed_people.cells(session, SINCE, UNTIL))
        by_hour = packed_people.by_bucket(packed_people.cells(session, SINCE, UNTIL, bucket=HOUR))
        last = {number: at for at, those in by_hour.items() for number in those.tolist()}
        assert set(last) == set(everybody.tolist())
        for most in range(1, 12):
            found = packed_people.newest(session, everybody, SINCE, UNTIL, most=most).tolist()
            in_order = sorted(last, key=lambda number: last[number], reverse=True)
            least = last[in_order[min(most, len(in_order)) - 1]]
            assert sorted(found) == sorted(number for number in last if last[number] >= least)
        for step in activity.FUNNEL:
            assert behind.stopped_at(session, SINCE, UNTIL, step)["seen_at"].is_sorted(descending=True)


def test_writers_and_people_who_leave_do_not_meet(real: Database) -> None:
    people = _people(real, 24)
    stay, leave = people[:8], people[8:]
    failures: list[BaseException] = []

    def write(number: int) -> None:
        random = Random(number)  # noqa: S311
        try:
            written = 0
            while written < 25:
                with suppress(NotFound):  # somebody left amid it; the writer of events tries again too
                    _write(real, random, people)
                    written += 1
        except BaseException as error:
            failures.append(error)
            raise

    def erase() -> None:
        try:
            for person in leave:
                delete_everything(real, person)
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    threads.append(threading.Thread(target=erase))
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert failures == []
    happened = _raw(real)
    assert {person for _event, person, _at in happened} <= set(stay)
    with real.transaction() as session:
        _same_cells(session, happened)


def _people(database: Database, count: int) -> list[UUID]:
    with database.transaction() as session:
        made = [Person(handle=str(uuid4())) for _number in range(count)]
        session.add_all(made)
        session.flush()
        return [one.id for one in made]


def _write(database: Database, random: Random, people: list[UUID]) -> None:
    """A batch of random moments: each is late against others."""
    rows = [
        EventRow(
            SINCE + random.random() * (UNTIL - SINCE), random.choice(NAMES), random.choice(people),
            vacancy_id=random.choice([None, 1, 2, 3]),
        )
        for _row in range(random.randrange(1, 40))
    ]  # fmt: skip
    rows += rows[: random.randrange(3)]  # the same again in the same hour
    with database.transaction() as session:
        events.add(session, rows, most=1_000)


def _raw(database: Database) -> Happened:
    row = MatchEvent
    with database.transaction() as session:
        return [(one.event, one.person_id, one.at) for one in session.scalars(select(row))]


def _same_cells(session: Session, happened: Happened) -> None:
    numbers = {one.id: one.number for one in session.scalars(select(Person))}
    expected: dict[tuple[datetime, str], list[UUID]] = {}
    for event, person, at in happened:
        expected.setdefault((at.replace(minute=0, second=0, microsecond=0), event), []).append(person)
    found = packed_people.cells(session, SINCE - DAY, UNTIL + DAY, bucket=HOUR)
    assert {(one.at, one.event): (one.number, one.people.tolist()) for one in found} == {
        key: (len(those), sorted({numbers[person] for person in those})) for key, those in expected.items()
    }
    impressions = session.execute(
        select(MatchEvent.at, MatchEvent.vacancy_id).where(MatchEvent.event == "impression")
    )
    shown = Counter((at.astimezone(UTC).date(), vacancy) for at, vacancy in impressions if vacancy)
    kept = session.execute(select(ShownDay.day, ShownDay.vacancy_id, ShownDay.number)).all()
    assert {(row[0], row[1]): row[2] for row in kept} == shown
    assert shown
    rows = session.scalars(select(EventPeople.people)).all()
    assert sum(map(len, rows)) == 4 * sum(len(set(those)) for those in expected.values()), "everybody once"


def _who(happened: Happened, since: datetime, until: datetime, *names: str) -> set[UUID]:
    return {person for event, person, at in happened if since <= at < until and (not names or event in names)}


def _same_people(session: Session, happened: Happened, since: datetime, until: datetime) -> None:
    expected, left = [], _who(happened, since, until)
    for step in activity.FUNNEL:
        left = left & _who(happened, since, until, step)
        expected.append(len(left))
    assert activity.funnel(session, since, until)["people"].to_list() == expected
    assert expected[0] > expected[-1] or expected[0] > 0
    now = _who(happened, since, until)
    before = _who(happened, since - (until - since), since)
    assert activity.active_people(session, since, until) == len(now)
    assert activity.returned(session, since, until) == (len(now & before), len(before))


def _same_shares(session: Session, happened: Happened, bucket: timedelta) -> None:
    starts = [SINCE + number * bucket for number in range((UNTIL - SINCE) // bucket)]
    activated, returned = [], []
    for at in starts:
        searched = _who(happened, at, at + bucket, "search")
        opened = _who(happened, at, at + bucket, "open")
        if searched:
            activated.append((at, len(searched & opened) / len(searched)))
    for before, at in pairwise([SINCE - bucket, *starts]):
        came = _who(happened, before, before + bucket)
        if came:
            returned.append((at, len(came & _who(happened, at, at + bucket)) / len(came)))
    assert headlines.activation(session, SINCE, UNTIL, bucket).rows() == activated
    assert headlines.returned(session, SINCE, UNTIL, bucket).rows() == returned


def _same_cohorts(session: Session, happened: Happened) -> None:
    weeks = [_who(happened, SINCE + number * 7 * DAY, SINCE + (number + 1) * 7 * DAY) for number in range(2)]
    new = weeks[1] - weeks[0]
    expected = {(0, 0): weeks[0], (0, 1): weeks[0] & weeks[1], (1, 0): new}
    found = activity.cohorts(session, now=UNTIL - HOUR)
    assert {
        ((row["cohort"] - SINCE.date()).days // 7, row["age"]): row["people"]
        for row in found.iter_rows(named=True)
    } == {key: len(people) for key, people in expected.items() if people}
    for (cohort, age), people in expected.items():
        start = (SINCE + cohort * 7 * DAY).date()
        rows = behind.came_again(session, start, age)
        assert sorted(rows["person"]) == sorted(str(person)[:8] for person in people)
        for row in rows.iter_rows(named=True):
            assert row["came_at"] == min(
                at.replace(minute=0, second=0, microsecond=0)
                for _event, person, at in happened if str(person)[:8] == row["person"]
            )  # fmt: skip
