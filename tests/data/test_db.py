"""What a person is told when the database cannot serve."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.stack.postgres import EmbeddedPostgres
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
