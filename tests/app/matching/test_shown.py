"""Showings are counted together a little later, and none is lost while the database is away."""

from __future__ import annotations

import time
from contextlib import contextmanager

from sqlalchemy import select

from app.matching.open_count import FRESH_SECONDS, OpenCount
from app.matching.service import MatchingService
from app.matching.shown import ShownCounter
from data.db import Database
from data.errors import DatabaseUnavailable
from data.models import Vacancy
from data.repositories import candidates
from tests.app.matching.builders import FixedRecall, Hit, a_person, a_profile, a_vacancy, store


class Unasked:
    """Stands where only `count_open` would ask the database."""

    @contextmanager
    def reading(self):
        yield None


def counts(database):
    with database.transaction() as session:
        return list(session.scalars(select(Vacancy.shown_count).order_by(Vacancy.id)))


def test_what_two_searches_show_is_written_once(database):
    anna = a_person(database, "anna")
    first, second = store(database, a_vacancy(1), a_vacancy(2))
    shown = ShownCounter(database, write_after=60)
    for ids in ([first], [first, second]):
        recall = FixedRecall([Hit(one) for one in ids])
        MatchingService(database, recall, shown=shown).find(anna, None, a_profile())
    assert counts(database) == [0, 0]
    assert shown.flush() == 2
    assert counts(database) == [2, 1]
    assert shown.flush() == 0


def test_a_search_is_kept_at_once_and_its_last_timings_a_little_later(database):
    anna, boris = a_person(database, "anna"), a_person(database, "boris")
    ids = store(database, a_vacancy(1), a_vacancy(2))
    shown = ShownCounter(database, write_after=60)
    service = MatchingService(database, FixedRecall([Hit(one) for one in ids]), shown=shown)
    found = service.find(anna, None, a_profile())
    early = service.last(anna)
    assert early is not None
    assert early.matches == found.matches
    assert "persist" in found.timings_ms
    assert 0 < early.timings_ms["total"] <= found.timings_ms["total"]
    shown.timed(boris, found.request_id, {"total": 1e9})  # not his
    shown.timed(anna, found.request_id, found.timings_ms)
    shown.flush()
    assert service.last(anna) == found
    shown.timed(boris, found.request_id, {"total": 1e9})
    shown.flush()
    assert service.last(anna) == found


def test_it_writes_by_itself(engine, monkeypatch):
    written = []
    monkeypatch.setattr(candidates, "add_shown", lambda _, waiting: written.append(dict(waiting)))
    shown = ShownCounter(Database(engine), write_after=0.01)
    shown.add([1, 2, 2])
    deadline = time.monotonic() + 10
    while not written and time.monotonic() < deadline:
        time.sleep(0.01)
    assert written == [{1: 1, 2: 2}]


def test_a_database_that_is_away_keeps_them_waiting(database, monkeypatch):
    anna = a_person(database, "anna")
    [number] = store(database, a_vacancy(1))
    shown = ShownCounter(database, write_after=60)
    service = MatchingService(database, FixedRecall([]))
    kept = service.find(anna, None, a_profile())

    def away(session, waiting):
        raise DatabaseUnavailable("The database does not answer.")

    with monkeypatch.context() as broken:
        broken.setattr(candidates, "add_shown", away)
        shown.add([number])
        shown.timed(anna, kept.request_id, {"total": 7.0})
        assert shown.flush() == 0
    shown.add([number])
    assert shown.flush() == 1
    assert counts(database) == [2]
    found = service.last(anna)
    assert found is not None
    assert found.timings_ms == {"total": 7.0}


def test_open_vacancies_are_counted_beside_the_search_once_there_are_many(monkeypatch):
    times, found, counted = [0.0], [10], []

    def count(_):
        counted.append(found[0])
        return found[0]

    monkeypatch.setattr(candidates, "count_open", count)
    index = OpenCount(Unasked(), clock=lambda: times[0])
    assert (index.now(), index.now(), counted) == (10, 10, [10])
    times[0], found[0] = FRESH_SECONDS + 1, 50_000
    assert index.now() == 50_000, "a small index is counted in place"
    times[0], found[0] = 2 * FRESH_SECONDS + 2, 60_000
    assert index.now() == 50_000, "a large one is told as it was"
    deadline = time.monotonic() + 10
    while index.now() != 60_000 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert counted == [10, 50_000, 60_000]


def test_a_search_that_reads_more_than_were_counted_has_them_counted_anew(monkeypatch):
    times, found = [0.0], [0]
    monkeypatch.setattr(candidates, "count_open", lambda _: found[0])
    index = OpenCount(Unasked(), clock=lambda: times[0])
    assert index.now() == 0
    found[0] = 300
    assert index.now() == 0, "counted a moment ago"
    assert index.now(50) == 300
    found[0] = 20  # closed between the two reads
    assert index.now(301) == 301
    times[0] = 3.0
    assert index.now() == 20


def test_what_is_shown_is_never_more_than_is_said_to_be_open(database):
    anna = a_person(database, "anna")
    recall = FixedRecall([])
    service = MatchingService(database, recall)
    assert service.find(anna, None, a_profile()).index_size == 0
    recall.hits = [Hit(one) for one in store(database, a_vacancy(1), a_vacancy(2))]
    found = service.find(anna, None, a_profile())
    assert (found.index_size, len(found.matches)) == (2, 2)
