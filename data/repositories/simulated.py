"""Invented rows for the operator's pages, in a database of their own beside the real one.

They never meet a real row: ledgers, budgets, counters and people's data stay what they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from psycopg import Connection as Raw
from psycopg import sql
from sqlalchemy import ColumnDefault, Table, create_engine, make_url, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import OperationalError

from data import migrations
from data.db import Database, Session, normalise_url
from data.errors import DatabaseUnavailable
from data.models import Base

SUFFIX = "_simulated"
_PORTION = 20_000
#: A portion of one table is written after those it refers to.
_ORDER = (
    "people", "vacancies", "searches", "feedback", "freshness_sweep_log", "segment_jobs", "openai_call_log",
    "llm_receipts", "match_event",
)  # fmt: skip


def address(url: str) -> str:
    """The address of the database beside the one at `url`."""
    parts = make_url(normalise_url(url))
    return parts.set(database=f"{parts.database}{SUFFIX}").render_as_string(hide_password=False)


def exists(session: Session, url: str) -> bool:
    """Whether it was made; `session` is of any database of that server."""
    statement = text("SELECT count(*) FROM pg_database WHERE datname = :name")
    return bool(session.scalar(statement, {"name": make_url(address(url)).database}))


def renew(url: str) -> Database:
    """An empty database with every table, in place of what was there."""
    drop(url)
    _administer(url, "CREATE DATABASE {}")
    migrations.upgrade(address(url))
    return Database.from_url(address(url))


def upgrade(url: str) -> None:
    """Bring it to the tables of today, if it was made: it outlives new versions like the real one."""
    with Database.opened(url, pool_size=1) as beside, beside.transaction() as session:
        made = exists(session, url)
    if made:
        migrations.upgrade(address(url))


def drop(url: str) -> None:
    """Remove it with all it holds; nothing happens when it is not there."""
    _administer(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)")


def write(
    database: Database, rows: Iterable[tuple[str, Mapping[str, Any]]], told: Callable[[int], None]
) -> dict[str, int]:
    """Copy `rows` (table, columns) in portions; returns how many each table got. `told` hears the sum."""
    with database.transaction() as session:  # packed once at the end: each portion is of other people
        session.execute(text("ALTER TABLE event_hours DISABLE TRIGGER USER"))
        session.execute(text("ALTER TABLE match_event DISABLE TRIGGER shown"))
    counts = dict.fromkeys(_ORDER, 0)
    waiting: dict[str, list[Mapping[str, Any]]] = {name: [] for name in _ORDER}
    number = 0
    for table, row in rows:
        waiting[table].append(row)
        number += 1
        if number % _PORTION == 0:
            _flush(database, waiting, counts)
            told(number)
    _flush(database, waiting, counts)
    told(number)
    with database.transaction() as session:
        session.execute(text("SELECT repack_event_people()"))
        session.execute(text("ALTER TABLE event_hours ENABLE TRIGGER USER"))
        session.execute(text("SELECT recount_shown_days()"))
        session.execute(text("ALTER TABLE match_event ENABLE TRIGGER shown"))
        session.execute(text("ANALYZE"))
    return counts


def _flush(database: Database, waiting: dict[str, list[Mapping[str, Any]]], counts: dict[str, int]) -> None:
    with database.transaction() as session:
        raw: Any = session.connection().connection.driver_connection
        for name in _ORDER:
            _copy(raw, name, waiting[name])
            counts[name] += len(waiting[name])
            waiting[name] = []


def _copy(raw: Raw[Any], name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    table = Base.metadata.tables[name]
    fixed = {column: value for column, value in _defaults(table).items() if column not in rows[0]}
    columns = [one.name for one in table.c if one.name in rows[0] or one.name in fixed]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_plain(table, one, row[one]) if one in row else fixed[one] for one in columns])


def _defaults(table: Table) -> dict[str, object]:
    """What SQLAlchemy would fill in for columns left out; COPY knows nothing of it."""
    found: dict[str, object] = {}
    for column in table.c:
        given = column.default
        if given is None or column.server_default is not None or not isinstance(given, ColumnDefault):
            continue
        if given.is_scalar:
            found[column.name] = given.arg
        elif isinstance(column.type, ARRAY):
            found[column.name] = []
        elif isinstance(column.type, JSONB):
            found[column.name] = json.dumps(given.arg(None))
    return found


def _plain(table: Table, column: str, value: object) -> object:
    return json.dumps(value) if isinstance(table.c[column].type, JSONB) else value


def _administer(url: str, statement: str) -> None:
    name = make_url(address(url)).database or ""
    engine = create_engine(normalise_url(url), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            quoted = connection.dialect.identifier_preparer.quote(name)
            connection.execute(text(statement.format(quoted)))
    except OperationalError as error:
        raise DatabaseUnavailable("The database does not answer.") from error
    finally:
        engine.dispose()
