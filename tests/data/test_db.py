"""What a person is told when the database cannot serve."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.stack.postgres import EmbeddedPostgres
from data import db
from data.db import Database, normalise_url
from data.errors import DatabaseUnavailable
from tests.conftest import free_port


@pytest.mark.parametrize("given", ["postgres://h/d", "postgresql://h/d", "postgresql+psycopg://h/d"])
def test_any_spelling_of_an_address_means_psycopg(given: str) -> None:
    assert normalise_url(given) == "postgresql+psycopg://h/d"


def test_nobody_listens() -> None:
    nowhere = Database.from_url(f"postgresql://podbor@127.0.0.1:{free_port()}/podbor")
    with pytest.raises(DatabaseUnavailable), nowhere.transaction() as session:
        session.execute(text("SELECT 1"))


def test_waiting_for_a_lock_is_bounded(postgres: EmbeddedPostgres) -> None:
    one = Database.from_url(postgres.url())
    with one.transaction() as holder:
        holder.execute(text("SELECT pg_advisory_xact_lock(42)"))
        with pytest.raises(DatabaseUnavailable), one.transaction() as waiter:  # noqa: PT012
            assert waiter.execute(text("SHOW lock_timeout")).scalar_one() == "15s"
            waiter.execute(text("SET LOCAL lock_timeout = '50ms'"))
            waiter.execute(text("SELECT pg_advisory_xact_lock(42)"))


def test_a_failed_block_leaves_nothing(postgres: EmbeddedPostgres) -> None:
    database = Database.from_url(postgres.url())
    with pytest.raises(ZeroDivisionError), database.transaction() as session:  # noqa: PT012
        session.execute(text("CREATE TABLE half_made (id int)"))
        raise ZeroDivisionError
    with database.transaction() as session:
        assert session.execute(text("SELECT to_regclass('half_made')")).scalar_one() is None


def test_a_connection_that_died_while_it_lay_idle_is_replaced(
    postgres: EmbeddedPostgres, monkeypatch
) -> None:
    monkeypatch.setattr(db, "TRUSTED_SECONDS", 0.0)
    database, other = (Database.from_url(postgres.url(), pool_size=1) for _ in range(2))
    with database.reading() as session:
        backend = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with other.reading() as session:
        assert session.execute(text("SELECT pg_terminate_backend(:it)"), {"it": backend}).scalar_one()
    with database.reading() as session:
        assert session.execute(text("SELECT pg_backend_pid()")).scalar_one() != backend


def test_reading_sees_what_was_written_a_moment_ago_and_leaves_no_transaction(
    postgres: EmbeddedPostgres,
) -> None:
    database = Database.from_url(postgres.url())
    with database.transaction() as session:
        session.execute(text("CREATE TABLE just_written AS SELECT 1 AS number"))
    with database.reading() as session:
        one = session.execute(text("SELECT number, pg_current_xact_id_if_assigned() FROM just_written")).one()
        assert tuple(one) == (1, None)
        with database.transaction() as writer:
            writer.execute(text("UPDATE just_written SET number = 2"))
        assert session.execute(text("SELECT number FROM just_written")).scalar_one() == 2
    with database.transaction() as session:  # the same connection, and a transaction again
        session.execute(text("DROP TABLE just_written"))
