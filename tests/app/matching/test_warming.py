"""A search that finds too little asks for a warm-up, once for its segment, and keeps what it was told."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from app.matching.request import Scanned
from app.matching.service import MatchingService
from app.resumes.profile import Profile
from app.segments import service as segments
from data.db import Database
from data.models import SearchJob, SegmentJob
from tests.app.matching.builders import NOW, FixedRecall, Hit, a_person, a_profile, a_vacancy, store


@pytest.fixture
def anna(database):
    return a_person(database, "anna")


def service_over(database: Database, ids, *, cap: int = 100, sources: bool = True) -> MatchingService:
    warm_up = partial(segments.ask, database, cap=cap, ttl=timedelta(hours=24), sources=sources)
    return MatchingService(database, FixedRecall([Hit(one) for one in ids]), now=lambda: NOW, warm_up=warm_up)


def jobs(database: Database) -> list[SegmentJob]:
    with database.transaction() as session:
        return list(session.scalars(select(SegmentJob)))


def test_nothing_found_asks_once_however_often_it_is_searched(database, anna):
    service = service_over(database, [])
    found = service.find(anna, None, a_profile())
    assert found.outcome == ("prefetch_empty", "segment_warming")
    assert service.last(anna) == found
    service.find(anna, None, a_profile(city="Москва"))
    [job] = jobs(database)
    assert (job.key, job.asked, job.requested_by) == (found.segment, 2, "search")
    assert (job.role_id, job.band) == ("96", "middle")
    assert job.queries[:2] == ["Программист", "Python разработчик"]


def test_enough_of_the_profession_asks_for_nothing(database, anna):
    ids = store(database, *(a_vacancy(number) for number in range(5)))
    found = service_over(database, ids).find(anna, None, a_profile())
    assert (found.outcome, found.segment) == ((), None)
    assert jobs(database) == []


def test_postings_of_other_professions_do_not_count(database, anna):
    cooks = store(
        database, *(a_vacancy(n, title="Повар", skills=["Кулинария"], role_ids=["94"]) for n in range(9))
    )
    found = service_over(database, cooks).find(anna, None, a_profile())
    assert found.matches
    assert found.outcome == ("prefetch_empty", "segment_warming")


@pytest.mark.parametrize(
    ("profile", "options", "code"),
    [
        (a_profile(), {"cap": 0}, "segment_capped"),
        (a_profile(), {"sources": False}, "segment_no_source"),
        (Profile(role="Иван Петров"), {}, "segment_unknown"),
    ],
)
def test_why_nothing_is_asked_for_is_told_and_kept(database, anna, profile, options, code):
    service = service_over(database, [], **options)
    found = service.find(anna, None, profile)
    assert found.outcome == ("prefetch_empty", code)
    assert service.last(anna) == found
    assert jobs(database) == []


def test_after_a_scan_nothing_is_asked_for_and_its_codes_are_kept(database, anna):
    service = service_over(database, [])
    search_id = service.begin(anna, "deepscan")
    found = service.find(
        anna, None, a_profile(), job_type="deepscan", scanned=Scanned(search_id, ("partial",))
    )
    assert (found.request_id, found.outcome) == (search_id, ("prefetch_empty", "partial"))
    assert jobs(database) == []
    with database.transaction() as session:
        rows = session.execute(select(SearchJob.id, SearchJob.status, SearchJob.summary)).all()
    assert [(row[0], row[1]) for row in rows] == [(search_id, "completed")]
    assert rows[0][2]["outcome"] == ["prefetch_empty", "partial"]
