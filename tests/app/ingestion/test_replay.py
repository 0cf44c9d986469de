"""A run done again: the same bytes anywhere, and an honest word when not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import stamina

from app import cli
from app.config import ROOT
from app.ingestion import batch as batch_of
from app.ingestion import normalise, report_schema, service
from app.ingestion.batch import Input
from app.ingestion.replay import MAX_DIFFERENCES, replay
from app.ingestion.report import RunReport, kept_document
from app.stack.postgres import EmbeddedPostgres
from data import migrations
from data.archive import Archive
from data.db import Database
from data.errors import InvalidInput, NotFound
from data.repositories import runs
from data.sources.base import Query
from tests.app.ingestion.fakes import a_board, a_posting, demo, jsonl, whole_board
from tests.data.sources.board import Board, html, posting

RICH = (
    "<p>Ищем инженера: Python, SQL, Docker, Kubernetes, PostgreSQL и <b>Kafka</b>.</p><p>Требования:</p>"
    "<ul><li>Опыт с Python от трёх лет</li><li>Знание SQL и Git</li><li>Английский B2</li></ul>"
)
PAY = {"from": 150_000, "to": 250_000, "currency": "RUR", "gross": True}


def rich(number: int, **fields: Any) -> dict[str, Any]:
    skills = [{"name": name} for name in ("Python", "SQL", "Постгрес", "Docker")[number % 4 :]]
    return a_posting(number, description=RICH, key_skills=skills, salary=PAY) | fields


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "home" / "archive")


def a_run(database: Database, archive: Archive, **fields: Any) -> RunReport:
    board = whole_board("demo", ())
    board.postings = {str(100_000 + n): rich(n) for n in range(30)}
    board.postings["100007"] = {"id": "100007", "published_at": "2026-11-20T13:00:00+0300"}
    board.postings["100008"] = rich(8, published_at="2030-01-01T00:00:00+0300", archived=True)
    return service.run(database, archive, board, batch_size=12, **fields)


def kept(database: Database, report: RunReport) -> Any:
    with database.transaction() as session:
        return runs.find(session, report.run_id[:10])


def test_the_same_bytes_come_out(database: Database, archive: Archive) -> None:
    report = a_run(database, archive)
    told = replay(database, archive, demo(Board([])), kept(database, report))
    assert (told.verdict, told.batches, told.rows) == ("same", 3, 29)
    assert told.sha256_now == told.sha256_then == report.provenance["outputs_sha256"]
    assert told.same_rules
    assert told.same_taxonomy


def test_two_runs_of_one_board_have_one_output(database: Database, archive: Archive) -> None:
    one, other = whole_board("a", range(20)), whole_board("b", range(20))
    first = service.run(database, archive, one)
    second = service.run(database, archive, other)
    told = replay(database, archive, one, kept(database, first))
    assert told.verdict == "same"
    assert first.provenance["outputs_sha256"] != second.provenance["outputs_sha256"]  # other source


@pytest.mark.stack
def test_another_process_place_and_time_zone(
    postgres: EmbeddedPostgres,
    archive: Archive,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    postgres.ensure_database("replayed")
    url = postgres.url("replayed")
    migrations.upgrade(url)
    database = Database.from_url(url)
    report = a_run(database, archive)
    database.bind.engine.dispose()
    place = {"TZ": "Asia/Kamchatka", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "4242"}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {"DATABASE_URL": url, "PODBOR_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "replay", report.run_id[:8], "--format", "json"],
        env=os.environ | place | environment, cwd=elsewhere, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["verdict"], told["rows"]) == ("same", 29)
    assert told["sha256_now"] == report.provenance["outputs_sha256"]

    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["replay", report.run_id]) == 0
    assert cli.main(["runs", "show", report.run_id[:8], "--format", "json"]) == 0
    out = capsys.readouterr().out
    assert "The same bytes came out." in out
    assert json.loads(out[out.index("{") :])["outputs"]["rows"] == 29
    assert cli.main(["runs", "show", report.run_id]) == 0
    assert f"podbor replay {report.run_id}" in capsys.readouterr().out
    for arguments in (["replay", "ffffffff"], ["runs", "show", "нет"], ["runs", "show"]):
        assert cli.main(arguments) == 2
    monkeypatch.setattr(normalise, "MAX_TITLE", 5)
    assert cli.main(["replay", report.run_id, "--recalc"]) == 3
    assert 'now  "Тести"' in capsys.readouterr().out


def test_other_rules_are_told_field_by_field(
    database: Database, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = a_run(database, archive)
    monkeypatch.setattr(normalise, "MAX_TITLE", 5)
    monkeypatch.setattr("app.ingestion.batch.rules_digest", lambda: "another")
    run = kept(database, report)
    told = replay(database, archive, demo(Board([])), run)
    assert (told.verdict, told.differing, told.differences) == ("differs", [0, 1, 2], [])
    assert not told.same_rules
    told = replay(database, archive, demo(Board([])), run, recalculate=True)
    assert {one.field for one in told.differences} >= {"title", "content_hash", "card_hash"}
    (title,) = [one for one in told.differences if (one.external_id, one.field) == ("100000", "title")]
    assert (title.then, title.now) == ('"Тестировщик 0"', '"Тести"')
    monkeypatch.setattr("app.ingestion.replay.MAX_DIFFERENCES", 5)
    few = replay(database, archive, demo(Board([])), run, recalculate=True)
    assert len(few.differences) == 5
    assert few.differences_left_out == len(told.differences) - 5 < MAX_DIFFERENCES


def test_what_is_gone_from_the_archive_is_told(database: Database, archive: Archive) -> None:
    report = a_run(database, archive)
    with database.transaction() as session:
        first, second, _ = runs.batches(session, report.run_id)
    one = batch_of.decode_inputs(archive.get(first.inputs_sha256))[0]
    for sha in (str(one.sha256), second.inputs_sha256):
        archive.forget(sha)
    told = replay(database, archive, demo(Board([])), kept(database, report))
    assert (told.verdict, told.missing) == ("inputs_missing", [one.sha256, second.inputs_sha256])


def test_what_cannot_be_done_again(database: Database, archive: Archive) -> None:
    with database.transaction() as session:
        runs.start(session, "abcd1", "demo", params={})
        runs.start(session, "abcd2", "demo", params={})
        runs.finish(session, "abcd2", "succeeded", counts={"fetched": 3}, timings_ms={}, provenance={})
        with pytest.raises(InvalidInput) as several:
            runs.find(session, "abcd")
        assert several.value.code == "run_ambiguous"
        for unknown in ("", "abc", "abcd3", "%%%%", "abcd'"):
            with pytest.raises(NotFound):
                runs.find(session, unknown)
        working, old = runs.find(session, "abcd1"), runs.find(session, "ABCD2")
    for run, code in ((working, "run_in_progress"), (old, "run_not_replayable")):
        with pytest.raises(InvalidInput) as caught:
            replay(database, archive, demo(Board([])), run)
        assert caught.value.code == code


def test_every_row_is_noted_with_why_it_was_read(
    database: Database, archive: Archive, tmp_path: Path
) -> None:
    board = a_board(6)
    service.run(database, archive, demo(board))
    board.postings["100001"]["published_at"] = "2026-11-20T13:00:00+0300"
    for number in (20, 21):
        fresh = posting(number)
        board.postings[fresh["id"]] = fresh
    board.fault = lambda request: html(500) if request.url.path.endswith("100020") else None
    second = service.run(database, archive, demo(board))
    assert second.provenance["chosen"] == {"known": 5, "republished": 1, "listed_only": 1, "new": 1}
    company = whole_board("acme", range(2))
    service.run(database, archive, company)
    company.whole_tells_all = True
    third = service.run(database, archive, company)
    assert third.provenance["chosen"] == {"read_again": 2}
    file = jsonl(tmp_path / "a.jsonl", a_posting(1), "{")
    given = service.run(database, archive, company, file=file)
    assert given.provenance["chosen"] == {"given": 2}
    with database.transaction() as session:
        (noted,) = runs.batches(session, given.run_id)
    line = batch_of.decode_inputs(archive.get(noted.inputs_sha256))[1]
    assert (line.external_id, line.kind, line.reason) == ("line 2", "line", "line_not_json")


def test_inputs_that_are_none(archive: Archive) -> None:
    inputs = [
        Input("1", "detail", "new", "a" * 64),
        Input("line 3", "line", "given", "b" * 64, "line_not_json"),
    ]
    assert batch_of.decode_inputs(batch_of.encode_inputs(inputs)) == inputs
    for broken in (b"{", b'{"external_id": 1, "extra": 2}', b"[]"):
        with pytest.raises(InvalidInput):
            batch_of.decode_inputs(broken)


def test_reports_are_as_documented(database: Database, archive: Archive, tmp_path: Path) -> None:
    assert report_schema.SCHEMA_FILE.read_text(encoding="utf-8") == report_schema.schema(), (
        "write it anew: python -m app.ingestion.report_schema"
    )
    schema = json.loads(report_schema.schema())
    broken = a_board(3)
    broken.fault = lambda request: html(403)
    reports = [
        a_run(database, archive),
        a_run(database, archive, query=Query(text="повар", limit=3)),
        a_run(database, archive, file=jsonl(tmp_path / "b.jsonl", a_posting(50), "{")),
        service.run(database, archive, demo(broken)),
    ]
    for report in reports:
        jsonschema.validate(report.as_json(), schema)
        with database.transaction() as session:
            document = kept_document(session, runs.find(session, report.run_id))
        plain = document.model_dump(mode="json")
        jsonschema.validate(plain, schema)
        assert plain["counts"] == report.counts
        assert plain["outputs"]["rows"] == sum(one["outputs"] for one in plain["batches"])
    assert reports[0].as_json()["inputs"]["chosen"] == {"new": 30}
    assert reports[-1].as_json()["availability"]["reason"] == reports[-1].error == "blocked"


def test_the_rules_are_what_outputs_are_derived_with_and_no_more() -> None:
    files = set(batch_of.rule_files())
    derived = {
        "app/ingestion/normalise.py", "app/taxonomy/skills.py", "app/taxonomy/tables/domains.txt",
        "data/sources/hh_payload.py", "data/sources/fields.py", "data/sources/greenhouse.py",
    }  # fmt: skip
    assert derived <= files
    asking = {f"data/sources/{name}.py" for name in batch_of._ASKING}
    assert not files & (asking | {"app/ingestion/identity.py", "app/ingestion/closing.py"})
    assert all((ROOT / name).is_file() for name in asking), "a file that was renamed would count again"
