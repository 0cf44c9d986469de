from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina
from sqlalchemy import select

from app.ingestion import service
from app.ingestion.report import RunReport
from app.taxonomy import imported, skills
from app.taxonomy.imported_files import read
from data.archive import Archive
from data.db import Database
from data.errors import IndexUnavailable, InvalidInput
from data.models import Vacancy
from data.repositories import runs, vacancies
from data.sources.base import Query
from data.sources.hh import HhSource
from tests.app.ingestion.fakes import a_board, demo, jsonl
from tests.app.taxonomy.making import esco_file
from tests.data.sources.board import Board, error, html, posting


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def rows(database: Database) -> list[Vacancy]:
    with database.transaction() as session:
        return list(session.scalars(select(Vacancy).order_by(Vacancy.external_id)))


def detail(number: int, **fields: Any) -> dict[str, Any]:
    return posting(number, description="<p>Требования:</p><ul><li>Опыт от года</li></ul>") | fields


def test_a_board_is_read_stored_and_reported(database: Database, archive: Archive) -> None:
    board = a_board(250)
    told: list[int] = []
    report = service.run(
        database, archive, demo(board), batch_size=100, follow=lambda: 7,
        progress=lambda one: told.append(one.counts["new"]),
    )  # fmt: skip
    assert (report.status, report.error) == ("succeeded", None)
    assert {name: report.counts[name] for name in ("fetched", "details", "new", "requests", "indexed")} == {
        "fetched": 250, "details": 250, "new": 250, "requests": 253, "indexed": 14,
    }  # fmt: skip
    assert told == [100, 200, 250]
    assert {"fetch", "archive", "normalise", "upsert", "index", "total"} <= set(report.timings_ms)
    with database.transaction() as session:
        kept = runs.get(session, report.run_id)
        assert kept is not None
        assert (kept.status, kept.counts, kept.source) == ("succeeded", report.counts, "demo")
        assert kept.provenance["schema"]
        assert kept.provenance["code"]
        assert kept.provenance["source"]["invented"] is True
        assert "robots: board.invalid: our own server (×253)" in kept.provenance["decisions"]
    raw = json.loads(archive.get(str(rows(database)[0].payload_sha)))
    assert raw["id"] == rows(database)[0].external_id
    assert "contacts" not in raw


def test_what_politeness_decided_is_told_by_the_run_it_was_decided_for(
    database: Database, archive: Archive
) -> None:
    board = a_board(3)
    limited = iter([error(429, "slow"), html(502)])
    board.fault = lambda request: next(limited, None)
    source = demo(board)
    first = service.run(database, archive, source).provenance["decisions"]
    assert {"asked again after too_many_requests", "asked again after server_error"} <= set(first)
    second = service.run(database, archive, source).provenance["decisions"]
    assert not any(decision.startswith("asked again") for decision in second)


def test_key_skills_are_read_by_imported_terms_and_the_text_is_not(
    database: Database, archive: Archive, tmp_path: Path
) -> None:
    text = "<p>Требования:</p><ul><li>Fog herding</li></ul>"
    file = jsonl(
        tmp_path / "a.jsonl",
        detail(1, description=text, key_skills=[{"name": "Fog herding"}]),
        detail(2, description=text, key_skills=[]),
    )
    imported.bring(database, read("esco", esco_file(tmp_path)))
    skills.use_imported("", {})  # as in a process that has just begun
    try:
        hh = HhSource("hh", "https://board.invalid", token=None, user_agent=None)
        service.run(database, archive, hh, file=file)
        assert [row.skills for row in rows(database)] == [["herd fogs"], []]
    finally:
        skills.use_imported("", {})


def test_again_only_the_list_is_read(database: Database, archive: Archive) -> None:
    board = a_board(30)
    service.run(database, archive, demo(board))
    before = {row.id: (row.revision, row.body) for row in rows(database)}
    board.postings["100003"]["published_at"] = "2026-11-20T13:00:00+0300"
    again = service.run(database, archive, demo(board))
    assert (again.counts["changed"], again.counts["seen"], again.counts["new"]) == (1, 29, 0)
    assert again.counts["archived_payloads"] == 1
    after = {row.id: (row.revision, row.body) for row in rows(database)}
    assert sum(1 for one in before if before[one] != after[one]) == 1


def test_the_same_file_twice_brings_nothing_new(database: Database, archive: Archive, tmp_path: Path) -> None:
    records = [detail(n) for n in range(40)]
    file = tmp_path / "payloads.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(json.dumps(one) for one in records).encode()))
    hh = HhSource("hh", "https://board.invalid", token=None, user_agent=None)  # a file needs no token
    first = service.run(database, archive, hh, file=file)
    assert (first.status, first.counts["new"]) == ("succeeded", 40)
    assert first.provenance["inputs"][0]["file"] == "payloads.jsonl.gz"
    before = [(row.id, row.revision) for row in rows(database)]
    second = service.run(database, archive, hh, file=file)
    assert (second.counts["new"], second.counts["changed"], second.counts["unchanged"]) == (0, 0, 40)
    assert second.counts["archived_payloads"] == 0
    assert [(row.id, row.revision) for row in rows(database)] == before


def test_a_file_of_garbage_is_a_failure_that_says_so(
    database: Database, archive: Archive, tmp_path: Path
) -> None:
    file = tmp_path / "payloads.jsonl.gz"
    file.write_text("garbage\n{\n")
    hh = HhSource("hh", "https://board.invalid", token=None, user_agent=None)
    report = service.run(database, archive, hh, file=file)
    assert (report.status, report.error, report.counts["quarantined"]) == ("failed", "payload_changed", 2)


def test_a_part_of_a_file_can_be_read(database: Database, archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "payloads.jsonl"
    file.write_text("\n".join(json.dumps(detail(n)) for n in range(40)))
    hh = HhSource("hh", "https://board.invalid", token=None, user_agent=None)
    report = service.run(database, archive, hh, file=file, query=Query(limit=7))
    assert (report.status, report.counts["fetched"], report.counts["new"]) == ("succeeded", 7, 7)


def test_what_cannot_be_understood_is_set_aside_with_its_reason(
    database: Database, archive: Archive, tmp_path: Path
) -> None:
    file = jsonl(
        tmp_path / "odd.jsonl",
        detail(1), "{не json", "", "[1, 2]", json.dumps([detail(2)]), {"id": "7"}, {"name": "Без номера"},
        '{"a": ' + "1" * 6_000_000 + "}", detail(3, brand_new_field=1), "[" * 100_000,
    )  # fmt: skip
    report = service.run(database, archive, demo(Board([])), file=file)
    assert (report.status, report.counts["new"], report.counts["quarantined"]) == ("succeeded", 3, 7)
    assert report.provenance["quarantine"] == {
        "line_not_an_object": 2, "line_not_json": 2, "id_missing": 1, "line_too_long": 1, "name_missing": 1,
    }  # fmt: skip
    assert report.provenance["unknown_keys"] == ["brand_new_field"]
    with database.transaction() as session:
        aside = runs.quarantined(session, report.run_id)
        assert all(one.sha256 for one in aside)
        (nameless,) = [one for one in aside if one.reason == "name_missing"]
        assert (nameless.external_id, json.loads(archive.get(str(nameless.sha256)))) == ("7", {"id": "7"})


@pytest.mark.parametrize(
    ("content", "code"), [(None, "file_unreadable"), (b"\x1f\x8bbroken", "file_unreadable")]
)
def test_a_file_that_cannot_be_read(
    database: Database, archive: Archive, tmp_path: Path, content: bytes | None, code: str
) -> None:
    file = tmp_path / "absent.jsonl.gz"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        service.run(database, archive, demo(Board([])), file=file)
    assert caught.value.code == code
    with database.transaction() as session:
        assert all(one.status != "running" for one in runs.latest(session))


def test_not_configured_is_refused_with_the_reason(database: Database, archive: Archive) -> None:
    off = HhSource("hh", "https://board.invalid", token=None, user_agent=None)
    report = service.run(database, archive, off)
    assert (report.status, report.error, report.counts["requests"]) == ("refused", "hh_token_missing", 0)


def test_a_refusal_closes_nothing(database: Database, archive: Archive) -> None:
    board = a_board(5)
    service.run(database, archive, demo(board))
    board.fault = lambda request: error(403, "forbidden")
    report = service.run(database, archive, demo(board))
    assert (report.status, report.error) == ("refused", "source_forbidden")
    assert {row.status for row in rows(database)} == {"open"}


def test_what_was_read_before_the_source_went_away_is_kept(database: Database, archive: Archive) -> None:
    board = a_board(150)
    board.fault = lambda request: html(500) if len(board.requests) > 122 else None
    report = service.run(database, archive, demo(board), batch_size=50)
    assert (report.status, report.error) == ("partial", "circuit_open")
    with database.transaction() as session:
        assert len(vacancies.publication_times(session, "demo")) == 120
    board.fault = lambda request: None
    again = service.run(database, archive, demo(board))
    assert (again.counts["seen"], again.counts["new"] + again.counts["changed"]) == (120, 30)


def test_a_silent_source_fails_the_run(database: Database, archive: Archive) -> None:
    board = a_board(1)
    board.fault = lambda request: html(502)
    report = service.run(database, archive, demo(board))
    assert (report.status, report.error, report.counts["retries"]) == ("failed", "server_error", 2)


def test_an_index_that_does_not_answer_loses_no_rows(database: Database, archive: Archive) -> None:
    def broken() -> int:
        raise IndexUnavailable("Chroma does not answer.")

    report = service.run(database, archive, demo(a_board(3)), follow=broken)
    assert (report.status, report.error, report.counts["new"]) == ("partial", "index_unavailable", 3)


def test_a_bug_is_reported_and_raised(database: Database, archive: Archive) -> None:
    def bug(report: RunReport) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        service.run(database, archive, demo(a_board(3)), progress=bug, run_id="one")
    with database.transaction() as session:
        kept = runs.get(session, "one")
        assert kept is not None
        assert (kept.status, kept.error) == ("failed", "ZeroDivisionError")


def test_another_attempt_under_the_same_id(database: Database, archive: Archive) -> None:
    board = a_board(3)
    board.fault = lambda request: html(502)
    service.run(database, archive, demo(board), run_id="one")
    board.fault = lambda request: None
    report = service.run(database, archive, demo(board), run_id="one")
    with database.transaction() as session:
        (kept,) = runs.latest(session)
        assert (kept.status, kept.error, kept.counts) == ("succeeded", None, report.counts)


def test_a_limit_and_filters_reach_the_board(database: Database, archive: Archive) -> None:
    board = a_board(30)
    report = service.run(database, archive, demo(board), query=Query(text="повар", limit=5))
    assert report.params == {"text": "повар", "limit": 5}
    assert board.requests[0].url.params["text"] == "повар"
    with database.transaction() as session:
        assert vacancies.count(session) == 5


def test_secrets_stay_out_of_the_report(database: Database, archive: Archive) -> None:
    board = a_board(2)
    secret = "s3cr3t-token-value"
    source = HhSource(
        "demo", "http://board.invalid", token=secret, user_agent="Podbor (a@b.invalid)", invented=True,
        transport=board.transport,
    )  # fmt: skip
    board.fault = lambda request: html(500) if len(board.requests) > 2 else None
    report = service.run(database, archive, source)
    assert secret not in json.dumps(report.as_json(), default=str) + repr(report)
