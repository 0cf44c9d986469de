"""Sessions for one Postgres. One `transaction()` is one commit; nothing else commits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg.errors import DiskFull, ForeignKeyViolation
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session as Session
from sqlalchemy.orm import sessionmaker

from data.errors import DatabaseUnavailable, NotFound


def normalise_url(url: str) -> str:
    """Let people write `postgres://` or `postgresql://`; we always speak psycopg 3."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


#: No statement waits longer for another's lock; a batch of an ingest holds its locks for well under a second.
LOCK_TIMEOUT = "15s"
#: A connection that was used so short a time ago is taken as it is; an older one is tried first.
TRUSTED_SECONDS = 1.0


class Database:
    """Hands out transactions; application code never calls commit()."""

    def __init__(self, bind: Engine | Connection, **session_options: Any) -> None:
        self.bind = bind
        self._sessions = sessionmaker(bind, expire_on_commit=False, **session_options)
        self._readers = self._sessions
        if isinstance(bind, Engine):  # of a connection the transaction is the caller's
            reading = bind.execution_options(isolation_level="AUTOCOMMIT")
            self._readers = sessionmaker(reading, autoflush=False, **session_options)

    @classmethod
    def from_url(cls, url: str, *, pool_size: int = 10) -> Database:
        engine = create_engine(
            normalise_url(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=10,
            hide_parameters=True,  # an error in a log must not carry somebody's résumé
            connect_args={"connect_timeout": 5, "application_name": "podbor"},
        )

        @event.listens_for(engine, "connect")
        def bound_waiting(connection: Any, _: object) -> None:
            connection.autocommit = True
            connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
            connection.autocommit = False

        @event.listens_for(engine, "checkin")
        def remember(_: Any, record: Any) -> None:
            record.info["used"] = time.monotonic()

        @event.listens_for(engine, "checkout")
        def try_first(connection: Any, record: Any, _: object) -> None:
            """A ping costs as much as a small query, and a search takes a connection several times."""
            used = record.info.get("used")
            if used is None or time.monotonic() - used < TRUSTED_SECONDS:
                return
            try:
                engine.dialect.do_ping(connection)
            except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
                raise DisconnectionError from error  # the pool opens another one

        return cls(engine)

    @classmethod
    @contextmanager
    def opened(cls, url: str, *, pool_size: int = 10) -> Iterator[Database]:
        """For as long as the block runs; its connections are closed with it."""
        database = cls.from_url(url, pool_size=pool_size)
        try:
            yield database
        finally:
            database.bind.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """For reads that need no common view: each statement is its own transaction, which spares two round
        trips. Nothing may be written."""
        with self._errors(), self._readers() as session:
            yield session

    @contextmanager
    def single(self) -> Iterator[Session]:
        """For one statement that is a whole transaction: done when it is answered, without the round trips of
        BEGIN and COMMIT. A second statement would be a second transaction."""
        if self._readers is self._sessions:
            with self.transaction() as session:
                yield session
            return
        with self._errors(), self._readers() as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Commit at the end of the block, roll back on any exception."""
        with self._errors(), self._sessions.begin() as session:
            yield session

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Those of the driver as our own."""
        try:
            yield
        except (OperationalError, InterfaceError, PoolTimeoutError) as error:
            if isinstance(getattr(error, "orig", None), DiskFull):
                raise DatabaseUnavailable("The disk is full.", code="disk_full") from error
            raise DatabaseUnavailable("The database does not answer.") from error
        except IntegrityError as error:
            if _owner_is_gone(error):
                raise NotFound("What this belongs to was deleted meanwhile.") from error
            raise


def _owner_is_gone(error: IntegrityError) -> bool:
    """Whether a row was written for a person or a résumé that somebody deleted at that time."""
    if not isinstance(error.orig, ForeignKeyViolation):
        return False
    return (error.orig.diag.constraint_name or "").endswith(("_people", "_resumes"))
