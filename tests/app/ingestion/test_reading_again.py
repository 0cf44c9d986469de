"""Stored postings whose requirements older rules extracted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from app.ingestion import reading_again
from app.ingestion.requirements import VERSION
from data.db import Database
from data.models import Vacancy
from data.repositories import requirements as stored
from tests.app.matching.builders import a_vacancy, store

BODY = "Требования:\n- Знание SQL\n- Опыт сварки от 2 лет\nУсловия:\n- Офис"
OLD = [{"text": "Офис", "kind": "must", "skills": []}]


def rows(database: Database) -> dict[int, Any]:
    with database.transaction() as session:
        statement = select(Vacancy.id, Vacancy.requirements, Vacancy.requirements_version, Vacancy.revision)
        return {row.id: row for row in session.execute(statement)}


def test_older_requirements_are_extracted_anew_once(database: Database) -> None:
    old, same, closed = store(
        database,
        a_vacancy(1, body=BODY, requirements=OLD),
        a_vacancy(2, body="", key_skills=[], requirements=[]),
        a_vacancy(3, body=BODY, requirements=OLD, status="archived"),
    )
    before = rows(database)
    assert reading_again.requirements(database, most=100) == 2
    after = rows(database)
    assert [one["text"] for one in after[old].requirements] == ["Знание SQL", "Опыт сварки от 2 лет"]
    assert after[old].revision > before[old].revision, "who remembers the posting has to read it again"
    assert after[same].revision == before[same].revision
    assert after[closed] == before[closed]
    assert {after[key].requirements_version for key in (old, same)} == {VERSION}
    assert reading_again.requirements(database, most=100) == 0


def test_no_more_than_asked_for_and_the_newest_first(database: Database) -> None:
    ids = store(database, *(a_vacancy(number, body=BODY, requirements=OLD) for number in range(5)))
    assert reading_again.requirements(database, most=2) == 2
    assert {key for key, row in rows(database).items() if row.requirements_version} == set(ids[-2:])


def test_a_posting_that_changed_meanwhile_is_left(database: Database) -> None:
    [number] = store(database, a_vacancy(1, body=BODY, requirements=OLD))
    with database.transaction() as session:
        [read] = stored.outdated(session, VERSION, limit=10)
        session.execute(update(Vacancy).values(content_hash="newer"))
        stored.keep(session, VERSION, {number: stored.Found(read.content_hash, [])})
    assert rows(database)[number].requirements == OLD
