from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import stamina
from sqlalchemy import select

from app.ingestion.importing import Importer
from data.archive import Archive
from data.db import Database
from data.errors import InvalidInput, NotFound, SourceUnavailable
from data.models import Vacancy
from data.sources.added import AddedSource, clean
from data.sources.base import Source
from data.sources.hh import HhSource
from data.sources.http import SourceClient
from tests.data.sources.board import Board, posting

AGENT = "Podbor (tester@example.invalid)"
TEXT = "Обязанности: готовить завтраки и обеды. Требования: опыт от года, медицинская книжка. " * 3


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def block(**fields: Any) -> str:
    body = {"@type": "JobPosting", "title": "Повар", "description": f"<p>{TEXT}</p>"} | fields
    return f'<script type="application/ld+json">{json.dumps(body, ensure_ascii=False)}</script>'


class Site:
    """Pages by host and path; every request is kept."""

    def __init__(self, pages: dict[str, str]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def client(self, host: str) -> SourceClient:
        return SourceClient(
            "added", f"https://{host}", user_agent=AGENT, transport=httpx.MockTransport(self._answer)
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        found = self.pages.get(f"{request.url.host}{request.url.path}")
        headers = {"Content-Type": "text/html; charset=utf-8"}
        return httpx.Response(200 if found else 404, text=found or "<html>нет</html>", headers=headers)


@pytest.fixture
def make(database: Database, tmp_path: Path) -> Callable[..., Importer]:
    def made(site: Site | None = None, boards: dict[str, Source] | None = None, **given: Any) -> Importer:
        known = boards or {}
        source = AddedSource(site.client if site else None, known)
        return Importer(database, Archive(tmp_path / "archive"), source, known | {"added": source}, **given)

    return made


def rows(database: Database) -> list[Vacancy]:
    with database.transaction() as session:
        return list(session.scalars(select(Vacancy).order_by(Vacancy.id)))


def hh(board: Board, **options: Any) -> HhSource:
    given: dict[str, Any] = {"token": "t", "user_agent": AGENT} | options
    return HhSource("hh", "https://api.hh.ru", transport=board.transport, **given)


def test_a_pasted_page_is_stored_without_any_request(make: Any, database: Database) -> None:
    page = f"<html>{block(url='https://example.org/jobs/7?utm_source=x', telephone='+7 000')}</html>"
    added = make().add(page)
    (row,) = rows(database)
    assert (added.vacancy_id, added.title, added.outcome) == (row.id, "Повар", "new")
    assert (row.source, row.external_id, row.status) == ("added", "https://example.org/jobs/7", "open")
    assert "завтраки" in row.body
    assert make().add(page).outcome == "unchanged"
    assert make().add(page.replace("завтраки", "ужины")).outcome == "changed"
    assert len(rows(database)) == 1


def test_a_pasted_text_is_known_again(make: Any, database: Database) -> None:
    text = f"Повар горячего цеха\nКомпания: Столовая\n\n{TEXT}"
    assert make().add(text).outcome == "new"
    assert make().add(f"  {text}\n").outcome == "unchanged"
    (row,) = rows(database)
    assert (row.title, row.employer, row.url) == ("Повар горячего цеха", "Столовая", None)
    assert row.external_id.startswith("text-")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", "import_empty"), ("Повар", "import_too_short"), ("x" * 2_000_001, "import_too_big"),
        ("https://", "import_bad_link"), ("https://[::1", "import_bad_link"),
        ("https://user@example.org:8080/x", "import_bad_link"),
        ("https://hh.ru/vacancy/5", "import_hh_not_configured"),
        ("https://spb.hh.ru/search", "import_bad_link"),
        ("https://example.org/jobs/7", "import_host_not_allowed"),
        ("http://169.254.169.254/latest", "import_host_not_allowed"),
        ("https://localhost/admin", "import_host_not_allowed"),
    ],
)  # fmt: skip
def test_what_cannot_be_added_says_why_and_leaves_nothing(
    make: Any, database: Database, given: str, code: str
) -> None:
    site = Site({})
    with pytest.raises(InvalidInput) as caught:
        make(site).add(given)
    assert caught.value.code == code
    assert site.asked == []
    assert rows(database) == []


def test_a_link_is_read_where_the_operator_named_its_host(make: Any, database: Database) -> None:
    site = Site({"jobs.example.org/7": f"<html>{block()}</html>"})
    added = make(site, domains=["example.org"]).add("http://jobs.example.org/7?utm_source=mail#top")
    (row,) = rows(database)
    assert (added.outcome, row.url, row.external_id) == ("new", *["https://jobs.example.org/7"] * 2)
    assert site.asked == ["https://jobs.example.org/7"]
    with pytest.raises(InvalidInput):
        make(site, domains=["example.org"]).add("https://jobs.example.org.evil.com/7")
    with pytest.raises(NotFound):
        make(site, domains=["*"]).add("https://elsewhere.example.com/8")
    assert len(rows(database)) == 1


def test_a_link_to_the_inside_is_never_followed(make: Any, database: Database) -> None:
    importer = make(domains=["*"])
    guarded = AddedSource(lambda host: SourceClient("added", f"https://{host}", user_agent=AGENT))
    importer = Importer(importer.database, importer.archive, guarded, {}, ["*"])
    for inside in ("https://127.0.0.1/x", "https://10.0.0.1/x", "https://169.254.169.254/latest/meta-data"):
        with pytest.raises(Exception, match="address") as caught:
            importer.add(inside)
        assert caught.type.__name__ in {"SourceError", "SourceUnavailable"}
    assert rows(database) == []


def test_without_a_contact_address_no_link_is_read(make: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        make(None, domains=["*"]).add("https://example.org/jobs/7")
    assert caught.value.code == "contact_missing"


def test_a_link_of_hh_goes_through_its_api(make: Any, database: Database) -> None:
    board = Board([posting(1)])
    added = make(None, {"hh": hh(board)}).add("https://spb.hh.ru/vacancy/100001?from=share_ios&hhtmFrom=x")
    (row,) = rows(database)
    assert (row.source, row.external_id, added.title) == ("hh", "100001", "Тестировщик 1")
    assert board.paths() == ["/vacancies/100001"]
    with pytest.raises(NotFound):
        make(None, {"hh": hh(board)}).add("https://hh.ru/vacancy/5")


def test_without_a_token_hh_is_not_asked(make: Any) -> None:
    board = Board([posting(1)])
    with pytest.raises(InvalidInput) as caught:
        make(None, {"hh": hh(board, token=None)}).add("https://hh.ru/vacancy/100001")
    assert caught.value.code == "import_hh_not_configured"
    assert board.requests == []


def test_a_link_of_the_invented_board_works_without_a_contact(make: Any, database: Database) -> None:
    board = Board([posting(1)])
    demo = HhSource(
        "demo",
        "http://127.0.0.1:8190",
        token="demo",
        user_agent=AGENT,
        invented=True,
        transport=board.transport,
    )
    make(None, {"demo": demo}).add("http://127.0.0.1:8190/vacancy/100001")
    assert [row.source for row in rows(database)] == ["demo"]


def test_a_page_that_cannot_be_read_is_told(make: Any, database: Database) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        return httpx.Response(503, text="<html>")

    source = AddedSource(
        lambda host: SourceClient(
            "added", f"https://{host}", user_agent=AGENT, transport=httpx.MockTransport(broken)
        )
    )
    importer = make()
    with pytest.raises(SourceUnavailable):
        Importer(importer.database, importer.archive, source, {}, ["*"]).add("https://example.org/jobs/7")
    assert rows(database) == []


def test_an_added_posting_is_looked_at_by_its_address() -> None:
    site = Site({"example.org/jobs/7": block(), "example.org/jobs/8": block(validThrough="2020-01-01")})
    source = AddedSource(site.client)
    assert source.check("https://example.org/jobs/7", timeout=5).verdict == "open"
    assert source.check("https://example.org/jobs/8", timeout=5).verdict == "archived"
    assert source.check("https://example.org/jobs/9", timeout=5).soft
    assert source.check("text-0123", timeout=5).reason == "no_single_check"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("HTTP://Example.ORG/a?b=1&utm_source=x&gclid=y#z", "https://example.org/a?b=1"),
        ("https://example.org", "https://example.org/"),
        ("ftp://example.org/x", None), ("https://example.org:8443/x", None), ("x", None), (None, None),
        (f"https://example.org/{'a' * 1000}", None),
    ],
)  # fmt: skip
def test_clean_addresses(given: str | None, expected: str | None) -> None:
    assert clean(given) == expected
