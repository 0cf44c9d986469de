"""`podbor taxonomy` from the command line, on a database of its own; a reading notices what it did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import cli
from app.accounts.service import local_person
from app.config import Settings
from app.resumes import service
from app.stack.postgres import EmbeddedPostgres
from app.taxonomy import skills
from data import migrations
from data.db import Database
from tests.app.taxonomy.making import esco_file, onet_file

RESUME = b"Jane Roe\njane@example.com\n\nSkills\nfog herding, Python, SQL\n"


def test_import_list_remove(
    postgres: EmbeddedPostgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    postgres.ensure_database("taxonomy_command")
    url = postgres.url("taxonomy_command")
    migrations.upgrade(url)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("PODBOR_HOME", str(tmp_path / "home"))

    def told(*arguments: str) -> object:
        assert cli.main(["taxonomy", *arguments, "--format", "json"]) == 0
        return json.loads(capsys.readouterr().out)

    database = Database.from_url(url)
    person = local_person(database).id
    made = service.upload(database, person, "a.txt", RESUME)
    assert service.profile_of(database, person, made).skill_names == ["fog herding", "Python", "SQL"]
    try:
        assert told("list") == []
        brought = told("import", "esco", str(esco_file(tmp_path)))
        assert isinstance(brought, dict)
        assert (brought["terms"], brought["aliases"], brought["changed"]) == (2, 5, True)
        again = told("import", "esco", str(tmp_path))
        assert again == brought | {"changed": False}
        told("import", "onet", str(onet_file(tmp_path)))
        listed = told("list")
        assert isinstance(listed, list)
        assert [one["name"] for one in listed] == ["esco", "onet"]
        assert cli.main(["taxonomy", "list"]) == 0
        assert "European Commission" in capsys.readouterr().out

        skills.use_imported("", {})  # as in a process that has just begun
        assert service.is_outdated(service.listing(database, person)[0])
        assert service.upload(database, person, "a.txt", RESUME) == made  # the same file, read anew
        assert service.profile_of(database, person, made).skill_names == ["herd fogs", "Python", "SQL"]

        assert told("remove", "esco") == {"removed": "esco"}
        assert cli.main(["taxonomy", "remove", "esco"]) == 2
        assert service.parse(database, person, made).skill_names == ["fog herding", "Python", "SQL"]
    finally:
        skills.use_imported("", {})
        database.bind.engine.dispose()


def test_exit_codes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PODBOR_HOME", str(tmp_path / "home"))
    assert cli.main(["taxonomy", "import", "esco", str(tmp_path / "absent.csv")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "no file and no folder" in said.err
    assert not (tmp_path / "home").exists()  # refused before a server starts

    nowhere = "postgresql://nobody@127.0.0.1:9/none"
    monkeypatch.setenv("DATABASE_URL", nowhere)
    assert cli.main(["taxonomy", "list"]) == 2

    @contextmanager
    def died(names: object) -> Iterator[Settings]:
        yield Settings(database_url=nowhere)

    monkeypatch.setattr("app.commands.taxonomy.session.needed", died)  # well at first, then gone
    assert cli.main(["taxonomy", "import", "esco", str(esco_file(tmp_path))]) == 3
    assert capsys.readouterr().out == ""
