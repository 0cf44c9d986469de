"""What the client makes of bodies: their text, their size, their packing, and pages before the page."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import httpx
import pytest
import stamina

from data.errors import SourceUnavailable
from data.sources.http import SourceClient


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def client(
    body: bytes, content_type: str, *, status: int = 200, packed: str | None = None, **kwargs: int
) -> SourceClient:
    class Answering(httpx.BaseTransport):
        """Not httpx's mock: that one unpacks the body before anybody asks."""

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            headers = {"Content-Type": content_type} | ({"Content-Encoding": packed} if packed else {})
            return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))

    return SourceClient(
        "board", "https://boards.example", user_agent="Podbor/1 (a@example.org)",
        transport=Answering(), **kwargs,
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


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Повар".encode("utf-16"), "text/html"),
        ("Повар".encode("utf-16"), "text/html; charset=utf-8"),
    ],
)
def test_a_byte_order_mark_outweighs_what_is_declared(body: bytes, content_type: str) -> None:
    assert client(body, content_type).get_text("/") == "Повар"


@pytest.mark.parametrize("charset", ["cp1251", "rot13", "base64", "idna", "punycode", "utf-7", "zlib", "hex"])
def test_a_wrong_encoding_is_never_worse_than_odd_letters(charset: str) -> None:
    body = "<p>Врач, окулист</p>".encode()
    assert "<p>" in client(body, f"text/html; charset={charset}").get_text("/")


def test_json_in_another_unicode_is_read() -> None:
    assert client('{"name": "Врач"}'.encode("utf-16"), "application/json").get_json("/") == {"name": "Врач"}


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("packed", "body"),
    [
        ("gzip", gzip.compress(b"[1]")),
        ("x-gzip", gzip.compress(b"[") + gzip.compress(b"1]")),
        ("gzip", gzip.compress(b"[1]") + b"\0" * 40),
        ("deflate", zlib.compress(b"[1]")),
        ("deflate", raw_deflate(b"[1]")),
        ("identity", b"[1]"),
    ],
    ids=["gzip", "two members", "padded", "deflate", "raw deflate", "identity"],  # packed bytes tell the time
)
def test_packed_bodies(packed: str, body: bytes) -> None:
    assert client(body, "application/json", packed=packed).get_json("/") == [1]


@pytest.mark.parametrize(
    ("packed", "body", "code"),
    [
        ("gzip", gzip.compress(b" " * 300_000_000, 1), "too_big"),
        ("gzip", gzip.compress(gzip.compress(b" " * 10_000_000))[:-9], "bad_encoding"),
        ("gzip", b"not packed at all", "bad_encoding"),
        ("zstd", b"(\xb5/\xfd", "bad_encoding"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"[1]")), "bad_encoding"),
    ],
    ids=["bomb", "cut short", "not packed", "another packing", "packed twice"],
)
def test_a_packed_body_nobody_should_open(packed: str, body: bytes, code: str) -> None:
    with pytest.raises(SourceUnavailable) as caught:
        client(body, "application/json", packed=packed).get_json("/")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("status", "page", "code"),
    [
        (200, "<html><head><title>DDoS-Guard</title></head></html>", "blocked"),
        (200, "<title>Just a moment...</title>", "blocked"),
        (403, "<title>Attention Required! | Cloudflare</title>", "blocked"),
        (200, "<TITLE lang=ru>Вы не робот?</TITLE>", "blocked"),
        (200, "<title>hh.ru: captcha</title>", "captcha_required"),
        (403, "<title>Введите капчу</title>", "captcha_required"),
        (200, "  \n", "empty_answer"),
        (200, "", "empty_answer"),
    ],
)
@pytest.mark.parametrize("as_text", [True, False])
def test_a_page_before_the_page_is_no_answer(status: int, page: str, code: str, as_text: bool) -> None:
    board = client(page.encode(), "text/html; charset=utf-8", status=status)
    with pytest.raises(SourceUnavailable) as caught:
        (board.get_text if as_text else board.get_json)("/")
    assert caught.value.code == code


def test_a_good_page_may_carry_a_captcha_for_its_form() -> None:
    page = '<title>Сварщик</title><script src="/recaptcha.js"></script><div class="g-captcha"></div>'
    assert client(page.encode(), "text/html").get_text("/") == page
