"""Corrections of the first schema become overlays, and back."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from alembic import command
from sqlalchemy import Connection, create_engine, text

from app.stack.postgres import EmbeddedPostgres
from data import migrations
from data.db import normalise_url

_BEFORE, _AFTER = "5d2c8f1e7a40", "df060b4c0058"
_OLD = {"city": "Псков", "skills": [{"name": "Excel", "evidence": ""}], "salary": None}


def corrections(connection: Connection) -> list[dict[str, Any]]:
    found = connection.execute(text("SELECT corrections FROM resumes ORDER BY file_name"))
    return [row.corrections for row in found]


def test_corrections_become_overlays_and_back(postgres: EmbeddedPostgres) -> None:
    postgres.ensure_database("overlays")
    engine = create_engine(normalise_url(postgres.url("overlays")))
    with engine.connect() as connection, connection.begin() as outer:
        configuration = migrations.configuration()
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, _BEFORE)
        person = uuid4()
        connection.execute(
            text("INSERT INTO people (id, handle, role) VALUES (:id, 'a', 'person')"), {"id": person}
        )
        for name, said in (("a", _OLD), ("b", {})):
            connection.execute(
                text(
                    "INSERT INTO resumes (id, person_id, file_name, media_type, file_sha256, file_bytes,"
                    " text, status, active, corrections)"
                    " VALUES (:id, :person, :name, 't', 's', 'x', '', 'parsed', false, :said)"
                ),
                {"id": uuid4(), "person": person, "name": name, "said": json.dumps(said)},
            )
        command.upgrade(configuration, _AFTER)
        fields = {name: {"kind": "corrected", "value": value} for name, value in _OLD.items()}
        assert corrections(connection) == [{"fields": fields}, {}]
        command.downgrade(configuration, _BEFORE)
        assert corrections(connection) == [_OLD, {}]
        outer.rollback()
    engine.dispose()
