"""Schema changes in order. `upgrade` brings a database to the newest; it is safe to run twice."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from data.db import normalise_url
from data.errors import DatabaseUnavailable
from data.models import Base

FOLDER = Path(__file__).parent
_LOCK = 7_303_001


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    return config


def upgrade(url: str) -> None:
    """Run all missing migrations in one transaction; two processes at once do it once. Raises
    DatabaseUnavailable."""
    engine = create_engine(normalise_url(url))
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            config = configuration()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except OperationalError as error:
        raise DatabaseUnavailable("The database went away before it was up to date.") from error
    finally:
        engine.dispose()


def at_head(url: str) -> bool:
    """Whether the database has every migration of this version."""
    engine = create_engine(normalise_url(url), connect_args={"connect_timeout": 3})
    try:
        with engine.connect() as connection:
            heads = set(MigrationContext.configure(connection).get_current_heads())
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()
    return heads == set(ScriptDirectory.from_config(configuration()).get_heads())


def differences(url: str) -> list[str]:
    """What the models have and the migrations do not, one sentence each; the database must be at head."""
    engine = create_engine(normalise_url(url))
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return [str(one) for one in compare_metadata(context, Base.metadata)]
    finally:
        engine.dispose()
