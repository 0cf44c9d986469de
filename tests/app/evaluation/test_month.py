"""The simulated month measures against the board's own truth, and its clock is the database's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from app.commands.demo_in_process import demo_board
from app.demo.world import World
from app.evaluation.month import simulate
from app.evaluation.month_plan import Plan
from app.evaluation.parts import Parts
from app.search.embedding import LocalEmbedder
from app.stack.postgres import EmbeddedPostgres
from data import migrations
from data.db import Database, normalise_url
from data.lexical import LexicalIndex
from data.models import IngestRun, Vacancy
from data.repositories import runs, simulated_time, vacancies
from data.vectors import VectorStore
from tests.conftest import free_port
from tests.data.rows import a_row

PAST = datetime(2026, 3, 8, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def apart(postgres: EmbeddedPostgres) -> Iterator[str]:
    """A database of its own: its clock is not everybody's."""
    postgres.ensure_database("podbor_month")
    address = postgres.url("podbor_month")
    migrations.upgrade(address)
    with Database.opened(address) as database, database.transaction() as session:
        simulated_time.install(session)
    yield address
    engine = create_engine(normalise_url(postgres.url()), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE podbor_month WITH (FORCE)"))
    engine.dispose()


def test_statements_and_defaults_follow_the_clock(apart: str) -> None:
    def told(session: Session) -> datetime:
        return session.execute(select(func.now())).scalar_one()

    database = Database.from_url(apart)
    with database.transaction() as session:
        simulated_time.set_to(session, PAST)
        vacancies.upsert(session, [a_row("1", source="elsewhere")])
        assert abs(told(session) - PAST) < timedelta(minutes=5)
        runs.start(session, "r1", "elsewhere", params={})
        begun = session.scalars(select(IngestRun.started_at)).one()
        assert abs(begun - PAST) < timedelta(minutes=5)
        assert abs(session.scalars(select(Vacancy.first_seen_at)).one() - PAST) < timedelta(minutes=5)
        assert abs(session.scalars(select(Vacancy.last_seen_at)).one() - PAST) < timedelta(minutes=5)
        session.rollback()


def test_a_bad_day_closes_what_is_closed_and_nothing_else(apart: str, chroma: str, tmp_path: Path) -> None:
    parts = Parts(
        Database.from_url(apart), VectorStore(chroma), LexicalIndex(tmp_path / "lexical"), LocalEmbedder()
    )
    plan = Plan(size=60, days=1, ingest_every=6, search_hours=(12, 21), bad_days=(0,))
    said: list[str] = []
    world = World(plan.seed, plan.size, start=datetime.now(UTC) - timedelta(days=plan.days))
    with demo_board(world, free_port()) as board:
        found = simulate(parts, tmp_path, board, said.append, plan)
    assert found["searches"] == 2
    assert found["shown"] == 100
    assert found["false_deaths"] == found["known_archived_served"] == 0
    assert sum(found["ingests"].values()) == 5
    assert found["open_in_index"] >= 50
    assert (
        found["looks_outside_searches"] < plan.size
    )  # only what a reading did not show, and the sweep's share
    assert len(said) == 2


@pytest.mark.parametrize("searches", [1, 5, 7, 24])
def test_searches_are_spread_over_the_day(searches: int) -> None:
    hours = Plan.of(searches=searches).search_hours
    assert len(set(hours)) == searches
    assert all(0 <= hour < 24 for hour in hours)


def test_a_shorter_month_keeps_its_bad_days() -> None:
    assert Plan.of(days=9).bad_days == (3, 6)
    assert Plan.of() == Plan()
