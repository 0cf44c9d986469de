"""Two processes against a board with every fault at once. The board's side counts; as many requests as told:
`POLITE_REQUESTS=10000 ./podbor test -s tests/data/sources/test_polite_proof.py`"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from sqlalchemy import delete
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from app.demo.faults import KINDS
from app.demo.server import create_app
from app.demo.world import World
from app.stack.postgres import EmbeddedPostgres
from data.db import Database
from data.models import SourceHost
from tests.app.demo.conftest import START
from tests.conftest import free_port
from tests.data.sources import polite_worker

REQUESTS = int(os.environ.get("POLITE_REQUESTS", "120"))
PER_SECOND = 20.0
#: Requests from one outage to the next.
OUTAGE_EVERY = 400
#: How often each fault strikes; about every second request meets one.
RATES = {
    "forbidden": 0.02, "require_token": 0.02, "captcha": 0.01, "token_revoked": 0.02, "not_found": 0.04,
    "too_many": 0.02, "ddos_guard": 0.06, "geo": 0.02, "server_error": 0.12, "slow": 0.02, "hang": 0.03,
    "html": 0.05, "truncated": 0.06, "errors_200": 0.05, "empty": 0.03, "drift": 0.05,
}  # fmt: skip


@dataclass
class Counted:
    """The board behind a counter of what arrives; now and then it has an outage."""

    app: Starlette
    moments: list[float] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith("/_demo"):
            self.moments.append(time.monotonic())
            if len(self.moments) % OUTAGE_EVERY == 60:
                self.app.state.board.faults.add({"kind": "server_error", "count": 14})
        await self.app(scope, receive, send)


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def most_in(moments: list[float], width: float) -> int:
    """The most requests in any window of `width` seconds."""
    most = start = 0
    for end, moment in enumerate(moments):
        while moment - moments[start] >= width:
            start += 1
        most = max(most, end - start + 1)
    return most


@pytest.fixture
def real(postgres: EmbeddedPostgres) -> Iterator[str]:
    yield postgres.url()
    database = Database.from_url(postgres.url())
    with database.transaction() as session:
        session.execute(delete(SourceHost))
    database.bind.engine.dispose()


def test_a_bad_board_is_never_asked_faster_than_its_rate(real: str) -> None:
    assert set(RATES) == set(KINDS)
    app = create_app(World(size=300, start=START), "http://127.0.0.1")
    board, counted = app.state.board, Counted(app)
    ids = [item["id"] for item in json.loads(board.search.answer(QueryParams(per_page="50")))["items"]]
    for kind, rate in RATES.items():
        path = "/vacancies/" if kind == "not_found" else "/"
        board.faults.add({"kind": kind, "rate": rate, "path": path, "retry_after": 0, "delay_ms": 40})
    board.faults.add({"kind": "too_many", "rate": 0.002, "retry_after": 1})
    with served(counted) as url, ExitStack() as stack:
        workers = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, polite_worker.__file__, real, url, str(PER_SECOND),
                     str(-(-REQUESTS // 2)), ",".join(ids)],
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                )
            )
            for _ in range(2)
        ]  # fmt: skip
        told = [worker.communicate(timeout=60 + REQUESTS) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], told
    reports: list[dict[str, Any]] = [json.loads(out) for out, _ in told]
    struck = {one["kind"]: one["struck"] for one in reversed(board.faults.listed())}
    seen = sum((Counter(report["seen"]) for report in reports), Counter[str]())
    most = {width: most_in(counted.moments, width) for width in (0.25, 0.5, 1.0, 5.0)}
    took = counted.moments[-1] - counted.moments[0]
    sys.stdout.write(
        f"\n{len(counted.moments)} requests in {took:.1f} s = {len(counted.moments) / took:.1f}/s of "
        f"{PER_SECOND:g}/s; most in a window {most}; most at once {board.stats.shown()['most_at_once']}; "
        f"faults {struck}; seen {dict(seen)}; {reports[0]['decisions']}\n"
    )
    sent = sum(report["requests"] for report in reports)
    assert sent >= REQUESTS
    assert (
        0 <= sent - len(counted.moments) <= max(1, REQUESTS // 1000)
    )  # given up before the board accepted them
    # a window may hold one more than its share, and one that was held up on its way
    assert all(number <= PER_SECOND * width + 2 for width, number in most.items()), most
    assert board.stats.shown()["most_at_once"] == 1
    # every posting is open: only the board's own word for it, struck as a fault, may close one
    assert seen["archived"] == struck["not_found"]
    if REQUESTS >= 5_000:  # enough for everything to have happened
        assert all(struck[kind] for kind in KINDS if kind != "require_token"), struck
        words = " ".join(line for report in reports for line in report["decisions"])
        for decision in ("circuit open", "half-open", "circuit closed", "rested", "asked again", "waited"):
            assert decision in words
