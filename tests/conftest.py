"""Fixtures that carry the rest: one real Postgres a session, every test rolled back."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine

from app.config import Settings
from app.stack import parts, process
from app.stack.postgres import EmbeddedPostgres
from data import migrations
from data.db import Database, normalise_url

# A first example reads tables, and a busy machine is slow: no test judges by the clock.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A real server with fresh migrations, for the whole session."""
    folder = tmp_path_factory.mktemp("pg")
    for parent in (folder, *folder.parents):  # the server may run as another user
        if parent == Path("/tmp") or parent == parent.parent:
            break
        parent.chmod(parent.stat().st_mode | 0o011)
    server = EmbeddedPostgres(folder / "data", free_port())
    server.start()
    server.ensure_database("podbor")
    migrations.upgrade(server.url())
    yield server
    server.stop()


@pytest.fixture(scope="session")
def engine(postgres: EmbeddedPostgres) -> Iterator[Engine]:
    made = create_engine(normalise_url(postgres.url()))
    yield made
    made.dispose()


@pytest.fixture
def database(engine: Engine) -> Iterator[Database]:
    """Everything a test writes, commits included, is rolled back at its end."""
    with engine.connect() as connection, connection.begin() as outer:
        yield Database(connection, join_transaction_mode="create_savepoint")
        outer.rollback()


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Chroma server, for the whole session."""
    settings = Settings(home=tmp_path_factory.mktemp("chroma-home"), chroma_port=free_port(), chroma_url=None)
    part = parts.chroma(settings)
    child = process.spawn(part.command, settings.home / "chroma.log", environment=part.environment)
    deadline = time.monotonic() + 60
    while not part.healthy():
        assert child.poll() is None, "Chroma stopped at once"
        assert time.monotonic() < deadline, "Chroma does not answer"
        time.sleep(0.05)
    yield settings.chroma
    child.terminate()
    child.wait(10)
