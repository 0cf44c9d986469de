"""Requests to boards that speak hh.ru's API are counted, whichever process makes them and however it ends."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from sqlalchemy import delete

from app.metrics.exposition import exposition
from app.stack.postgres import EmbeddedPostgres
from data.db import Database
from data.models import MetricDelta, MetricTotal
from data.repositories import metric_totals
from data.sources.base import Query
from data.sources.hh import HhSource
from data.sources.http import SourceClient
from data.sources.tally import SERIES, RequestTally
from tests.data.sources import tally_process
from tests.data.sources.board import Board, posting

AGENT = "Podbor/0.1 (tester@example.org)"


class _Answers(BaseHTTPRequestHandler):
    """The status is the end of the id: `1200` is there, `1404` is not."""

    def do_GET(self) -> None:  # noqa: N802  the library's name
        one = self.path.rsplit("/", 1)[1]
        body = f'{{"id": "{one}", "archived": false}}'.encode()
        self.send_response(int(one[-3:]))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
        pass


@contextmanager
def answering() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def real(postgres: EmbeddedPostgres) -> Iterator[Database]:
    database = Database.from_url(postgres.url())
    _forget(database)
    yield database
    _forget(database)
    database.bind.engine.dispose()


def _forget(database: Database) -> None:
    with database.transaction() as session:
        session.execute(delete(MetricDelta).where(MetricDelta.series == SERIES))
        session.execute(delete(MetricTotal).where(MetricTotal.series == SERIES))


def counted(database: Database) -> dict[str, int]:
    with database.transaction() as session:
        return {
            one.labels["status"]: one.number for one in metric_totals.read(session) if one.series == SERIES
        }


def asking(database: Database, board: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, tally_process.__file__, database.bind.engine.url.render_as_string(False), board],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def ask(process: subprocess.Popen[str], ids: str) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(ids + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "done\n"


def test_processes_add_up_and_one_that_is_killed_leaves_what_it_wrote(real: Database) -> None:
    with answering() as board:
        ends, killed = asking(real, board), asking(real, board)
        ask(ends, "1200 2200 1404")
        ask(killed, "3200 1503 2404")
        deadline = time.monotonic() + 20
        while sum(counted(real).values()) < 6 and time.monotonic() < deadline:
            time.sleep(0.05)  # nobody tells them to write: it happens within a second
        assert counted(real) == {"200": 3, "404": 2, "503": 1}
        killed.kill()
        ask(ends, "1403")  # and ends before its second is over
        ends.communicate(timeout=20)
        killed.communicate(timeout=20)
    assert counted(real) == {"200": 3, "403": 1, "404": 2, "503": 1}
    assert 'hh_api_requests_total{status="503"} 1' in exposition(real).decode()


def test_every_request_of_a_reading_is_counted_and_nothing_else(real: Database) -> None:
    board, tally = Board([posting(n) for n in range(7)]), RequestTally(real)
    source = HhSource(
        "demo", "http://board.invalid", token="t", user_agent=AGENT, invented=True,
        transport=board.transport, tally=tally,
    )  # fmt: skip
    assert len(list(source.fetch(Query(), known=lambda one, when: False))) == 7
    tally.write()
    assert counted(real) == {"200": len(board.requests)}
    unnamed = HhSource(
        "hh", "https://board.invalid", token=None, user_agent=AGENT, transport=board.transport, tally=tally
    )
    assert unnamed.check("100000", timeout=1).reason == "hh_token_missing"
    tally.write()
    assert counted(real) == {"200": len(board.requests)}


def test_what_has_no_status_is_counted_by_its_fault(real: Database) -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("nothing came", request=request)

    tally = RequestTally(real)
    client = SourceClient(
        "hh", "https://board.invalid", user_agent=AGENT, transport=httpx.MockTransport(silent), tally=tally
    )
    fault = client.look("/vacancies/1", timeout=1).fault
    tally.write()
    assert fault
    assert counted(real) == {fault: 1}


def test_counts_wait_for_a_database_that_is_away(real: Database) -> None:
    gone = Database.from_url("postgresql://nobody@127.0.0.1:1/none")
    tally = RequestTally(gone)
    tally.count("200")
    tally.write()
    tally._database = real
    tally.write()
    assert counted(real) == {"200": 1}
