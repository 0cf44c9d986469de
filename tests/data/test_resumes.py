"""Résumés belong to one person: nobody else reads, changes, activates or deletes them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from data.db import Database
from data.errors import NotFound
from data.models.resume import Resume
from data.repositories import people, resumes


def a_resume(session: Session, person_id: UUID, sha: str = "a") -> Resume:
    return resumes.add(
        session, person_id, file_name="cv.txt", media_type="text/plain", file_sha256=sha, file_bytes=b"x"
    )


ROW_CALLS: list[Callable[[Session, UUID, UUID], Any]] = [
    lambda session, person, resume: resumes.get(session, person, resume),
    lambda session, person, resume: resumes.activate(session, person, resume),
    lambda session, person, resume: resumes.set_status(session, person, resume, "failed", reason="x"),
    lambda session, person, resume: resumes.set_parsed(
        session, person, resume, profile={}, extractor_version="x"
    ),
    lambda session, person, resume: resumes.set_text(session, person, resume, text="x", text_sha256="x"),
    lambda session, person, resume: resumes.set_overlay(session, person, resume, {"fields": {}}),
    lambda session, person, resume: resumes.locked(session, person, resume),
    lambda session, person, resume: resumes.delete(session, person, resume),
]


@pytest.mark.parametrize("call", ROW_CALLS)
def test_nobody_touches_anothers_resume(
    database: Database, call: Callable[[Session, UUID, UUID], Any]
) -> None:
    with database.transaction() as session:
        ada, eve = people.ensure(session, "ada"), people.ensure(session, "eve")
        mine = a_resume(session, ada.id)
        resumes.activate(session, ada.id, mine.id)
        with pytest.raises(NotFound):
            call(session, eve.id, mine.id)
        session.expire_all()
        kept = resumes.get(session, ada.id, mine.id)
        assert (kept.status, kept.active, kept.corrections, kept.text) == ("pending", True, {}, "")


def test_lists_show_own_rows_only(database: Database) -> None:
    with database.transaction() as session:
        ada, eve = people.ensure(session, "ada"), people.ensure(session, "eve")
        mine = a_resume(session, ada.id)
        resumes.activate(session, ada.id, mine.id)
        assert resumes.of_person(session, eve.id) == []
        assert resumes.active(session, eve.id) is None
        assert resumes.by_digest(session, eve.id, "a") is None
        assert resumes.count(session, eve.id) == 0
        assert resumes.by_source(session, eve.id, "file") is None
        assert not resumes.any_unfinished(session, eve.id)
        assert resumes.unfinished(session, eve.id) == []
        assert resumes.any_unfinished(session, ada.id)
        resumes.set_parsed(session, ada.id, mine.id, profile={}, extractor_version="1")
        assert resumes.newest_parsed(session, eve.id) is None
        assert resumes.newest_parsed(session, ada.id) is mine
        assert [row.id for row in resumes.of_person(session, ada.id)] == [mine.id]


def test_every_function_on_rows_takes_the_person() -> None:
    import inspect

    for name, function in inspect.getmembers(resumes, inspect.isfunction):
        if function.__module__ == resumes.__name__:
            assert list(inspect.signature(function).parameters)[:2] == ["session", "person_id"], name


def test_one_active_and_others_stay(database: Database) -> None:
    with database.transaction() as session:
        ada, eve = people.ensure(session, "ada"), people.ensure(session, "eve")
        first, second = a_resume(session, ada.id, "a"), a_resume(session, ada.id, "b")
        other = a_resume(session, eve.id, "c")
        for person, resume in ((eve, other), (ada, first), (ada, second)):
            resumes.activate(session, person.id, resume.id)
        session.expire_all()
        assert (first.active, second.active, other.active) == (False, True, True)
