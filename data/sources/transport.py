"""Connections of a source: to checked addresses only, and over at a deadline, however slowly bytes trickle.

A name is looked up here, its addresses are checked, and the connection goes to one of those very addresses
(TLS and Host still carry the name), so a name that changes its mind in between gains nothing.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from data.sources.guard import Guard

CONNECTIONS = 20
_IDLE_SECONDS = 5.0


@cache
def _tls() -> ssl.SSLContext:
    """One for all: reading the roots of trust takes longer than a request."""
    return httpx.create_ssl_context()


class _Deadline(threading.local):
    """When the request of this thread has to be over, seconds of the monotonic clock."""

    at: float | None = None

    def left(self, timeout: float | None) -> float | None:
        if self.at is None:
            return timeout
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline has passed")
        return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Stream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, guard: Guard, deadline: _Deadline) -> None:
        self._guard = guard
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = self._guard.addresses(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} is not known") from error
        failed: httpcore.NetworkError | httpcore.TimeoutException = httpcore.ConnectError("no address")
        for address in addresses:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )  # fmt: skip
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Stream(stream, self._deadline)
        raise failed


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._response.iter_stream()
        except _FAILURES as error:
            raise httpx.TransportError(str(error)) from error

    def close(self) -> None:
        self._response.close()


_FAILURES = (
    httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpcore.UnsupportedProtocol,
)  # fmt: skip


class GuardedTransport(httpx.BaseTransport):
    """A request's extension `deadline` is when it ends. Raises httpx.TransportError, AddressRefused."""

    def __init__(self, guard: Guard) -> None:
        self._deadline = _Deadline()
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls() if guard.base.scheme == "https" else None,
            max_connections=CONNECTIONS, keepalive_expiry=_IDLE_SECONDS,
            network_backend=_Backend(guard, self._deadline),
        )  # fmt: skip

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._deadline.at = request.extensions.get("deadline")
        url = request.url
        asked = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw, extensions=request.extensions,
        )  # fmt: skip
        try:
            response = self._pool.handle_request(asked)
        except _FAILURES as error:
            raise httpx.TransportError(str(error)) from error
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))

    def close(self) -> None:
        self._pool.close()


def transport_for(guard: Guard) -> httpx.BaseTransport:
    """The guarded transport, or one through the operator's proxy, which then looks names up itself (what may
    be asked for is checked before all the same)."""
    host, scheme = guard.base.host, guard.base.scheme
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    if proxy and not guard.own_server and not proxy_bypass(host):
        return httpx.HTTPTransport(proxy=proxy if "://" in proxy else f"http://{proxy}", verify=_tls())
    return GuardedTransport(guard)
