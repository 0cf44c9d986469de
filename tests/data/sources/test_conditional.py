"""A 304 gives the very bytes of last time; whatever is wrong with what was kept is asked for anew."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import stamina
from sqlalchemy import func, select, update

from data.db import Database
from data.errors import NotFound, SourceUnavailable
from data.models import SourcePage
from data.repositories import source_pages
from data.sources.http import SourceClient
from data.sources.politeness import Politeness
from data.sources.politeness_kept import Page, SharedKept


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


class Site(httpx.BaseTransport):
    """One page that carries a validator."""

    def __init__(self, body: bytes = b'{"jobs": [1, 2]}', kind: str = "application/json") -> None:
        self.body = body
        self.kind = kind
        self.validators = {"ETag": '"one"', "Last-Modified": "Fri, 20 Nov 2026 10:00:00 GMT"}
        self.seen: list[httpx.Headers] = []
        self.status: int | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request.headers)
        fresh = request.headers.get("If-None-Match") == self.validators.get("ETag", "none")
        status = self.status or (304 if fresh else 200)
        body = b"" if status == 304 else self.body
        return httpx.Response(
            status, headers={"Content-Type": self.kind} | self.validators, stream=httpx.ByteStream(body)
        )


def client(site: Site, database: Database, name: str = "board", **options: Any) -> SourceClient:
    return SourceClient(
        name, "https://boards.example", user_agent="Podbor/0.1 (tester@example.org)", transport=site,
        politeness=Politeness(kept=SharedKept(database)), **options,
    )  # fmt: skip


def test_unchanged_means_the_same_again(database: Database) -> None:
    site = Site()
    assert client(site, database).get_json("/jobs", {"a": 1}) == {"jobs": [1, 2]}
    site.body = b"never sent"
    again = client(site, database)  # another process
    assert again.get_json("/jobs", {"a": 1}) == {"jobs": [1, 2]}
    assert "unchanged since last time (304): boards.example" in again.decisions.drain()
    assert site.seen[1]["If-None-Match"] == '"one"'
    assert site.seen[1]["If-Modified-Since"] == "Fri, 20 Nov 2026 10:00:00 GMT"
    assert "If-None-Match" not in site.seen[0]


def test_text_keeps_its_encoding(database: Database) -> None:
    site = Site("Повар".encode("cp1251"), "text/html; charset=windows-1251")
    assert client(site, database).get_text("/") == client(site, database).get_text("/") == "Повар"
    assert len(site.seen) == 2


def test_a_new_answer_takes_the_place_of_the_old(database: Database) -> None:
    site = Site()
    board = client(site, database)
    board.get_json("/jobs")
    site.body, site.validators = b"[3]", {"ETag": '"two"'}
    assert board.get_json("/jobs") == [3]
    assert board.get_json("/jobs") == [3]
    assert site.seen[2]["If-None-Match"] == '"two"'
    assert "If-Modified-Since" not in site.seen[2]


@pytest.mark.parametrize(
    "damage", [{"body": b"no zstd"}, {"sha256": "0" * 64}], ids=["not unpacked", "other bytes"]
)  # fmt: skip
def test_what_was_kept_badly_is_asked_for_anew(database: Database, damage: dict[str, Any]) -> None:
    site = Site()
    client(site, database).get_json("/jobs")
    with database.transaction() as session:
        session.execute(update(SourcePage).values(**damage))
    assert client(site, database).get_json("/jobs") == {"jobs": [1, 2]}
    assert "If-None-Match" not in site.seen[1]


def test_a_304_nobody_asked_for_is_no_answer(database: Database) -> None:
    site = Site()
    site.status = 304
    with pytest.raises(SourceUnavailable):
        client(site, database).get_json("/jobs")


def test_sources_and_addresses_do_not_share(database: Database) -> None:
    site = Site()
    client(site, database).get_json("/jobs")
    client(site, database, "other").get_json("/jobs")
    client(site, database).get_json("/jobs", {"page": 2})
    assert all("If-None-Match" not in headers for headers in site.seen)


@pytest.mark.parametrize(
    ("body", "status", "validators"),
    [
        (b"<title>Just a moment...</title>", 200, {"ETag": '"gate"'}),
        (b"[1", 200, {"ETag": '"cut"'}),
        (b'{"errors": [{"type": "odd"}]}', 200, {"ETag": '"odd"'}),
        (b"[]", 404, {"ETag": '"gone"'}),
        (b"[]", 200, {}),
        (b"[]", 200, {"ETag": '"' + "x" * 600 + '"'}),
    ],
)
def test_only_good_answers_with_a_validator_are_kept(
    database: Database, body: bytes, status: int, validators: dict[str, str]
) -> None:
    site = Site(body)
    site.status, site.validators = status, validators
    answer = client(site, database)
    for _ in range(2):
        with suppress(SourceUnavailable, NotFound):
            answer.get_json("/jobs")
    assert all("If-None-Match" not in headers for headers in site.seen)


def test_a_look_neither_keeps_nor_uses_what_is_kept(database: Database) -> None:
    site = Site()
    board = client(site, database)
    board.look("/jobs", timeout=60)
    board.get_json("/jobs")
    board.look("/jobs", timeout=60)
    assert all("If-None-Match" not in headers for headers in site.seen)


def test_there_is_an_end_to_what_is_kept(database: Database) -> None:
    kept = SharedKept(database)
    for number in range(source_pages.MOST_PAGES + 5):
        kept.keep_page("board", f"https://boards.example/{number}", Page(b"[]", None, '"one"', None))
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(SourcePage)) == source_pages.MOST_PAGES
        session.execute(update(SourcePage).values(used_at=datetime.now(UTC) - timedelta(days=15)))
    assert kept.page("board", "https://boards.example/0") is not None  # and so it is used again
    kept.keep_page("board", "https://boards.example/new", Page(b"[]", None, '"one"', None))
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(SourcePage)) == 2


def test_a_huge_page_is_not_kept(database: Database) -> None:
    noise = random.Random(1).randbytes(5_000_000)
    SharedKept(database).keep_page("board", "https://boards.example/", Page(noise, None, '"one"', None))
    assert SharedKept(database).page("board", "https://boards.example/") is None
