"""What the client makes of bodies that are not JSON."""

from __future__ import annotations

import httpx
import pytest

from data.errors import SourceUnavailable
from data.sources.http import SourceClient


def client(body: bytes, content_type: str, **kwargs: int) -> SourceClient:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=body, headers={"Content-Type": content_type})

    return SourceClient(
        "board", "https://boards.example", user_agent="Podbor/1 (a@example.org)",
        transport=httpx.MockTransport(answer), **kwargs,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Водитель".encode(), "text/xml"),
        ("Водитель".encode("utf-8-sig"), "application/rss+xml"),
        ("Водитель".encode("cp1251"), "text/html; charset=windows-1251"),
    ],
)  # fmt: skip
def test_text_is_read_in_its_encoding(body: bytes, content_type: str) -> None:
    assert client(body, content_type).get_text("/jobs.xml") == "Водитель"


def test_the_declaration_counts_where_the_header_is_silent() -> None:
    body = '<?xml version="1.0" encoding="windows-1251"?><a>Повар</a>'
    assert "Повар" in client(body.encode("cp1251"), "text/xml").get_text("/jobs.xml")


def test_an_unknown_encoding_is_read_as_utf8() -> None:
    assert client("Врач".encode(), "text/html; charset=no-such").get_text("/") == "Врач"


def test_text_is_bounded() -> None:
    with pytest.raises(SourceUnavailable) as caught:
        client(b"x" * 200, "text/html", max_bytes=100).get_text("/")
    assert caught.value.code == "too_big"
