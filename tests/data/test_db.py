"""What a person is told when the database cannot serve."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from app.stack.postgres import EmbeddedPostgres
from data import db
from data.db import Database, normalise_url
from data.errors import DatabaseUnavailable
from tests.conftest import free_port


@pytest.fixture
def opened(postgres: EmbeddedPostgres) -> Iterator[Database]:
    with Database.opened(postgres.url(), pool_size=2) as database:
        yield database


@pytest.mark.parametrize("given", ["postgres://h/d", "postgresql://h/d", "postgresql+psycopg://h/d"])
def test_any_spelling_of_an_address_means_psycopg(given: str) -> None:
    assert normalise_url(given) == "postgresql+psycopg://h/d"


def test_nobody_listens() -> None:
    nowhere = Database.from_url(f"postgresql://podbor@127.0.0.1:{free_port()}/podbor")
    with pytest.raises(DatabaseUnavailable), nowhere.transaction() as session:
        session.execute(text("SELECT 1"))


def test_waiting_for_a_lock_is_bounded(opened: Database) -> None:
    with opened.transaction() as holder:
        holder.execute(text("SELECT pg_advisory_xact_lock(42)"))
        with pytest.raises(DatabaseUnavailable), opened.transaction() as waiter:  # noqa: PT012
            assert waiter.execute(text("SHOW lock_timeout")).scalar_one() == "15s"
            waiter.execute(text("SET LOCAL lock_timeout = '50ms'"))
            waiter.execute(text("SELECT pg_advisory_xact_lock(42)"))


def test_a_failed_block_leaves_nothing(opened: Database) -> None:
    with pytest.raises(ZeroDivisionError), opened.transaction() as session:  # noqa: PT012
        session.execute(text("CREATE TABLE half_made (id int)"))
        raise ZeroDivisionError
    with opened.transaction() as session:
        assert session.execute(text("SELECT to_regclass('half_made')")).scalar_one() is None


def test_a_connection_that_died_while_it_lay_idle_is_replaced(
    opened: Database, postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "TRUSTED_SECONDS", 0.0)
    with opened.reading() as session:
        backend = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with Database.opened(postgres.url(), pool_size=1) as other, other.reading() as session:
        assert session.execute(text("SELECT pg_terminate_backend(:it)"), {"it": backend}).scalar_one()
    with opened.reading() as session:
        assert session.execute(text("SELECT pg_backend_pid()")).scalar_one() != backend


def test_nothing_stays_open_after_its_block(postgres: EmbeddedPostgres) -> None:
    count = text("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'podbor' AND pid = :pid")
    with Database.opened(postgres.url()) as brief, brief.reading() as session:
        pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with Database.opened(postgres.url()) as later, later.reading() as session:
        for _ in range(100):  # a server needs a moment to see that somebody left
            if not session.execute(count, {"pid": pid}).scalar_one():
                return
            session.execute(text("SELECT pg_sleep(0.05)"))
    pytest.fail("its connection is still open")


def test_reading_sees_what_was_written_a_moment_ago_and_leaves_no_transaction(opened: Database) -> None:
    with opened.transaction() as session:
        session.execute(text("CREATE TABLE just_written AS SELECT 1 AS number"))
    with opened.reading() as session:
        one = session.execute(text("SELECT number, pg_current_xact_id_if_assigned() FROM just_written")).one()
        assert tuple(one) == (1, None)
        with opened.transaction() as writer:
            writer.execute(text("UPDATE just_written SET number = 2"))
        assert session.execute(text("SELECT number FROM just_written")).scalar_one() == 2
    with opened.transaction() as session:  # the same connection, and a transaction again
        session.execute(text("DROP TABLE just_written"))
