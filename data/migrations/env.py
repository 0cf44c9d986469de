"""Alembic's entry: runs on the connection or URL it is handed (see `data.migrations.upgrade`)."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import create_engine

from data.db import normalise_url
from data.models import Base


def run() -> None:
    config = context.config
    connection = config.attributes.get("connection")
    if connection is not None:
        _migrate(connection)
        return
    url = config.get_main_option("sqlalchemy.url") or os.environ["DATABASE_URL"]
    with create_engine(normalise_url(url)).connect() as opened:
        _migrate(opened)
        opened.commit()


def _migrate(connection) -> None:  # type: ignore[no-untyped-def]
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


run()
