"""A process that has searched before answers as one that has just started, whatever happened in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count

from sqlalchemy import func, select

from app.matching import feedback, filters
from app.matching.service import MatchingService
from app.preferences import service as preferences
from app.preferences.wishes import Wishes
from app.resumes.profile import Skill
from data.models import Job, Vacancy
from tests.app.matching.builders import NOW, FixedRecall, Hit, a_person, a_profile, a_vacancy, store
from tests.app.matching.test_filters import STRICT, a_row

TEXT = "Пётр\nПисал запросы на SQL\n"


def answer(service, person, profile, text=TEXT):
    """All of it but what is of the moment (the index is counted twice a minute); what is kept is the same."""
    found = service.find(person, None, profile, text=text)
    assert service.last(person) == found
    return replace(found, request_id=None, timings_ms={}, finished_at=NOW, index_size=0)


def change(database, vacancy_id, **fields):
    with database.transaction() as session:
        one = session.get_one(Vacancy, vacancy_id)
        for name, value in fields.items():
            setattr(one, name, value)
        one.revision = session.scalar(select(func.nextval("vacancy_revision")))


def one_job(database, *vacancy_ids):
    with database.transaction() as session:
        job = Job()
        session.add(job)
        session.flush()
        for number in vacancy_ids:
            session.get_one(Vacancy, number).job_id = job.id


def test_what_is_remembered_is_never_seen_in_an_answer(database):
    anna, boris = a_person(database, "anna"), a_person(database, "boris")
    ids = store(
        database,
        *(a_vacancy(number, skills=["Python", f"Навык {number}"], body="Удалённо.") for number in range(6)),
        a_vacancy(6, title="Повар", skills=["Кулинария"], role_ids=["94"], city="Москва", area_id="1"),
    )
    recall = FixedRecall([Hit(one, 0.9 - place / 20) for place, one in enumerate(ids)])

    seconds = count()

    def make():
        return MatchingService(database, recall, now=lambda: NOW + timedelta(seconds=next(seconds)))

    old, profile = make(), a_profile()
    changes = {
        "nothing": lambda: None,
        "again nothing": lambda: None,
        "a like": lambda: feedback.like(database, anna, ids[1]),
        "a hidden one": lambda: feedback.hide(database, anna, ids[2]),
        "it comes back": lambda: feedback.undo(database, anna, ids[2], "hidden"),
        "another title": lambda: change(database, ids[0], title="Старший Python-разработчик"),
        "another text": lambda: change(database, ids[3], body="Работа в офисе, удалённо нельзя."),
        "other requirements": lambda: change(
            database, ids[4], requirements=[{"text": "Знание Docker", "kind": "must", "skills": ["Docker"]}]
        ),
        "a waived one": lambda: preferences.waive(database, anna, ids[1], "Знание Kafka"),
        "one job": lambda: one_job(database, ids[4], ids[5]),
        "another city of it": lambda: change(database, ids[5], city="Самара", area_id="78"),
        "a closed one": lambda: change(database, ids[3], status="archived"),
        "other wishes": lambda: preferences.save(
            database, anna, Wishes(areas=("88",), salary=Decimal(90_000), rules=frozenset(("city",)))
        ),
        "in spite of them": lambda: preferences.exempt(database, anna, ids[6]),
        "an offer of pay": lambda: change(database, ids[0], salary_rub_from=Decimal(50_000)),
    }  # fmt: skip
    told = set()
    for name, happen in changes.items():
        happen()
        for person in (anna, boris):
            expected = answer(make(), person, profile)
            assert answer(old, person, profile) == expected, (name, person)
            told.add(repr(expected.matches))
    assert len(told) > len(changes), "every change shows"
    other = a_profile(skills=[Skill(name="Kafka", evidence="Строил на Kafka")])
    for mine, text in ((other, TEXT), (profile, "Строил очереди на Kafka"), (other, "")):
        assert answer(old, anna, mine, text) == answer(make(), anna, mine, text)
    assert old.forget() > 0
    assert answer(old, anna, profile) == answer(make(), anna, profile)
    assert make().forget() == 0


def test_a_ruling_is_remembered_for_these_barriers_and_this_row():
    rulings = filters.Rulings()
    strict = filters.Barriers(hard=STRICT)
    near, far, said = a_row(1), a_row(2, area_id="1", city="Москва"), a_row(3, hidden=True)
    for _ in range(2):
        sifted = filters.apply([near, far, said], strict, before=rulings.of(strict, "p"))
        assert sifted == filters.apply([near, far, said], strict)
        assert {rule: [row.id for row in rows] for rule, rows in sifted.left_out.items()} == {
            "city": [2], "hidden": [3],
        }  # fmt: skip
    moved, shown = a_row(2), a_row(3)
    sifted = filters.apply([near, moved, shown], strict, before=rulings.of(strict, "p"))
    assert [row.id for row in sifted.kept] == [1, 2, 3]
    assert not filters.apply([far], filters.Barriers(), before=rulings.of(filters.Barriers(), "p")).left_out
    assert rulings.forget() == 2
