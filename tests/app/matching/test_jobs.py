"""One card for each job, whatever it stands under: on real Postgres."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.matching import feedback
from app.matching.service import MatchingService
from data.models import Job, Vacancy
from data.repositories import candidates
from data.repositories import feedback as kept
from data.sources.base import Liveness
from tests.app.matching.builders import NOW, FixedRecall, Hit, a_person, a_profile, a_vacancy, store


@pytest.fixture
def anna(database):
    return a_person(database, "anna")


def a_job(database, *numbers, **fields):
    """Postings of one job, one for each city given."""
    with database.transaction() as session:
        job = Job()
        session.add(job)
        session.flush()
        number = job.id
    rows = [
        a_vacancy(one, job_id=number, employer="Ромашка", city=city, cities=[city], area_id=None, **fields)
        for one, city in numbers
    ]
    return store(database, *rows)


def service_over(database, ids, freshness=lambda vacancies: {}):
    return MatchingService(database, FixedRecall([Hit(one) for one in ids]), freshness, now=lambda: NOW)


def test_one_card_lists_every_city_and_address(database, anna):
    ids = a_job(database, (1, "Москва"), (2, "Казань"), (3, "Пермь"))
    with database.transaction() as session:
        session.execute(
            update(Vacancy)
            .where(Vacancy.id == ids[2])
            .values(own_board=True, links=["https://a.invalid/x1234"])
        )
    found = service_over(database, ids[:2]).find(anna, None, a_profile())
    [card] = found.matches
    assert set(card.cities) == {"Москва", "Казань", "Пермь"}
    assert card.city == "Казань", "the wanted one first"
    assert [link.vacancy_id for link in card.links] == [ids[2], ids[2], ids[0], ids[1]]
    assert not [note for note in card.notes if note.startswith("city_differs")]
    assert service_over(database, []).last(anna) == found


def test_the_companys_own_board_represents_the_job(database, anna):
    aggregator, own = a_job(database, (1, "Казань"), (2, "Казань"))
    with database.transaction() as session:
        session.execute(
            update(Vacancy)
            .where(Vacancy.id == own)
            .values(own_board=True, published_at=NOW - timedelta(days=20))
        )
    [card] = service_over(database, [aggregator, own]).find(anna, None, a_profile()).matches
    assert card.vacancy_id == own


def test_a_closed_city_is_not_listed(database, anna):
    ids = a_job(database, (1, "Москва"), (2, "Казань"))
    with database.transaction() as session:
        session.execute(update(Vacancy).where(Vacancy.id == ids[1]).values(status="archived"))
    [card] = service_over(database, ids).find(anna, None, a_profile()).matches
    assert (card.cities, len(card.links)) == (("Москва",), 1)


def test_another_posting_takes_over_in_flight_and_on_a_refresh(database, anna):
    ids = a_job(database, (1, "Казань"), (2, "Казань"), card_hash="one text")
    service = service_over(database, ids, lambda asked: {asked[0].id: Liveness("archived", 404)})
    [card] = service.find(anna, None, a_profile()).matches
    closed = card.vacancy_id
    with database.transaction() as session:
        session.execute(update(Vacancy).where(Vacancy.id == closed).values(status="archived"))
    again = service.last(anna)
    assert again is not None
    [other] = set(ids) - {closed}
    [shown] = again.matches
    assert (shown.status, shown.links[0].vacancy_id) == ("open", other)
    assert shown.url == shown.links[0].url
    with database.transaction() as session:
        session.execute(update(Vacancy).where(Vacancy.id == other).values(status="archived"))
    gone = service.last(anna)
    assert gone is not None
    assert gone.matches[0].status == "archived"


@pytest.mark.parametrize("say", [feedback.hide, feedback.mark_seen, feedback.dislike])
def test_what_is_said_of_one_posting_holds_for_the_job(database, anna, say):
    ids = [*a_job(database, (1, "Казань"), (2, "Москва")), *store(database, a_vacancy(3))]
    boris = a_person(database, "boris")
    say(database, anna, ids[0])
    service = service_over(database, ids)
    assert [one.vacancy_id for one in service.find(anna, None, a_profile()).matches] == [ids[2]]
    assert len(service.find(boris, None, a_profile()).matches) == 2, "nobody else's"
    with database.transaction() as session:
        assert kept.put_away(session, anna) == 2
        assert kept.put_away(session, boris) == 0
        assert kept.of(session, boris, ids) == {}


def test_it_is_taken_back_on_any_posting(database, anna):
    first, second = a_job(database, (1, "Казань"), (2, "Москва"))
    boris = a_person(database, "boris")
    feedback.hide(database, boris, first)
    feedback.hide(database, anna, first)
    assert feedback.like(database, anna, second).hidden
    state = feedback.undo(database, anna, second, "hidden")
    assert (state.hidden, state.verdict) == (False, "like")
    assert feedback.undo(database, anna, first, "like").verdict is None
    with database.transaction() as session:
        [row] = candidates.rows(session, boris, [second])
        assert row.hidden, "another person's word stays"


def test_the_newest_word_counts(database, anna):
    first, second = a_job(database, (1, "Казань"), (2, "Москва"))
    feedback.dislike(database, anna, first, "salary")
    with database.transaction() as session:
        session.execute(
            update(kept.Feedback).values(updated_at=kept.Feedback.updated_at - timedelta(minutes=1))
        )
    state = feedback.like(database, anna, second)
    assert (state.verdict, state.reason) == ("like", None)


def test_postings_of_a_job_are_bounded(database):
    ids = a_job(database, *((number, f"Город {number}") for number in range(candidates.MOST_POSTINGS + 5)))
    with database.transaction() as session:
        [row] = candidates.rows(session, a_person(database, "eve"), ids[:1])
        assert row.job_id is not None
        found = candidates.postings(session, [row.job_id])
        assert len(found[row.job_id]) == candidates.MOST_POSTINGS
        assert candidates.postings(session, []) == {}
