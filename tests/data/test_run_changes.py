"""What runs changed, as it is asked for: by run, and by a person's searches, never by another's."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, update

from data.db import Database, Session
from data.models import RunChange, Vacancy
from data.repositories import run_changes, runs, searches
from data.repositories.run_changes import SinceLast
from data.repositories.searches import MatchRow
from tests.app.matching.builders import NOW, a_person, a_vacancy, store
from tests.data import kept_searches


def a_search(session: Session, person: UUID, minutes: int, vacancy_ids: list[int]) -> UUID:
    search_id = uuid4()
    kept_searches.save(
        session,
        person,
        searches.Ended(search_id, None, "instant", NOW, NOW + timedelta(minutes=minutes)),
        summary={},
        profile_hash="p",
        scoring_version="v",
        matches=[
            MatchRow(number, rank, 0.5, {}, "match", [], [], {})
            for rank, number in enumerate(vacancy_ids, start=1)
        ],
    )
    return search_id


def test_notes_of_a_run_are_kept_once_and_for_a_time(database: Database) -> None:
    ids = store(database, a_vacancy("1"), a_vacancy("2"))
    with database.transaction() as session:
        runs.start(session, "r", "demo", params={})
        for _twice in range(2):
            run_changes.add(session, "r", {"new": ids, "removed": []})
        assert run_changes.counts(session, "r") == {"new": 2}
        session.execute(update(RunChange).values(at=func.now() - timedelta(days=40)))
        assert run_changes.trim(session, older_than=timedelta(days=30)) == 2
        assert run_changes.of_run(session, "r") == []


def test_what_is_new_to_a_person_since_the_search_before(database: Database) -> None:
    anna, boris = a_person(database, "anna"), a_person(database, "boris")
    stays, changes, goes, comes = store(database, *(a_vacancy(name) for name in "1234"))
    with database.transaction() as session:
        assert run_changes.since_last_search(session, anna) == SinceLast()
        first = a_search(session, anna, 1, [stays, changes, goes])
        assert run_changes.since_last_search(session, anna) == SinceLast(first)
        runs.start(session, "r", "demo", params={})
        run_changes.add(session, "r", {"changed": [changes, comes]})
        session.execute(update(RunChange).values(at=NOW + timedelta(minutes=2)))
        session.execute(update(Vacancy).where(Vacancy.id == goes).values(status="archived"))
        second = a_search(session, anna, 5, [comes, changes, stays])
        assert run_changes.since_last_search(session, anna) == SinceLast(
            second, first, new=(comes,), changed=(changes,), removed=(goes,)
        )
        assert run_changes.since_last_search(session, boris) == SinceLast()
