"""Where a source may not go: by address, by name, by redirect, by a name that changes its mind."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import SourceError, SourceUnavailable
from data.sources import transport
from data.sources.guard import Guard, is_loopback, is_public
from data.sources.http import SourceClient
from data.sources.transport import GuardedTransport, transport_for

AGENT = "Podbor/0.1 (tester@example.org)"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "2002:7f00:1::",
        "2002:a00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2001:0:53aa:64c::1", "fec0::1",
        "2001:db8::1", "not an address", "",
    ],
)  # fmt: skip
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_a_private_address_is_private_in_every_dress(inner: ipaddress.IPv4Address) -> None:
    number = int(inner)
    for dress in (0xFFFF << 32 | number, number, (0x64FF9B << 96) | number, (0x2002 << 112) | number << 80):
        assert not is_public(str(ipaddress.IPv6Address(dress)))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://boards.example/a", None),
        ("https://BOARDS.example/a", None),
        ("https://cdn.example.org/a", None),
        ("https://deep.cdn.example.org/a", None),
        ("http://boards.example/a", "source_not_https"),
        ("http://cdn.example.org/a", "source_not_https"),
        ("ftp://boards.example/a", "source_bad_url"),
        ("https:///a", "source_bad_url"),
        ("https://user:word@boards.example/a", "source_bad_url"),
        ("https://boards.example@evil.example/a", "source_bad_url"),
        ("https://boards.example.evil.example/a", "source_host_refused"),
        ("https://evilcdn.example.org/a", "source_host_refused"),
        ("https://boards.example:8443/a", "source_host_refused"),
        ("https://cdn.example.org:22/a", "source_host_refused"),
        ("https://127.0.0.1/a", "source_host_refused"),
        ("https://localhost/a", "source_host_refused"),
        ("https://com/a", "source_host_refused"),
        ("https://вакансии.пример/a", None),
        ("https://xn--80aaaa1aks4b.xn--e1afmkfd/a", "source_host_refused"),
        ("https://boards%2eexample/a", "source_bad_url"),
    ],
)
def test_names(url: str, code: str | None) -> None:
    guard = Guard("https://boards.example", ("CDN.example.org", "com", "вакансии.пример"))
    assert guard.refusal(httpx.URL(url)) == code


@pytest.mark.parametrize(
    ("base", "own", "code"),
    [
        ("http://boards.example", False, "source_not_https"),
        ("http://127.0.0.1:8190", False, "source_not_https"),
        ("https://127.0.0.1", False, "source_address_refused"),
        ("https://[::1]", False, "source_address_refused"),
        ("https://169.254.169.254", False, "source_address_refused"),
        ("file:///etc/passwd", True, "source_bad_url"),
        ("https://", True, "source_bad_url"),
        ("https://a b", True, "source_bad_url"),
        ("http://127.0.0.1:8190", True, None),
        ("http://demo:8190", True, None),
    ],
)
def test_base_addresses(base: str, own: bool, code: str | None) -> None:
    if code is None:
        SourceClient("board", base, user_agent=AGENT, own_server=own).close()
        return
    with pytest.raises(SourceError) as caught:
        SourceClient("board", base, user_agent=AGENT, own_server=own)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("url", "expected"),
    [("http://127.0.0.1:1", True), ("http://localhost", True), ("https://[::1]/", True),
     ("https://api.example", False), ("https://localhost.example", False), ("", False)],
)  # fmt: skip
def test_loopback(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


Serve = Callable[[Callable[[socket.socket], None]], int]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A server that answers each connection as told, in a thread; returns its port."""
    listeners: list[socket.socket] = []

    def start(answer: Callable[[socket.socket], None]) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def work() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    try:
                        answer(connection)
                    except OSError:  # the client left: that is what is tested
                        continue

        threading.Thread(target=work, daemon=True).start()
        return int(listener.getsockname()[1])

    yield start
    for listener in listeners:
        listener.close()


def says(body: bytes) -> Callable[[socket.socket], None]:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
    return lambda connection: connection.sendall(head + body)


def through(guard: Guard, **options: float) -> SourceClient:
    return SourceClient(
        "board", guard.base_url, user_agent=AGENT, own_server=guard.own_server,
        allowed_domains=guard.allowed_domains,
        transport=GuardedTransport(guard), **options,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_name_that_leads_inside_is_not_connected_to(serve: Serve) -> None:
    seen: list[bytes] = []
    port = serve(lambda connection: seen.append(b"asked"))
    guard = Guard(f"https://boards.example:{port}", resolve=lambda host, port: ["127.0.0.1"])
    with closing(through(guard)) as client, pytest.raises(SourceUnavailable) as caught:
        client.get_json("/")
    assert caught.value.code == "source_address_refused"
    assert seen == []
    assert "refused to go there: boards.example leads to 127.0.0.1" in client.decisions.drain()


def test_one_bad_address_among_good_ones_is_enough() -> None:
    guard = Guard("https://boards.example", resolve=lambda host, port: ["8.8.8.8", "::ffff:10.0.0.1"])
    with closing(through(guard)) as client:
        assert client.look("/", timeout=60).fault == "source_address_refused"


def test_a_name_that_changes_its_mind_gains_nothing(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is looked up once; the system's own resolver, which would answer otherwise, is never asked."""
    port = serve(says(b"[1]"))
    asked: list[str] = []

    def fake(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    def real(*_: object, **__: object) -> list[object]:
        raise AssertionError("looked up again")

    guard = Guard(f"http://boards.example:{port}", own_server=True, resolve=fake)
    original = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo",
        lambda host, *rest, **more: original(host, *rest, **more) if host == "127.0.0.1" else real(),
    )  # fmt: skip
    with closing(through(guard)) as client:
        assert client.get_json("/") == [1]
    assert asked == ["boards.example"]


def test_tls_still_names_the_host(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []

    class Recording(ssl.SSLContext):
        def wrap_socket(self, sock: socket.socket, **options: object) -> ssl.SSLSocket:  # type: ignore[override]
            seen.append((sock.getpeername()[0], str(options["server_hostname"])))
            raise ssl.SSLError("far enough")

    port = serve(says(b"[1]"))
    monkeypatch.setattr(transport, "_tls", lambda: Recording(ssl.PROTOCOL_TLS_CLIENT))
    guard = Guard(
        f"https://boards.example:{port}", own_server=True, resolve=lambda host, port: ["127.0.0.1"]
    )  # fmt: skip
    with closing(through(guard)) as client:
        assert client.look("/", timeout=60).fault == "no_answer"
    assert seen == [("127.0.0.1", "boards.example")]


def test_another_host_of_ones_own_server_has_to_be_public() -> None:
    guard = Guard("http://127.0.0.1:9", ("cdn.example",), own_server=True, resolve=lambda *_: ["127.0.0.1"])
    assert guard.refusal(httpx.URL("http://127.0.0.1:22/")) == "source_not_https"
    assert guard.refusal(httpx.URL("https://cdn.example/")) is None
    with closing(through(guard)) as client:
        assert client.look("https://cdn.example/", timeout=60).fault == "source_address_refused"


@pytest.mark.parametrize("proxy", ["http://proxy.example:3128", "proxy.example:3128"])
def test_an_operators_proxy_is_used_but_for_ones_own_server(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "https_proxy", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    assert isinstance(transport_for(Guard("https://boards.example")), httpx.HTTPTransport)
    assert isinstance(transport_for(Guard("https://127.0.0.1:9", own_server=True)), GuardedTransport)
    monkeypatch.setenv("NO_PROXY", "boards.example")
    assert isinstance(transport_for(Guard("https://boards.example")), GuardedTransport)


def trickle(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n[")
    drip(connection, b" ")


def drip(connection: socket.socket, drop: bytes) -> None:
    for _ in range(600):
        connection.sendall(drop)
        time.sleep(0.05)


@pytest.mark.parametrize(
    "answer",
    [
        trickle,
        lambda connection: drip(connection, b"H"),
        lambda connection: (connection.sendall(b"HTTP/1.1 200 OK\r\n"), drip(connection, b"X: y\r\n")),
        lambda connection: drip(connection, b"HTTP/1.1 102 Processing\r\n\r\n"),
        lambda connection: time.sleep(5),
    ],
    ids=["body", "status line", "headers", "interim answers", "silence"],
)
def test_no_answer_outlasts_its_deadline(serve: Serve, answer: Callable[[socket.socket], None]) -> None:
    port = serve(answer)
    with closing(through(Guard(f"http://127.0.0.1:{port}", own_server=True))) as client:
        # a drop comes every 50 ms, so the time-out of a single read never strikes
        found = client.look("/", timeout=0.5)
    assert found.fault == "no_answer"


def test_an_endless_body_is_cut(serve: Serve) -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")

    guard = Guard(f"http://127.0.0.1:{serve(endless)}", own_server=True)
    client = SourceClient("board", guard.base_url, user_agent=AGENT, own_server=True, max_bytes=500_000)
    with closing(client):
        assert client.look("/", timeout=30).fault == "too_big"


class Redirecting(httpx.BaseTransport):
    """Answers by host and path; remembers what was asked with which headers."""

    def __init__(self, **answers: httpx.Response) -> None:
        self.seen: list[httpx.Request] = []
        self.to: dict[str, str] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(404, stream=httpx.ByteStream(b""))
        self.seen.append(request)
        if target := self.to.get(str(request.url)):
            return httpx.Response(302, headers={"Location": target}, stream=httpx.ByteStream(b""))
        return httpx.Response(200, stream=httpx.ByteStream(b"[1]"))


def redirecting() -> tuple[Redirecting, SourceClient]:
    board = Redirecting()
    return board, SourceClient(
        "board", "https://boards.example", user_agent=AGENT, token="secret", transport=board,
        allowed_domains=("cdn.example",), headers={"X-Api-App-Id": "secret"},
    )  # fmt: skip


def test_a_redirect_within_the_allowed_is_followed_without_our_secrets() -> None:
    board, client = redirecting()
    board.to = {
        "https://boards.example/old": "/new",
        "https://boards.example/new": "https://cdn.example/x",
    }
    answer = client.look("/old", timeout=60)
    assert (answer.payload, answer.url) == ([1], "https://cdn.example/x")
    assert [str(one.url) for one in board.seen] == [*board.to, "https://cdn.example/x"]
    assert [("Authorization" in one.headers, "X-Api-App-Id" in one.headers) for one in board.seen] == [
        (True, True), (True, True), (False, False),
    ]  # fmt: skip
    assert client.requests == 4  # and the robots.txt of the other host


@pytest.mark.parametrize(
    "target",
    [
        "http://boards.example/x", "https://evil.example/", "https://127.0.0.1/", "//169.254.169.254/latest",
        "https://boards.example:8443/", "file:///etc/passwd", "https://a@boards.example/", "https://[bad",
        "gopher://boards.example/", "https://boards.example@127.0.0.1/",
    ],
)  # fmt: skip
def test_a_redirect_elsewhere_is_not_followed(target: str) -> None:
    board, client = redirecting()
    board.to = {"https://boards.example/old": target}
    with pytest.raises(SourceUnavailable) as caught:
        client.get_json("/old")
    assert caught.value.code == "redirected"
    assert len(board.seen) == 1


def test_redirects_without_end_are_left_after_three() -> None:
    board, client = redirecting()
    board.to = {"https://boards.example/a": "/b", "https://boards.example/b": "/a"}
    assert client.look("/a", timeout=60).fault == "redirected"
    assert len(board.seen) == 4


def test_a_whole_address_has_to_be_allowed() -> None:
    board, client = redirecting()
    assert client.get_json("https://cdn.example/jobs?a=1", {"b": 2}) == [1]
    assert str(board.seen[0].url) == "https://cdn.example/jobs?a=1&b=2"
    with pytest.raises(SourceUnavailable) as caught:
        client.get_json("https://evil.example/jobs")
    assert caught.value.code == "source_host_refused"
    assert len(board.seen) == 1


def test_a_query_in_a_path_is_kept() -> None:
    board, client = redirecting()
    client.get_json("/jobs?content=true")
    assert str(board.seen[0].url) == "https://boards.example/jobs?content=true"
