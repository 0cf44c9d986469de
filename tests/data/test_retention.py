"""What is too old goes, what a page still shows stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.db import Database
from data.models import FreshnessCheck, Match, SearchJob, Vacancy
from data.repositories import feedback, freshness, retention, searches, vacancies
from data.repositories.freshness import Look, VacancyRef
from data.repositories.searches import MatchRow
from data.sources.base import Liveness
from tests.app.matching.builders import a_person
from tests.data import kept_searches
from tests.data.rows import a_row

NOW = datetime.now(UTC)
MONTH = timedelta(days=30)


def a_vacancy(session: Session) -> int:
    vacancies.upsert(session, [a_row("1")])
    return session.scalars(select(Vacancy.id)).one()


def search(session: Session, person: UUID, vacancy: int, *, days: int, job_type: str = "instant") -> UUID:
    key, then = uuid4(), NOW - timedelta(days=days)
    kept_searches.save(
        session, person, searches.Ended(key, None, job_type, then, then),
        summary={}, profile_hash="p", scoring_version="v",
        matches=[MatchRow(vacancy, 1, 0.5, {}, "match", [], [], {})],
    )  # fmt: skip
    return key


def failed(session: Session, person: UUID, *, days: int) -> UUID:
    key, then = uuid4(), NOW - timedelta(days=days)
    searches.save_failed(
        session, person, searches.Ended(key, None, "instant", then, then), timings_ms={}, error="x",
    )  # fmt: skip
    return key


def test_old_searches_go_but_never_the_one_a_page_shows(database: Database) -> None:
    anna, boris = a_person(database, "anna"), a_person(database, "boris")
    with database.transaction() as session:
        vacancy = a_vacancy(session)
        feedback.write(session, anna, vacancy, {"verdict": "like"})
        for days in (90, 80, 70):
            search(session, anna, vacancy, days=days)
        failed(session, anna, days=60)
        kept = {
            search(session, anna, vacancy, days=40),  # Anna's last
            search(session, anna, vacancy, days=50, job_type="command"),  # her last of this kind
            search(session, boris, vacancy, days=95),  # Boris's last
            failed(session, anna, days=2),
        }
        assert retention.trim_searches(session, older_than=MONTH, portion=3) == 3
        assert retention.trim_searches(session, older_than=MONTH) == 1
        assert retention.trim_searches(session, older_than=MONTH) == 0
        assert set(session.scalars(select(SearchJob.id))) == kept
        assert len(session.scalars(select(Match)).all()) == 3
        assert feedback.of(session, anna, [vacancy])[vacancy].verdict == "like"


def test_old_checks_go_and_the_posting_keeps_its_time(database: Database) -> None:
    with database.transaction() as session:
        vacancy = a_vacancy(session)
        look = Look(VacancyRef(vacancy, "demo", "1"), Liveness("open", 200), 3)
        freshness.record(session, [look, look, look], trigger="sweep")
        old = session.scalars(select(FreshnessCheck.id).limit(2)).all()
        session.execute(
            update(FreshnessCheck)
            .where(FreshnessCheck.id.in_(old))
            .values(checked_at=NOW - timedelta(days=31))
        )
        assert retention.trim_checks(session, older_than=MONTH, portion=1) == 1
        assert retention.trim_checks(session, older_than=MONTH) == 1
        assert retention.trim_checks(session, older_than=MONTH) == 0
        assert len(session.scalars(select(FreshnessCheck)).all()) == 1
        assert session.scalars(select(Vacancy.last_freshness_check)).one() is not None
