"""`python -m app.stack.maintenance NAME`: write the migration that changed models need (`make migrate`)."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from alembic import command

from app.stack.postgres import EmbeddedPostgres
from app.stack.preflight import free_port
from data import migrations


def new_migration(name: str) -> None:
    """Autogenerate on a scratch server, so that nobody's data are needed or touched."""
    with tempfile.TemporaryDirectory(prefix="podbor-migrate-") as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres", free_port())
        try:
            server.start()
            server.ensure_database("podbor")
            configuration = migrations.configuration()
            configuration.set_main_option("sqlalchemy.url", server.url())
            command.upgrade(configuration, "head")
            command.revision(configuration, message=name, autogenerate=True)
            command.upgrade(configuration, "head")
        finally:
            server.stop()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not re.fullmatch(r"[a-z][a-z0-9_]{2,60}", sys.argv[1]):
        sys.exit("make migrate name=what_changed (small letters, digits, underscores)")
    new_migration(sys.argv[1])
