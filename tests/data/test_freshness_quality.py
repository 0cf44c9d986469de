"""What is told of freshness follows from searches, looks, openings and histories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from data.db import Database
from data.models import FreshnessCheck, MatchEvent, PostingEvent, Vacancy
from data.repositories import freshness_quality, searches
from data.repositories.freshness_quality import FreshnessQuality
from data.repositories.searches import MatchRow
from tests.app.matching.builders import a_person, a_vacancy, store
from tests.data import kept_searches

NOW = datetime.now(UTC)
THEN = NOW - timedelta(days=3)


def read(database: Database) -> FreshnessQuality:
    with database.transaction() as session:
        return freshness_quality.read(session, NOW - timedelta(days=7), NOW)


def look(session: Session, vacancy: int, hours: float, verdict: str) -> None:
    session.add(
        FreshnessCheck(
            vacancy_id=vacancy, source="demo", trigger="sweep", verdict=verdict, duration_ms=1,
            checked_at=THEN + timedelta(hours=hours),
        )
    )  # fmt: skip
    if verdict == "archived":
        closed = {"status": "archived", "archived_at": THEN + timedelta(hours=hours)}
        session.execute(update(Vacancy).where(Vacancy.id == vacancy).values(**closed))


def test_what_was_found_closed_after_it_was_shown(database: Database) -> None:
    person = a_person(database, "anna")
    fine, dead, later, unsure, before, silent = store(database, *(a_vacancy(n) for n in range(6)))
    with database.transaction() as session:
        for one, hours, verdict in (
            (fine, 2, "open"), (dead, 2.5, "archived"), (later, 5, "archived"), (unsure, 2, "unknown"),
            (before, -1, "open"), (fine, 5, "open"),
        ):  # fmt: skip
            look(session, one, hours, verdict)
        kept_searches.save(
            session, person, searches.Ended(uuid4(), None, "instant", THEN, THEN),
            summary={}, profile_hash="p", scoring_version="v",
            matches=[
                MatchRow(one, rank, 0.5, {}, "match", [], [], {})
                for rank, one in enumerate((fine, dead, later, unsure, before, silent), start=1)
            ],
        )  # fmt: skip
    found = read(database)
    assert (found.looked_after, found.dead_after) == (2, 1)


def test_openings_of_closed_postings(database: Database) -> None:
    person = a_person(database, "anna")
    fine, dead, soon, long_after = store(database, *(a_vacancy(n) for n in range(4)))
    with database.transaction() as session:
        for one, hours in ((dead, -5), (soon, 2), (long_after, 5)):
            look(session, one, hours, "archived")
        for one in (fine, dead, soon, long_after):
            session.add(MatchEvent(at=THEN, event="open", person_id=person, vacancy_id=one))
        session.add(MatchEvent(at=THEN, event="impression", person_id=person, vacancy_id=dead))
    found = read(database)
    assert (found.opened, found.opened_dead) == (4, 2)


def test_closings_that_were_none(database: Database) -> None:
    alive, again, gone, old = store(database, *(a_vacancy(n) for n in range(4)))

    def event(vacancy: int, kind: str, days: int, published: int | None = None) -> dict[str, object]:
        on = {"published_at": (NOW - timedelta(days=published)).isoformat()} if published else None
        return {"vacancy_id": vacancy, "kind": kind, "at": NOW - timedelta(days=days), "after": on}

    with database.transaction() as session:
        for row in (
            event(alive, "closed", 5), event(alive, "reopened", 4, published=20),
            event(again, "closed", 5), event(again, "reopened", 2, published=3),  # published anew
            event(gone, "closed", 1),
            event(old, "closed", 30), event(old, "reopened", 29, published=40),
        ):  # fmt: skip
            session.execute(insert(PostingEvent), [row])
    found = read(database)
    assert (found.closings, found.contradicted) == (3, 1)


def test_nothing_happened(database: Database) -> None:
    assert read(database) == FreshnessQuality()
