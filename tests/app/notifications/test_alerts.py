"""Alerts are opened once, told once, told again when over, and never lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, text

from app.notifications.alerts import Told, judge, tell
from data.channels.webhook import ChannelUnavailable, Webhook
from data.db import Database
from data.errors import InvalidInput
from data.models import OperatorAlert, Person, SearchJob
from data.repositories import operator_alerts

NOW = datetime.now(UTC)


class Chat:
    """A chat's incoming webhook over loopback."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.status = 200
        chat = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if chat.status == 200:
                    chat.received.append(json.loads(body))
                self.send_response(chat.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing on stderr."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook/s3cret"


@pytest.fixture
def chat() -> Iterator[Chat]:
    made = Chat()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(autouse=True)
def _nothing_wrong_yet(database: Database) -> None:
    with database.transaction() as session:
        for table in ("operator_alerts", "searches", "freshness_sweep_log", "segment_jobs", "source_hosts"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
        session.execute(text("DELETE FROM vacancies"))


def failing_searches(database: Database) -> None:
    with database.transaction() as session:
        person = Person(handle=f"p-{uuid4()}")
        session.add(person)
        session.flush()
        for number in range(20):
            session.add(
                SearchJob(
                    id=uuid4(), person_id=person.id, status="failed" if number < 10 else "completed",
                    started_at=NOW - timedelta(minutes=5),
                )
            )  # fmt: skip


def alerts(database: Database) -> list[OperatorAlert]:
    with database.transaction() as session:
        return operator_alerts.listing(session)


def run(database: Database, channel: Webhook | None) -> Told:
    judge(database, budget=Decimal(1), now=NOW)
    return tell(database, channel)


def test_told_once_and_again_when_it_is_over(database: Database, chat: Chat) -> None:
    channel = Webhook(chat.url)
    failing_searches(database)
    assert run(database, channel) == Told(1, 1, 0)
    assert run(database, channel) == Told(1, 0, 0)
    (alert,) = alerts(database)
    assert (alert.code, alert.count, alert.details) == ("searches_fail", 2, {"failed": 10, "searches": 20})
    with database.transaction() as session:
        session.execute(delete(SearchJob))
    assert run(database, channel) == Told(0, 1, 0)
    assert run(database, channel) == Told(0, 0, 0)
    first, last = chat.received
    assert (first["state"], first["code"], last["state"]) == ("open", "searches_fail", "resolved")
    assert first["text"] == 'Podbor: Searches fail. {"failed": 10, "searches": 20}'
    assert last["text"] == "Podbor: over: Searches fail."


def test_a_channel_that_is_away_gets_it_later(database: Database, chat: Chat) -> None:
    failing_searches(database)
    chat.status = 503
    assert run(database, Webhook(chat.url)) == Told(1, 0, 1)
    chat.status = 200
    assert run(database, Webhook(chat.url)) == Told(1, 1, 0)
    assert len(chat.received) == 1


def test_what_was_over_before_anybody_heard_is_not_told(database: Database, chat: Chat) -> None:
    failing_searches(database)
    assert run(database, None) == Told(1, 0, 0)
    with database.transaction() as session:
        session.execute(delete(SearchJob))
    assert run(database, Webhook(chat.url)) == Told(0, 0, 0)
    assert chat.received == []


def test_alerts_of_others_are_told_and_left_alone(database: Database, chat: Chat) -> None:
    with database.transaction() as session:
        operator_alerts.raise_alert(session, "board_shrank", "acme", {"before": 40, "now": 3})
    assert run(database, Webhook(chat.url)) == Told(1, 1, 0)
    assert alerts(database)[0].resolved_at is None
    assert "(acme)" in chat.received[0]["text"]


def test_the_secret_address_is_in_no_message(database: Database) -> None:
    gone = Webhook("http://127.0.0.1:9/hook/s3cret")
    with pytest.raises(ChannelUnavailable) as caught:
        gone.send({"text": "x"})
    assert "s3cret" not in f"{caught.value!r} {caught.value}"
    assert caught.value.__cause__ is None
    with pytest.raises(InvalidInput):
        Webhook("ftp://example.org/hook")
