from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from data.db import Database
from data.models import FreshnessCheck, MetricDelta, Vacancy
from data.repositories import freshness, sweeps, vacancies
from data.repositories.freshness import Look, VacancyRef
from data.sources.base import Liveness
from tests.data.rows import a_row


def ids_of(database: Database, *external_ids: str, **fields: object) -> list[int]:
    with database.transaction() as session:
        vacancies.upsert(session, [a_row(one, **fields) for one in external_ids])
        found = {row.external_id: row.id for row in session.scalars(select(Vacancy))}
    return [found[one] for one in external_ids]


def look(vacancy_id: int, verdict: str) -> Look:
    return Look(VacancyRef(vacancy_id, "demo", "x"), Liveness(verdict, 200), 3)  # type: ignore[arg-type]


def test_what_each_verdict_changes(database: Database) -> None:
    opened, gone, unsure = ids_of(database, "1", "2", "3")
    with database.transaction() as session:
        revisions = {row.id: row.revision for row in session.scalars(select(Vacancy))}
        looks = [look(opened, "open"), look(gone, "archived"), look(unsure, "unknown"), look(0, "open")]
        assert freshness.record(session, looks, trigger="read") == [gone]
    with database.transaction() as session:
        rows = {
            row.id: row for row in session.scalars(select(Vacancy).execution_options(populate_existing=True))
        }
        assert [rows[one].status for one in (opened, gone, unsure)] == ["open", "archived", "open"]
        assert rows[opened].last_freshness_check is not None
        assert rows[unsure].last_freshness_check is None
        assert rows[gone].archived_at is not None
        assert rows[gone].revision > max(revisions.values())
        assert [rows[one].revision for one in (opened, unsure)] == [revisions[opened], revisions[unsure]]
        assert len(list(session.scalars(select(FreshnessCheck)))) == 3
        assert freshness.record(session, [look(gone, "archived")], trigger="sweep") == []
        looks = session.scalars(select(FreshnessCheck).where(FreshnessCheck.vacancy_id == gone))
        assert sorted(one.trigger for one in looks) == ["read", "sweep"]


def test_the_longest_unseen_come_first_and_the_gate_holds(database: Database) -> None:
    never_shown, never, old, older, fresh, closed, other = ids_of(database, *"1234567")
    now = datetime.now(UTC)
    with database.transaction() as session:
        for one, fields in (
            (never, {"shown_count": 5}),
            (old, {"last_freshness_check": now - timedelta(days=2)}),
            (older, {"last_freshness_check": now - timedelta(days=9)}),
            (fresh, {"last_freshness_check": now - timedelta(hours=1)}),
            (closed, {"status": "archived"}),
            (other, {"source": "elsewhere"}),
        ):
            session.execute(update(Vacancy).where(Vacancy.id == one).values(**fields))
        gate = timedelta(hours=24)
        due = sweeps.due(session, sources=["demo"], limit=10, gate=gate)
        assert [one.id for one in due] == [never, never_shown, older, old]
        assert [one.id for one in sweeps.due(session, sources=["demo"], limit=1, gate=gate)] == [never]
        freshness.record(session, [look(never, "unknown")], trigger="sweep")
        due = sweeps.due(session, sources=["demo"], limit=10, gate=gate)
        assert [one.id for one in due] == [never_shown, older, old]


def test_refs_keep_the_order_asked_for(database: Database) -> None:
    first, second = ids_of(database, "1", "2")
    with database.transaction() as session:
        assert [one.id for one in freshness.refs(session, [second, 0, first])] == [second, first]


def test_an_audit_that_finds_it_closed_counts_no_other_closing(database: Database) -> None:
    [one] = ids_of(database, "1")
    counted = select(func.coalesce(func.sum(MetricDelta.number), 0)).where(
        MetricDelta.series == "freshness_archived_total"
    )
    with database.transaction() as session:
        before = session.scalars(counted).one()
        freshness.record(session, [look(one, "archived")], trigger="sweep")
        freshness.record(session, [look(one, "archived")], trigger="audit")
        assert session.scalars(counted).one() == before + 1
