"""Secrets never reach reports, artifacts, the database, the archive or the log: canaries in every secret
setting, in addresses and headers, and a board that echoes all it is sent, in a run that fails and one that
succeeds."""

from __future__ import annotations

import json
import logging
import threading
import typing
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import stamina
from pydantic import SecretStr
from sqlalchemy import text

from app import bootstrap
from app.config import Settings
from app.ingestion import service
from app.ingestion.replay import replay
from data.db import Database
from data.models import Base
from data.repositories import runs
from data.sources import exchange, redaction
from data.sources.base import Query
from data.sources.hh import HhSource
from flows.reports import run_markdown
from tests.app.ingestion.fakes import a_board

MARK = "canary"


def secret_fields() -> list[str]:
    """Every setting that holds a secret, found by its type: a new one is covered by itself."""
    found = []
    for name, field in Settings.model_fields.items():
        kinds = typing.get_args(field.annotation) or (field.annotation,)
        if SecretStr in kinds:
            found.append(name)
    return found


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
def echo() -> Iterator[tuple[str, dict[str, Any]]]:
    """A board whose every refusal repeats the headers and the address it was asked with."""
    board = a_board(12)
    told: dict[str, Any] = {"failing": False, "echoing": False, "heard": []}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            echoed = {"path": self.path, "headers": dict(self.headers.items())}
            told["heard"].append(str(echoed))
            answer = board.answer(httpx.Request("GET", f"http://board.invalid{self.path}"))
            status, body = answer.status_code, answer.content
            if told["failing"] and self.path.startswith("/vacancies"):
                status = told["failing"]
                body = json.dumps({"errors": [{"type": "server_error"}], "echo": echoed}).encode()
            elif told["echoing"] and status == 200 and self.path.startswith("/vacancies/"):
                body = json.dumps(
                    json.loads(body) | {"description": f"<p>{echoed} {told['others']}</p>"}
                ).encode()
            self.send_response(status)
            for name, value in self.headers.items():
                self.send_header(f"X-Echo-{name}", value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", told
    server.shutdown()
    server.server_close()


def everything_kept(database: Database) -> str:
    """All rows of all tables."""
    with database.transaction() as session:
        return "\n".join(
            str(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in session.execute(text(f'SELECT * FROM "{table.name}"'))
        )


def test_no_secret_is_told_or_kept(
    database: Database,
    tmp_path: Path,
    echo: tuple[str, dict[str, Any]],
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    address, told = echo
    fields = secret_fields()
    assert {"hh_token", "openai_api_key", "archive_secret_key"} <= set(fields)
    canaries = {name: f"{MARK}-{name}-5ecret" for name in fields}
    settings = Settings(home=tmp_path, contact="a@example.invalid", hh_url=address, **canaries)  # type: ignore[arg-type]
    archive = bootstrap.archive(settings)
    token = settings.hh_token
    assert token is not None
    source = HhSource(
        "hh", f"{address}", token=token.get_secret_value(), user_agent="Podbor/0.1 (a@example.invalid)",
        own_server=True, per_second=1000.0,
    )  # fmt: skip
    out: list[str] = [repr(settings), str(settings), settings.model_dump_json()]
    for failing in (False, 500, 403, 302, False):
        told["failing"] = failing
        report = service.run(database, archive, source)
        with database.transaction() as session:
            run = runs.find(session, report.run_id)
            out.append(run_markdown(run, runs.quarantined(session, run.id)))
        out += [json.dumps(report.as_json()), repr(report)]
        out.append(json.dumps(replay(database, archive, source, run).as_json()))
    assert any(canaries["hh_token"] in one for one in told["heard"])  # it was sent
    assert {one.status for one in _kept(database)} >= {"succeeded"}
    assert len({one.status for one in _kept(database)}) > 1
    out += [everything_kept(database), caplog.text, "".join(capsys.readouterr())]
    for path in tmp_path.rglob("*.zst"):
        out.append(archive.get(path.stem).decode())
    assert len(out) > 20
    leaks = [one for one in out if MARK in one]
    assert leaks == []


def test_a_good_answer_that_echoes_a_secret_is_kept_without_it(
    database: Database, tmp_path: Path, echo: tuple[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redaction, "OURS", known := redaction.Redaction())
    monkeypatch.setattr(exchange, "OURS", known)
    monkeypatch.setattr(bootstrap, "OURS", known)
    address, told = echo
    canaries: dict[str, Any] = {
        name: f'{MARK}/{name} "ключ"' for name in secret_fields() if name != "hh_token"
    }
    settings = Settings(
        home=tmp_path, contact="a@example.invalid", hh_url=address, hh_token=f"{MARK}-hh-5ecret", **canaries
    )
    told |= {"echoing": True, "others": " ".join([*canaries.values(), *map(quote, canaries.values())])}
    source = bootstrap.sources(settings)["hh"]
    archive = bootstrap.archive(Settings(home=tmp_path))
    report = service.run(database, archive, source, query=Query(limit=3))
    assert report.counts["new"] == 3
    archived = [archive.get(path.stem).decode() for path in tmp_path.rglob("*.zst")]
    assert any("[secret]" in one for one in archived)
    assert MARK not in "".join(archived) + everything_kept(database)


def test_what_is_short_may_be_a_word() -> None:
    assert redaction.Redaction(["demo", ""]).cleaned(b"a demo") == b"a demo"
    assert redaction.Redaction(["12345678", "12345678-9"]).cleaned(b"12345678-9") == b"[secret]"


def _kept(database: Database) -> list[Any]:
    with database.transaction() as session:
        return runs.latest(session)


@pytest.mark.parametrize("place", ["https://user:{}@board.invalid", "https://board.invalid/?key={}"])
def test_secrets_in_an_address_stay_out_of_errors(
    database: Database, tmp_path: Path, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    address = place.format(f"{MARK}-5ecret")
    archive = bootstrap.archive(Settings(home=tmp_path))
    told = ""
    try:
        source = HhSource("hh", address, token="t", user_agent="Podbor/0.1 (a@example.invalid)")
        report = service.run(database, archive, source)
        told = json.dumps(report.as_json()) + repr(report)
    except Exception as error:  # noqa: BLE001  whatever refuses such an address must not repeat it
        told = f"{error!r} {error}"
    assert told
    assert MARK not in told + everything_kept(database) + caplog.text
