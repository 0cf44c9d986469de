"""One request and its answer, over connections that are guarded: no waiting, no second try, no redirects."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

import httpx

from data.sources.answers import Answer, sorted_answer
from data.sources.body import ACCEPT_ENCODING, BadBody, read_body
from data.sources.guard import AddressRefused, Guard
from data.sources.politeness_kept import Page
from data.sources.redaction import OURS, Redaction
from data.sources.robots import ROBOTS_BYTES, sorted_robots


@dataclass(frozen=True)
class Want:
    """What is asked for. `most` bytes are read at most (the client's bound without it); `cut` takes that much
    of a longer body instead of refusing it."""

    accept: str
    sort: Callable[[int, bytes, Mapping[str, str]], Answer]
    most: int | None = None
    cut: bool = False


JSON = Want("application/json", partial(sorted_answer, as_text=False))
TEXT = Want("*/*", partial(sorted_answer, as_text=True))
ROBOTS = Want("text/plain, */*;q=0.5", sorted_robots, ROBOTS_BYTES, cut=True)


@dataclass(frozen=True)
class Reply:
    """`page` is what to keep of it: an answer with a validator. `unchanged`: a 304 stood for the kept one."""

    answer: Answer
    page: Page | None = None
    unchanged: bool = False
    refused: str | None = None  # where the name leads to, when that may not be


class Exchange:
    """`own_headers` (secrets) go to the base address only."""

    def __init__(
        self,
        guard: Guard,
        transport: httpx.BaseTransport,
        *,
        headers: Mapping[str, str],
        own_headers: Mapping[str, str],
        max_bytes: int,
    ) -> None:
        self._guard = guard
        self._transport = transport
        self._headers = dict(headers)
        self._own_headers = dict(own_headers)
        self._max_bytes = max_bytes
        sent = [*own_headers.values(), *(one.partition(" ")[2] for one in own_headers.values())]
        self._redaction = Redaction(sent)

    @property
    def headers(self) -> dict[str, str]:
        """What is sent to the base address; other hosts get it without our own headers."""
        return self._headers | self._own_headers

    def close(self) -> None:
        self._transport.close()

    def get(self, url: httpx.URL, want: Want, *, timeout: float, page: Page | None = None) -> Reply:
        """`timeout` bounds all of it, seconds. With a kept `page` the question is conditional."""
        deadline = time.monotonic() + timeout
        request = httpx.Request(
            "GET", url,
            headers=(self.headers if self._guard.is_base(url) else self._headers)
            | {"Accept": want.accept, "Accept-Encoding": ACCEPT_ENCODING} | _conditions(page),
            extensions={
                "timeout": dict.fromkeys(("connect", "read", "write", "pool"), timeout), "deadline": deadline,
            },
        )  # fmt: skip
        try:
            response = self._transport.handle_request(request)
        except httpx.TransportError:
            return Reply(Answer(0, None, "no_answer"))
        except AddressRefused as error:
            return Reply(Answer(0, None, "source_address_refused", asked=False), refused=str(error))
        with closing(response):
            try:
                body = read_body(
                    response, most=want.most or self._max_bytes, deadline=deadline, cut=want.cut
                )  # fmt: skip
            except httpx.TransportError:
                return Reply(Answer(response.status_code, None, "no_answer"))
            except BadBody as error:
                return Reply(Answer(response.status_code, None, error.code))
        return _reply(url, want, response, OURS.cleaned(self._redaction.cleaned(body)), page)


def _reply(url: httpx.URL, want: Want, response: httpx.Response, body: bytes, page: Page | None) -> Reply:
    status, headers = response.status_code, response.headers
    if status == 304 and page is not None:
        kind = {"Content-Type": page.content_type} if page.content_type else {}
        return Reply(replace(want.sort(200, page.body, kind), url=str(url)), unchanged=True)
    answer = replace(want.sort(status, body, headers), url=str(url))
    etag, modified = headers.get("ETag"), headers.get("Last-Modified")
    if status != 200 or answer.fault is not None or not (etag or modified) or len(etag or "") > 500:
        return Reply(answer)
    return Reply(answer, Page(body, headers.get("Content-Type"), etag, modified))


def _conditions(page: Page | None) -> dict[str, str]:
    if page is None:
        return {}
    given = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
    return {name: value for name, value in given.items() if value}
