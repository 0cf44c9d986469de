from __future__ import annotations

import gzip
import json as json_module
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import stamina

from data.errors import SourceUnavailable
from data.sources import ld_json, page_text
from data.sources.base import Query
from data.sources.kinds import KINDS
from tests.data.sources.asking import Asked

HOST = "https://careers.example.org"
LISTED = ("jobs/1", "jobs/2", "about")


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def block(title: str, **fields: Any) -> str:
    body = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": title,
        "description": "<p>Дело</p>",
    }
    return (
        f'<script type="application/ld+json">{json_module.dumps(body | fields, ensure_ascii=False)}</script>'
    )


def urlset(*locations: str, changed: str = "2026-11-01") -> str:
    listed = "".join(f"<url><loc>{one}</loc><lastmod>{changed}</lastmod></url>" for one in locations)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'


def index(*locations: str) -> str:
    listed = "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in locations)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'


def site(pages: dict[str, str | bytes | int], url: str = f"{HOST}/sitemap.xml", **entry: Any) -> Asked:
    def answer(request: httpx.Request) -> httpx.Response:
        found = pages.get(request.url.path, 404)
        if isinstance(found, int):
            return httpx.Response(found, text="<html>…</html>")
        content = found if isinstance(found, bytes) else found.encode()
        return httpx.Response(200, content=content, headers={"Content-Type": "text/html; charset=utf-8"})

    return Asked("site", answer, url=url, **entry)


def paths(asked: Asked) -> list[str]:
    return [request.url.path for request in asked.requests]


class TestSite:
    def test_index_and_gzipped_sitemaps_lead_to_pages_with_postings(self) -> None:
        asked = site({
            "/sitemap.xml": index(f"{HOST}/jobs.xml.gz", f"{HOST}/sitemap.xml", "https://else.example.net/s.xml"),
            "/jobs.xml.gz": gzip.compress(urlset(*(f"{HOST}/{one}" for one in LISTED)).encode()),
            "/jobs/1": block("Повар"), "/jobs/2": block("Пекарь") + block("Кондитер"),
        })  # fmt: skip
        found = asked.fetch()
        assert [(one.external_id, asked.source.parse(one).title) for one in found] == [
            ("/jobs/1", "Повар"), ("/jobs/2", "Пекарь"), ("/jobs/2#1", "Кондитер"),
        ]  # fmt: skip
        assert paths(asked) == ["/sitemap.xml", "/jobs.xml.gz", "/jobs/1", "/jobs/2"]

    def test_only_allowed_hosts_are_asked(self) -> None:
        listed = urlset(
            f"{HOST}/jobs/1", "https://jobs.example.net/jobs/2", "https://evil.example.com/jobs/3",
            "http://careers.example.org/jobs/4", "https://careers.example.org.evil.com/jobs/5",
        )  # fmt: skip
        asked = site(
            {"/sitemap.xml": listed, "/jobs/1": block("Повар"), "/jobs/2": block("Пекарь")},
            allowed_domains=("careers.example.org", "example.net"),
        )
        assert len(asked.fetch()) == 2
        assert {request.url.host for request in asked.requests} <= {
            "careers.example.org",
            "jobs.example.net",
        }

    def test_the_root_of_a_site_is_asked_for_its_sitemaps(self) -> None:
        asked = site(
            {
                "/robots.txt": f"User-agent: *\nSitemap: {HOST}/maps/a.xml\n",
                "/maps/a.xml": urlset(f"{HOST}/jobs/1"), "/jobs/1": block("Повар"),
            },
            url=f"{HOST}/",
        )  # fmt: skip
        assert len(asked.fetch()) == 1

    def test_older_pages_are_left_out_where_a_time_is_asked(self) -> None:
        asked = site(
            {"/sitemap.xml": urlset(f"{HOST}/jobs/1", changed="2026-01-01"), "/jobs/1": block("Повар")}
        )
        assert asked.fetch(Query(since=datetime(2026, 6, 1, tzinfo=UTC))) == []

    @pytest.mark.parametrize(
        "pages",
        [
            {}, {"/sitemap.xml": "<html><body>Hello</body></html>"}, {"/sitemap.xml": "<urlset"},
            {"/sitemap.xml": 500}, {"/sitemap.xml": b"\x1f\x8b damaged"}, {"/sitemap.xml": urlset()},
            {"/sitemap.xml": urlset(f"{HOST}/jobs/1"), "/jobs/1": "<html>Вход</html>"},
            {"/sitemap.xml": urlset(*(f"{HOST}/jobs/{n}" for n in range(9)))}
            | {f"/jobs/{n}": 500 for n in range(9)},
        ],
    )  # fmt: skip
    def test_a_site_that_cannot_be_read_raises(self, pages: dict[str, str | bytes | int]) -> None:
        with pytest.raises(SourceUnavailable):
            site(pages).fetch()

    def test_an_address_may_not_climb(self) -> None:
        asked = site({})
        for external_id in ("//evil.example.com/x", "/../x", "x", "https://evil.example.com/", ""):
            assert asked.source.check(external_id, timeout=1).verdict == "unknown"
        assert asked.requests == []

    @pytest.mark.parametrize(
        ("page", "verdict"),
        [
            (block("Повар"), "open"), (block("Повар", validThrough="2020-01-01"), "archived"),
            (404, "sign"), (410, "sign"), ("<html>Вакансии</html>", "sign"), (403, "unknown"),
            (500, "unknown"), ("<html><title>Вы не робот?</title></html>", "unknown"),
        ],
    )  # fmt: skip
    def test_check(self, page: str | int, verdict: str) -> None:
        found = site({"/jobs/1": page}).source.check("/jobs/1#1", timeout=5)
        assert ("sign" if found.soft else found.verdict) == verdict

    def test_the_entry_names_the_employer_where_the_page_does_not(self) -> None:
        asked = site({"/sitemap.xml": urlset(f"{HOST}/jobs/1"), "/jobs/1": block("Повар")}, employer="Пример")
        assert asked.source.parse(asked.fetch()[0]).employer == "Пример"
        assert KINDS["site"].needs == ("url",)


SLOPPY = [
    '{"@type": "JobPosting", "title": "Повар"}',
    '[{"@type": "Organization"}, {"@type": "JobPosting", "title": "Повар"}]',
    '{"@graph": [{"@type": ["Thing", "JobPosting"], "title": "Повар"}]}',
    '{"@type": "http://schema.org/JobPosting", "title": "Повар"}',
    '{"@type": "JobPosting", "title": "Повар", "description": "раз\nдва\tтри",}',
    '<!-- {"@type": "JobPosting", "title": "Повар"} -->',
    '//<![CDATA[\n{"@type": "JobPosting", "title": "Повар"}\n//]]>',
    '/* начало */ {"@type": "JobPosting", /* кто */ "title": "Повар", "url": "https://a.example/x", } // всё',
    "{&quot;@type&quot;: &quot;JobPosting&quot;, &quot;title&quot;: &quot;Повар&quot;}",
    '{"@type": "JobPosting", "title": "Повар"};',
    '\ufeff{"@type": "ItemList", "itemListElement": [{"item": {"@type": "JobPosting", "title": "Повар"}}]}',
]


@pytest.mark.parametrize("body", SLOPPY)
def test_blocks_are_read_however_they_are_written(body: str) -> None:
    for head in (
        'type="application/ld+json"',
        "id=x type='application/ld+json' async",
        "TYPE=application/LD+JSON",
    ):
        found = ld_json.postings(f"<html><script>var a = 1</script><script {head}>{body}</script></html>")
        assert [one["title"] for one in found] == ["Повар"]


def test_a_comma_in_a_text_stays() -> None:
    (one,) = ld_json.postings(
        '<script type="application/ld+json">{"@type":"JobPosting","title":"a,]","x":[1,],}</script>'
    )
    assert one["title"] == "a,]"


@pytest.mark.parametrize(
    "body",
    ["", "{", "null", "7", "[" * 5000, '{"@type": "JobPosting"', '{"@type": "Person"}', '{"a":' * 3000 + "1"],
)
def test_a_bad_block_is_skipped(body: str) -> None:
    page = f'<script type="application/ld+json">{body}</script>'
    assert ld_json.postings(page + block("Повар"))[-1]["title"] == "Повар"
    assert ld_json.postings(page) == []


TEXT = "Обязанности: готовить завтраки и обеды. Требования: опыт от года, медицинская книжка. " * 3


class TestPageText:
    def test_a_page_without_a_block(self) -> None:
        page = (
            "<html><head><title>Повар — Столовая</title><script>alert(1)</script></head><body><nav>Меню</nav>"
            f"<h1>Повар горячего цеха</h1><p>Компания: Столовая № 1</p><p>{TEXT}</p><footer>©</footer></body>"
        )
        understood, why = page_text.read(page)
        assert why is None
        assert understood is not None
        assert (understood["title"], understood["employer"]) == ("Повар горячего цеха", "Столовая № 1")
        assert "завтраки" in understood["text"]
        assert not {"Меню", "alert"} & set(understood["text"].replace("<", " ").split())

    def test_a_text(self) -> None:
        understood, _ = page_text.read(f"\n Вакансия: Повар\nКомпания: Столовая № 1\n\n{TEXT}")
        assert understood is not None
        assert (understood["title"], understood["employer"]) == ("Повар", "Столовая № 1")

    def test_a_block_wins(self) -> None:
        understood, _ = page_text.read(f"<html><h1>Другое</h1>{block('Повар')}</html>")
        assert understood is not None
        assert understood["job_posting"]["title"] == "Повар"

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ("", "import_empty"), ("  \x00 ", "import_empty"), ("12345 !!!", "import_no_title"),
            (TEXT * 3, "import_no_title"), ("Повар\nв столовую", "import_too_short"),
            ("<html><body></body></html>", "import_no_title"),
            ("<html><h1>Повар</h1></html>", "import_too_short"),
            ("<p", "import_no_title"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_understood_says_why(self, given: str, code: str) -> None:
        assert page_text.read(given) == (None, code)


def _led(to: str, shown: str) -> Asked:
    def answer(request: httpx.Request) -> httpx.Response:
        if str(request.url) == f"{HOST}/jobs/41023-cook":
            return httpx.Response(301, headers={"Location": to})
        return httpx.Response(200, text=shown, headers={"Content-Type": "text/html"})

    return Asked("site", answer, url=f"{HOST}/sitemap.xml", allowed_domains=("careers.example.org",))


@pytest.mark.parametrize(
    ("to", "shown", "verdict", "soft"),
    [
        ("/jobs/41023-cook/", block("Повар"), "open", False),
        ("/en/jobs/41023-chef?from=old", block("Повар"), "open", False),
        ("/jobs/41023-cook/", block("Повар", validThrough="2020-01-01"), "archived", False),
        ("/jobs/50777-baker", block("Пекарь"), "unknown", False),
        ("/jobs/50777-baker", block("Пекарь", validThrough="2020-01-01"), "unknown", False),
        ("/jobs", block("Пекарь") + block("Кассир"), "unknown", False),
        ("/jobs", "<html>Все вакансии</html>", "archived", True),
    ],
)
def test_a_redirect_is_believed_only_of_the_same_posting(
    to: str, shown: str, verdict: str, soft: bool
) -> None:
    found = _led(to, shown).source.check("/jobs/41023-cook", timeout=5)
    assert (found.verdict, found.soft) == (verdict, soft)
