"""`podbor person`: export and erase from the command line, on a database of one's own."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from pathlib import Path

import pytest

from app import cli
from app.accounts.service import local_person
from app.resumes import service
from app.stack.postgres import EmbeddedPostgres
from data import migrations
from data.db import Database
from tests.app.resumes.making import RUSSIAN


def test_export_then_erase(
    postgres: EmbeddedPostgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    postgres.ensure_database("person_command")
    url = postgres.url("person_command")
    migrations.upgrade(url)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("PODBOR_HOME", str(tmp_path / "home"))
    target = tmp_path / "mine.zip"
    assert cli.main(["person", "export", str(target)]) == 2  # nobody was here yet
    assert not target.exists()
    database = Database.from_url(url)
    service.upload(database, local_person(database).id, "a.txt", RUSSIAN.encode())
    capsys.readouterr()

    assert cli.main(["person", "export", str(target)]) == 0
    assert json.loads(capsys.readouterr().out)["rows"]["resumes"] == 1
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as archive:
        assert archive.read("files/01 a.txt") == RUSSIAN.encode()
    assert cli.main(["person", "export", str(target)]) == 2  # never over another file

    monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))
    assert cli.main(["person", "erase"]) == 2
    capsys.readouterr()
    assert cli.main(["person", "erase", "--yes"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"]["people"] == 1
    assert service.listing(database, local_person(database).id) == []
    database.bind.engine.dispose()
