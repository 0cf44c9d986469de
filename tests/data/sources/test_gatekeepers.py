"""Whatever stands between us and a board, no kind takes it for the word that a posting is closed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import httpx
import pytest

from data.sources.kinds import KINDS
from tests.data.sources.asking import Asked

WALL = "<!doctype html><html><head><title>Just a moment…</title></head><body>Access denied</body></html>"
IDS = ("123456", "130000001", "0b7c1a52-4f9e-4f7a-9a53-0d0f3a9f5d11", "acme/123456", "1037739877295/123456")
#: Statuses under which a page of somebody else arrives.
STATUSES = (200, 202, 400, 401, 403, 404, 410, 429, 451, 500, 503)


def a_wall(status: int) -> httpx.Response:
    return httpx.Response(status, text=WALL, headers={"Content-Type": "text/html; charset=utf-8"})


def some_json(status: int) -> httpx.Response:
    return httpx.Response(status, json={"message": "no"})


def broken(status: int) -> httpx.Response:
    raise httpx.ReadTimeout("nobody")


def _answer(say: Callable[[int], httpx.Response], status: int, request: httpx.Request) -> httpx.Response:
    return say(status)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_page_in_between_closes_nothing(kind: str) -> None:
    told = {name: "acme" for needed in KINDS[kind].needs for name in needed.split("|")[:1]}
    if "url" in told:
        told["url"] = "https://jobs.example.com/open"
    closed = []
    for answering, statuses in (
        (a_wall, STATUSES),
        (broken, (0,)),
        (some_json, (401, 403, 429, 451, 500, 503)),
    ):
        for status in statuses:
            for number in IDS:
                asked = Asked(kind, partial(_answer, answering, status), **told)
                found = asked.source.check(number, timeout=1.0)
                hops = [one for one in asked.requests if not one.url.path.endswith("/robots.txt")]
                assert len(hops) <= 1, "one look, one request"
                if found.verdict == "archived" and not found.soft:
                    closed.append((answering.__name__, status, number, found.reason))
                assert found.verdict != "open"
    assert closed == []
