"""What is remembered between searches never shows an old posting, nor what somebody else said."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from app.matching.known import Known
from data.bounded import Bounded
from data.models import Job, Vacancy
from data.repositories import candidates, feedback, preferences
from tests.app.matching.builders import NOW, a_person, a_vacancy, store


def load(database, known, person, ids, *, said=True):
    with database.transaction() as session:
        return known.load(session, person, ids, said=said)


def test_it_loads_what_one_query_for_everything_would(database):
    anna = a_person(database, "anna")
    ids = store(database, *(a_vacancy(number, skills=[f"s{number}"]) for number in range(4)))
    with database.transaction() as session:
        feedback.write(session, anna, ids[1], {"verdict": "like"})
        feedback.write(session, anna, ids[2], {"seen": True})
        expected = {row.id: row for row in candidates.rows(session, anna, ids)}
    known = Known()
    for _ in range(2):
        loaded = load(database, known, anna, [*ids, 10**12])
        assert {row.id: row for row in loaded.rows} == expected
        assert {number: offer.skills for number, offer in loaded.offers.items()} == {
            number: tuple(row.skills) for number, row in expected.items()
        }


def test_changes_are_seen_at_once(database):
    anna = a_person(database, "anna")
    [changed, checked, closed] = ids = store(database, *(a_vacancy(number) for number in range(3)))
    known = Known()
    load(database, known, anna, ids)
    with database.transaction() as session:
        session.execute(
            text(
                "UPDATE vacancies SET title = 'Повар', revision = nextval('vacancy_revision') WHERE id = :id"
            ),
            {"id": changed},
        )
        job = Job()
        session.add(job)
        session.flush()
        one = session.get_one(Vacancy, checked)
        one.last_freshness_check, one.job_id, one.own_board = NOW + timedelta(hours=1), job.id, True
        session.get_one(Vacancy, closed).status = "archived"
        number = job.id
    rows = {row.id: row for row in load(database, known, anna, ids).rows}
    assert set(rows) == {changed, checked}
    assert rows[changed].title == "Повар"
    moved = rows[checked]
    assert (moved.last_freshness_check, moved.job_id, moved.own_board) == (
        NOW + timedelta(hours=1), number, True,
    )  # fmt: skip


def test_what_one_person_says_is_not_remembered_for_another(database):
    anna, boris = a_person(database, "anna"), a_person(database, "boris")
    ids = store(database, a_vacancy(1))
    with database.transaction() as session:
        feedback.write(session, anna, ids[0], {"hidden": True})
        assert tuple(preferences.standing(session, one).heard for one in (anna, boris)) == (True, False)
    known = Known()
    assert load(database, known, anna, ids).rows[0].hidden
    assert not load(database, known, boris, ids).rows[0].hidden
    assert known.forget() == 1


def test_texts_of_a_new_revision_are_read_again(database):
    [number] = store(database, a_vacancy(1, body="Старый текст."))
    known = Known()
    with database.transaction() as session:
        assert known.details(database, {number: 1})[number].body == "Старый текст."
        session.get_one(Vacancy, number).body = "Новый текст."
    with database.transaction() as session:
        assert known.details(database, {number: 2})[number].body == "Новый текст."


def test_memory_is_bounded():
    kept: Bounded[int, int] = Bounded(2)
    kept.keep({1: 1, 2: 2})
    assert kept.of([1]) == {1: 1}
    kept.keep({3: 3})
    assert kept.of([1, 2, 3]) == {1: 1, 3: 3}
