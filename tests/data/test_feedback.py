"""Feedback rows: changed in place, undone, safe in a race, and nobody else's."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, update

from data.db import Database
from data.errors import NotFound
from data.models import Feedback, Person, Vacancy
from data.repositories import feedback
from tests.app.matching.builders import a_person, a_vacancy, store


def test_columns_are_set_one_by_one_and_taken_back(database):
    person, [vacancy] = a_person(database, "anna"), store(database, a_vacancy(1))
    with database.transaction() as session:
        feedback.write(session, person, vacancy, {"verdict": "like", "reason": None})
        feedback.write(session, person, vacancy, {"relevance": 4})
        row = feedback.write(session, person, vacancy, {"seen": True})
        assert (row.verdict, row.relevance, row.seen, row.hidden) == ("like", 4, True, False)
        assert feedback.write(session, person, vacancy, {"seen": True}) == row
        row = feedback.clear(session, person, vacancy, ["verdict", "reason"], verdict="like")
        assert row is not None
        assert (row.verdict, row.relevance, row.seen) == (None, 4, True)
        assert feedback.clear(session, person, vacancy, ["seen"]) is not None
        assert feedback.clear(session, person, vacancy, ["relevance"]) is None
        assert feedback.clear(session, person, vacancy, ["relevance"]) is None
        assert feedback.of(session, person, [vacancy]) == {}


def test_undoing_a_like_leaves_a_later_dislike(database):
    person, [vacancy] = a_person(database, "anna"), store(database, a_vacancy(1))
    with database.transaction() as session:
        feedback.write(session, person, vacancy, {"verdict": "dislike", "reason": "salary"})
        row = feedback.clear(session, person, vacancy, ["verdict", "reason"], verdict="like")
    assert row is not None
    assert (row.verdict, row.reason) == ("dislike", "salary")


def test_people_do_not_see_each_other(database):
    anna, boris = a_person(database, "anna"), a_person(database, "boris")
    [vacancy] = store(database, a_vacancy(1))
    with database.transaction() as session:
        feedback.write(session, anna, vacancy, {"verdict": "dislike", "reason": "place"})
        assert feedback.of(session, boris, [vacancy]) == {}
        assert feedback.judged(session, boris, now=datetime.now(UTC)) == []
        feedback.clear(session, boris, vacancy, ["verdict", "reason"])
        assert feedback.of(session, anna, [vacancy])[vacancy].reason == "place"


def test_an_unknown_vacancy_is_not_found(database):
    person = a_person(database, "anna")
    with pytest.raises(NotFound), database.transaction() as session:
        feedback.write(session, person, 10**12, {"seen": True})


def test_only_recent_judgements_teach(database):
    person = a_person(database, "anna")
    ids = store(database, *(a_vacancy(number) for number in range(3)))
    with database.transaction() as session:
        for number in ids:
            feedback.write(session, person, number, {"verdict": "dislike", "reason": None})
        old = datetime.now(UTC) - timedelta(days=31)
        session.execute(update(Feedback).where(Feedback.vacancy_id == ids[0]).values(updated_at=old))
        judged = feedback.judged(session, person, now=datetime.now(UTC), limit=2)
    assert {one.vacancy_id for one in judged} == {ids[1], ids[2]}
    assert judged[0].skills == ("Python", "SQL")


def test_two_clicks_at_once_make_one_row(engine: Engine):
    """Real commits from two connections; cleaned up at the end."""
    database = Database(engine)
    person, [vacancy] = a_person(database, "racer"), store(database, a_vacancy(900_001, source="race"))
    barrier = threading.Barrier(4)

    def click(changes):
        barrier.wait(timeout=10)
        with database.transaction() as session:
            return feedback.write(session, person, vacancy, changes)

    try:
        clicks = [{"verdict": "like", "reason": None}, {"seen": True}, {"hidden": True}, {"relevance": 5}]
        with ThreadPoolExecutor(4) as pool:
            assert len(list(pool.map(click, clicks))) == 4
        with database.transaction() as session:
            row = feedback.of(session, person, [vacancy])[vacancy]
        assert (row.verdict, row.seen, row.hidden, row.relevance) == ("like", True, True, 5)
    finally:
        with database.transaction() as session:
            session.execute(delete(Person).where(Person.id == person))
            session.execute(delete(Vacancy).where(Vacancy.id == vacancy))
