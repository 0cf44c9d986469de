"""robots.txt: what files say, what their absence means, and that nobody is asked before his file was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import stamina
from hypothesis import given, settings
from hypothesis import strategies as st

from data.db import Database
from data.errors import SourceForbidden, SourceUnavailable
from data.models import SourceRobots
from data.sources.answers import Answer
from data.sources.http import SourceClient
from data.sources.politeness import Politeness
from data.sources.politeness_kept import SharedKept
from data.sources.robots import ROBOTS_BYTES, RobotsFile, judged, sorted_robots

BASE = "https://boards.example"


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def rules(body: str) -> RobotsFile:
    return RobotsFile("rules", 200, body=body)


@pytest.mark.parametrize(
    ("body", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /", "/jobs", False),
        ("User-agent: *\nDisallow: /\nAllow: /jobs", "/jobs/1", True),
        ("User-agent: *\nAllow: /jobs\nDisallow: /jobs/private", "/jobs/private/1", False),
        ("User-agent: *\nDisallow: /*.xml$", "/jobs.xml", False),
        ("User-agent: *\nDisallow: /*.xml$", "/jobs.xml?a=1", True),
        ("User-agent: *\nDisallow: /search?", "/search?q=a", False),
        ("User-agent: *\nDisallow:", "/jobs", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Podbor\nAllow: /", "/jobs", True),
        ("User-agent: Podbor\nUser-agent: other\nDisallow: /jobs", "/jobs", False),
        ("User-agent: NotPodbor\nDisallow: /", "/jobs", True),
        ("User-agent: googlebot\nDisallow: /\nUser-agent: bingbot\nDisallow: /jobs", "/jobs", True),
        ("Disallow: /", "/jobs", True),
        ("user-agent:*\r\ndisallow:/jobs # not for robots\r\n", "/jobs", False),
        ("User-agent: *\rDisallow: /jobs", "/jobs", False),
        ("\ufeffUser-agent: *\nDisallow: /jobs", "/jobs", False),
        ("User-agent: *\nDisallow: /вакансии", "/%D0%B2%D0%B0%D0%BA%D0%B0%D0%BD%D1%81%D0%B8%D0%B8/1", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("", "/jobs", True),
    ],
)
def test_rules(body: str, path: str, allowed: bool) -> None:
    file = judged(sorted_robots(200, body.encode(), {}))
    assert file.allows(BASE + path, "Podbor") is allowed


def test_crawl_delay_is_ours_or_everybodys() -> None:
    both = rules("User-agent: *\nCrawl-delay: 10\n\nUser-agent: podbor\nCrawl-delay: 2.5\n")
    assert (both.crawl_delay("Podbor"), both.crawl_delay("Other")) == (2.5, 10.0)
    for odd in ("soon", "-5", "inf", "nan", "1e400", ""):
        assert rules(f"User-agent: *\nCrawl-delay: {odd}").crawl_delay("Podbor") == 0.0
    assert rules("User-agent: *\nCrawl-delay: 1e30").crawl_delay("Podbor") == 86_400.0


@pytest.mark.parametrize(
    ("body", "signals", "allowed"),
    [
        ("User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /",
         {"search": True, "ai-train": False}, True),
        ("User-agent: *\nContent-signal: search=no\nAllow: /", {"search": False}, False),
        ("User-agent: a\nUser-agent: *\nContent-Signal:search = NO # not", {"search": False}, False),
        ("User-agent: *\nContent-Signal: search=no\n\nUser-agent: Podbor\nContent-Signal: search=yes",
         {"search": True}, True),
        ("User-agent: *\nDisallow: /x\nUser-agent: bot\nContent-Signal: search=no", {}, True),
        ("Content-Signal: search=no", {}, True),
        ("User-agent: *\nContent-Signal: search, =no, ai-input=perhaps,,", {}, True),
    ],
)  # fmt: skip
def test_content_signals(body: str, signals: dict[str, bool], allowed: bool) -> None:
    assert rules(body).signals("Podbor") == signals
    assert rules(body).allows(BASE + "/jobs", "Podbor") is allowed


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (404, b"<html>", "none"),
        (403, b"<title>DDoS-Guard</title>", "none"),
        (401, b"", "none"),
        (410, b"", "none"),
        (200, b"", "rules"),
        (200, b"<!DOCTYPE html><html><title>Jobs</title></html>", "none"),
        (200, b'{"error": "no such page"}', "none"),
        (200, b"<title>Just a moment...</title>", "unreachable"),
        (429, b"", "unreachable"),
        (500, b"", "unreachable"),
        (503, b"User-agent: *\nAllow: /", "unreachable"),
        (302, b"", "unreachable"),
    ],
)
def test_what_an_answer_means(status: int, body: bytes, verdict: str) -> None:
    assert judged(sorted_robots(status, body, {})).verdict == verdict


def test_silence_means_that_nothing_is_read() -> None:
    silent = judged(Answer(0, None, "no_answer"))
    assert (silent.verdict, silent.allows(BASE, "Podbor")) == ("unreachable", False)


lines = st.lists(
    st.sampled_from(
        ["User-agent: *", "User-agent: podbor", "user agent googlebot", "Disallow: /", "Allow: /jobs*$",
         "Crawl-delay: 3", "Disallow: //[", "Disallow: http://[::1", "Sitemap: x", "Allow: %zz", "#", ":",
         "Disallow: " + "*" * 50, "Request-rate: 1/0", "Visit-time: 9999-1"]
    )
    | st.text(max_size=30),
    max_size=25,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400) | lines.map("\n".join).map(lambda text: text.encode("utf-8", "replace")))
def test_no_file_is_too_odd(body: bytes) -> None:
    file = judged(sorted_robots(200, body, {}))
    assert file.allows(BASE + "/jobs/1?a=[b", "Podbor") in {True, False}
    assert 0 <= file.crawl_delay("Podbor") <= 86_400
    assert "\0" not in file.body


def test_a_file_made_to_be_slow_is_not() -> None:
    """A set of rules for each of the names would take minutes and gigabytes."""
    names = "".join(f"User-agent: bot{number}\nUser-agent: podbor{number}\n" for number in range(9_000))
    paths = "".join(f"Disallow: /{number}*x\n" for number in range(9_000))
    file = rules((names + "User-agent: *\n" + paths)[:ROBOTS_BYTES])
    assert not file.allows(BASE + "/8x", "Podbor")
    assert file.allows(BASE + "/jobs", "Podbor")


Answering = Callable[[httpx.Request], httpx.Response]


class Site(httpx.BaseTransport):
    def __init__(self, robots: Answering) -> None:
        self.robots = robots
        self.seen: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request.url.path)
        if request.url.path == "/robots.txt":
            return self.robots(request)
        return httpx.Response(200, stream=httpx.ByteStream(b"[1]"))


def text(body: str, status: int = 200, **headers: str) -> Answering:
    return lambda request: httpx.Response(status, headers=headers, stream=httpx.ByteStream(body.encode()))


def client(site: Site, **options: Any) -> SourceClient:
    return SourceClient(
        "board", BASE, user_agent="Podbor/0.1 (tester@example.org)", transport=site,
        **{"obey_robots": True, **options},
    )  # fmt: skip


def test_the_file_is_asked_for_first_and_once() -> None:
    site = Site(text("User-agent: *\nDisallow: /private"))
    board = client(site)
    assert board.get_json("/jobs") == board.get_json("/jobs/2") == [1]
    assert site.seen == ["/robots.txt", "/jobs", "/jobs/2"]
    assert f"robots: {BASE}: allowed (×2)" in board.decisions.drain()
    with pytest.raises(SourceForbidden) as caught:
        board.get_text("/private/1")
    assert caught.value.code == "robots_disallowed"
    assert board.look("/private/2", timeout=60).fault == "robots_disallowed"
    assert len(site.seen) == 3


def test_a_file_that_cannot_be_read_forbids_everything_for_a_while() -> None:
    site = Site(text("", 503))
    board = client(site)
    for _ in range(2):
        with pytest.raises(SourceUnavailable) as caught:
            board.get_json("/jobs")
        assert caught.value.code == "robots_unreachable"
    assert site.seen == ["/robots.txt"] * 2  # tried again once, then remembered
    assert any("cannot be read (server_error)" in line for line in board.decisions.drain())


def test_a_documented_api_is_allow_listed_and_says_so() -> None:
    site = Site(text("User-agent: *\nDisallow: /"))
    board = client(site, obey_robots=False)
    assert board.get_json("/jobs") == [1]
    assert site.seen == ["/jobs"]
    assert "robots: boards.example: allow-listed, a documented public API" in board.decisions.drain()


def test_crawl_delay_slows_down() -> None:
    site = Site(text("User-agent: *\nCrawl-delay: 30"))
    board = client(site, per_second=100.0)
    assert board.look("/jobs", timeout=10).fault == "paced"  # its robots.txt itself was the last request
    assert site.seen == ["/robots.txt"]


def test_a_long_file_is_cut_and_redirects_are_followed() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        hops = int(request.url.query or 0)
        if hops < 5:
            return text("", 301, Location=f"/robots.txt?{hops + 1}")(request)
        return text("User-agent: *\nDisallow: /jobs\n" + "#" * 2_000_000)(request)

    board = client(Site(answer))
    assert board.look("/jobs", timeout=60).fault == "robots_disallowed"
    away = client(Site(text("", 301, Location="https://elsewhere.example/robots.txt")))
    assert away.look("/jobs", timeout=60).fault == "robots_unreachable"


def test_processes_share_the_file(database: Database) -> None:
    site = Site(text("User-agent: *\nDisallow: /private"))
    for _ in range(2):
        board = client(site, politeness=Politeness(kept=SharedKept(database)))
        assert board.look("/private", timeout=60).fault == "robots_disallowed"
    assert site.seen == ["/robots.txt"]
    with database.transaction() as session:
        kept = session.get(SourceRobots, BASE)
        assert kept is not None
        assert kept.verdict == "rules"
        # Both moments come from float seconds and may differ by the microsecond they were rounded to.
        assert (kept.expires_at - kept.fetched_at).total_seconds() == pytest.approx(86_400, abs=0.001)
