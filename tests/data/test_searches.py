"""Stored searches: the last completed one wins, and only for its own person."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from data.errors import NotFound
from data.models import Resume, SearchJob, Vacancy
from data.repositories import candidates, feedback, searches
from data.repositories.searches import MatchRow
from tests.app.matching.builders import NOW, a_person, a_vacancy, store
from tests.data import kept_searches


def a_search(session, person, *, minutes=0, job_type="instant", matches=()):
    search_id = uuid4()
    kept_searches.save(
        session,
        person,
        searches.Ended(search_id, None, job_type, NOW, NOW + timedelta(minutes=minutes)),
        summary={"index_size": 1},
        profile_hash="p",
        scoring_version="v",
        matches=matches,
    )
    return search_id


def a_match(vacancy_id, rank):
    return MatchRow(vacancy_id, rank, 0.5, {"title": 0.5}, "match", [{"text": "t"}], ["salary_unknown"], {})


def test_the_last_completed_search_wins(database):
    person = a_person(database, "anna")
    with database.transaction() as session:
        assert searches.last_completed(session, person) is None
        newer = a_search(session, person, minutes=5)
        a_search(session, person, minutes=1)
        a_search(session, person, minutes=9, job_type="command")
        searches.save_failed(
            session,
            person,
            searches.Ended(uuid4(), None, "instant", NOW, NOW + timedelta(minutes=8)),
            timings_ms={},
            error="x" * 5000,
        )
        found = searches.last_completed(session, person)
        assert found is not None
        assert found.id == newer
        searches.keep_timings(session, person, newer, {"total": 3.5})
        found = searches.last_completed(session, person)
        assert found is not None
        assert found.timings_ms == {"total": 3.5}


def test_matches_come_back_in_order_with_the_vacancy_of_now(database):
    person = a_person(database, "anna")
    first, second = store(database, a_vacancy(1), a_vacancy(2))
    with database.transaction() as session:
        search = a_search(session, person, matches=[a_match(first, 2), a_match(second, 1)])
        session.execute(update(Vacancy).where(Vacancy.id == first).values(status="archived"))
        shown = searches.matches_of(session, person, search)
    assert [one.vacancy_id for one in shown] == [second, first]
    assert shown[1].status == "archived"
    assert shown[0].requirements == [{"text": "t"}]


def test_nobody_reads_anothers_searches_or_resumes(database):
    anna, boris = a_person(database, "anna"), a_person(database, "boris")
    [vacancy] = store(database, a_vacancy(1))
    with database.transaction() as session:
        search = a_search(session, anna, matches=[a_match(vacancy, 1)])
        resume = Resume(
            person_id=anna,
            file_name="r.txt",
            media_type="text/plain",
            file_sha256="0",
            file_bytes=b"",
            text="тайна",
        )
        session.add(resume)
        session.flush()
        assert searches.last_completed(session, boris) is None
        assert searches.matches_of(session, boris, search) == []
        searches.keep_timings(session, boris, search, {"total": 1.0})
        found = searches.last_completed(session, anna)
        assert found is not None
        assert found.timings_ms == {}
        assert candidates.resume_text(session, anna, resume.id) == "тайна"
        with pytest.raises(NotFound):
            candidates.resume_text(session, boris, resume.id)


def test_candidates_are_open_ones_with_only_this_persons_feedback(database):
    anna, boris = a_person(database, "anna"), a_person(database, "boris")
    open_one, closed = store(database, a_vacancy(1), a_vacancy(2, status="archived"))
    with database.transaction() as session:
        feedback.write(session, boris, open_one, {"hidden": True})
        [row] = candidates.rows(session, anna, [open_one, closed, 10**12])
        assert (row.id, row.hidden, row.verdict) == (open_one, False, None)
        [theirs] = candidates.rows(session, boris, [open_one])
        assert theirs.hidden
        candidates.add_shown(session, {open_one: 1})
        candidates.add_shown(session, {})
        session.expire_all()
        assert session.get_one(Vacancy, open_one).shown_count == 1
        assert set(candidates.details(session, [open_one])) == {open_one}


def test_a_search_that_was_begun_is_replaced_by_its_end_and_only_by_its_own_person(database):
    person, other = a_person(database, "anna"), a_person(database, "boris")
    search_id = uuid4()
    with database.transaction() as session:
        searches.begin(session, person, search_id, "deepscan")
        session.flush()
        searches.forget_begun(session, other, search_id)
        assert session.scalar(select(SearchJob.status).where(SearchJob.id == search_id)) == "running"
        searches.forget_begun(session, person, search_id)
        assert session.scalar(select(SearchJob.status).where(SearchJob.id == search_id)) is None
        kept = a_search(session, person)
        searches.forget_begun(session, person, kept)
        assert session.scalar(select(SearchJob.status).where(SearchJob.id == kept)) == "completed"


def test_what_is_packed_is_what_would_be_saved(database):
    person = a_person(database, "anna")
    [vacancy] = store(database, a_vacancy(1))
    odd = 'Знание «SQL» \\ " \n\t\x01 \ud83d и 😀'
    match = MatchRow(
        vacancy, 1, 0.1 + 0.2, {"title": 0.5}, "match", [{"text": odd}], [odd], {"title": odd, "url": None}
    )
    with database.transaction() as session:
        search = a_search(session, person, matches=[match])
        [shown] = searches.matches_of(session, person, search)
    told = odd.replace("\ud83d", "?")
    assert (shown.requirements, shown.notes) == ([{"text": told}], [told])
    assert (shown.card, shown.score) == ({"title": told, "url": None}, match.score)
