"""A database whose clock is moved by hand, for measuring months in minutes: never for people's data.

`now()` and `clock_timestamp()` are looked up through the search path like any function, so those of the same
name in a schema before `pg_catalog` take their place, in statements and in defaults of columns. The SQL under
test stays what it is.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

_INSTALL = (
    "CREATE SCHEMA simulated",
    "CREATE TABLE simulated.clock (at timestamptz NOT NULL, set_at timestamptz NOT NULL)",
    "INSERT INTO simulated.clock VALUES (pg_catalog.now(), pg_catalog.clock_timestamp())",
    """CREATE FUNCTION simulated.now() RETURNS timestamptz LANGUAGE sql STABLE AS
       'SELECT at + (pg_catalog.clock_timestamp() - set_at) FROM simulated.clock'""",
    """CREATE FUNCTION simulated.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
       'SELECT at + (pg_catalog.clock_timestamp() - set_at) FROM simulated.clock'""",
    """DO $$ BEGIN EXECUTE format(
       'ALTER DATABASE %I SET search_path = simulated, pg_catalog, public', current_database()); END $$""",
    "SET LOCAL search_path = simulated, pg_catalog, public",
    # A default is bound to its function when it is set; set again, it finds the simulated one.
    """DO $$ DECLARE one record; BEGIN
       FOR one IN SELECT table_name, column_name FROM information_schema.columns
                  WHERE table_schema = 'public' AND column_default IN ('now()', 'pg_catalog.now()') LOOP
         EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET DEFAULT now()',
                        one.table_name, one.column_name);
       END LOOP; END $$""",
)


def install(session: Session) -> None:
    """Put the clock in. Connections opened before keep the real one, so open new ones afterwards."""
    for statement in _INSTALL:
        session.execute(text(statement))


def set_to(session: Session, moment: datetime) -> None:
    """It is `moment` now; from here on the clock runs on by itself."""
    session.execute(
        text("UPDATE simulated.clock SET at = :at, set_at = pg_catalog.clock_timestamp()"), {"at": moment}
    )
