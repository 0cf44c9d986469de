"""kill -9 in the middle of a run, then run again: nothing lost, nothing twice, nobody left "running"."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import column, func, select, text

from app.ingestion import service
from app.stack.postgres import EmbeddedPostgres
from data.archive import Archive
from data.db import Database
from data.errors import DatabaseUnavailable
from data.models import Vacancy
from data.repositories import runs
from data.sources.hh import HhSource
from tests.app.ingestion import killed_run
from tests.app.ingestion.fakes import a_board
from tests.app.ingestion.serving import committed, served

SIZE = 250


@pytest.fixture
def board_url() -> Iterator[str]:
    with served(a_board(SIZE).answer) as address:
        yield address


@pytest.fixture
def real(postgres: EmbeddedPostgres) -> Iterator[Database]:
    with committed(postgres.url()) as database:
        yield database


def test_killed_and_run_again(
    postgres: EmbeddedPostgres, real: Database, board_url: str, tmp_path: Path
) -> None:
    archive = Archive(tmp_path)
    victim = subprocess.Popen(
        [sys.executable, killed_run.__file__, postgres.url(), board_url, str(tmp_path)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert victim.stdout is not None
    while int(victim.stdout.readline() or SIZE) < 60:
        pass
    victim.send_signal(signal.SIGKILL)
    victim.wait(30)
    victim.stdout.close()
    with real.transaction() as session:
        before = dict(session.execute(select(Vacancy.external_id, Vacancy.id)).all())  # type: ignore[arg-type]
        dead = runs.get(session, "victim")
        assert dead is not None
        assert dead.status == "running"
    assert 60 <= len(before) < SIZE

    source = HhSource("killed", board_url, token="t", user_agent="Podbor (a@b.invalid)", invented=True)
    report = service.run(real, archive, source)
    assert report.status == "succeeded"
    assert report.counts["seen"] == len(before)
    assert report.counts["new"] == SIZE - len(before)
    with real.transaction() as session:
        rows = list(session.scalars(select(Vacancy).where(Vacancy.source == "killed")))
        assert len(rows) == len({row.external_id for row in rows}) == SIZE
        assert {row.external_id: row.id for row in rows}.items() >= before.items()
        assert session.scalar(select(func.count(func.distinct(Vacancy.revision)))) == SIZE
        dead = runs.get(session, "victim")
        assert dead is not None
        assert (dead.status, dead.error) == ("failed", "interrupted")
    assert all(archive.get(str(row.payload_sha)) for row in rows)


def test_two_at_once_are_not_allowed(real: Database, board_url: str, tmp_path: Path) -> None:
    source = HhSource("killed", board_url, token="t", user_agent="Podbor (a@b.invalid)", invented=True)
    with runs.exclusive(real, "killed") as mine:
        assert mine
        with real.transaction() as session:
            runs.start(session, "alive", "killed", params={})
        with pytest.raises(Exception, match="at work"):
            service.run(real, Archive(tmp_path), source)
        assert service.bury_dead(real) == []
    assert service.bury_dead(real) == ["alive"]


def test_a_lost_database_is_told_as_such(real: Database) -> None:
    """The lock's connection dies with the server: what went wrong must not be hidden by the unlocking."""

    def work_until_the_server_is_gone() -> None:
        with runs.exclusive(real, "killed") as mine:
            assert mine
            with real.transaction() as session:
                held = select(func.pg_terminate_backend(column("pid"))).select_from(text("pg_locks"))
                session.execute(held.where(text("locktype = 'advisory' AND pid <> pg_backend_pid()")))
            raise DatabaseUnavailable("The database went away in the middle.")

    with pytest.raises(DatabaseUnavailable, match="in the middle"):
        work_until_the_server_is_gone()
    with runs.exclusive(real, "killed") as mine:
        assert mine
    away = Database.from_url("postgresql://podbor@127.0.0.1:9/podbor")
    with pytest.raises(DatabaseUnavailable), runs.exclusive(away, "killed"):
        pass
