"""`podbor jobs` from the command line, on a database of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.evaluation import duplicates
from app.stack.postgres import EmbeddedPostgres
from data import migrations
from data.db import Database
from data.repositories import vacancies
from tests.app.ingestion.identity_pairs import pairs
from tests.app.ingestion.test_identity import TEXT
from tests.data.rows import a_row


def test_place_show_split_join(
    postgres: EmbeddedPostgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    postgres.ensure_database("jobs_command")
    url = postgres.url("jobs_command")
    migrations.upgrade(url)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("PODBOR_HOME", str(tmp_path / "home"))
    rows = [a_row(str(number), body=TEXT, content_hash=str(number)) for number in range(3)]
    with Database.opened(url) as database, database.transaction() as session:
        vacancies.upsert(session, rows)

    def told(*arguments: str) -> Any:
        assert cli.main(["jobs", *arguments, "--format", "json"]) == 0
        return json.loads(capsys.readouterr().out)

    assert told("count") == {"postings": 3, "jobs": 0, "unplaced": 3, "merges": 0, "splits": 0}
    assert told("place") == {"looked_at": 3, "jobs": 1, "joined": 2}
    job = told("show", "1")
    assert [one["id"] for one in job["postings"]] == [1, 2, 3]
    assert [one["rule"] for one in job["history"]] == ["same_text", "same_text"]
    apart = told("split", "2")
    assert apart["was_job_id"] == job["job_id"] != apart["job_id"]
    assert told("count")["splits"] == 1
    assert len(told("join", "2", "1")["postings"]) == 3
    assert cli.main(["jobs", "show", "1"]) == 0
    assert "by operator (1.00, command)" in capsys.readouterr().out
    assert cli.main(["jobs", "show", "999"]) == 2
    assert cli.main(["jobs", "join", "1", "2"]) == 2


def test_measure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "pairs.jsonl"
    duplicates.save(list(pairs())[::30], file)
    assert cli.main(["jobs", "measure", str(file)]) == 0
    assert capsys.readouterr().out.startswith("precision ")
    assert cli.main(["jobs", "measure", str(file), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["precision"]["value"] == 1.0
    assert cli.main(["jobs", "measure", str(tmp_path / "none")]) == 2
