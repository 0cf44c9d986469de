"""A board that is a function, for tests of what a source asks and of what it makes of odd answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx

from data.sources.base import Payload, Query, Source
from data.sources.entry import SourceEntry
from data.sources.http import SourceClient
from data.sources.kinds import KINDS

Answering = Callable[[httpx.Request], httpx.Response]


class Asked:
    """The source of `kind` before a board that answers by `answer`; every request is kept."""

    def __init__(
        self, kind: str, answer: Answering, *, base_url: str | None = None, obey: bool = False, **entry: Any
    ) -> None:
        self.requests: list[httpx.Request] = []
        self.notes: list[str] = []

        def answering(request: httpx.Request) -> httpx.Response:
            self.requests.append(request)
            return answer(request)

        one = SourceEntry(name=kind, kind=kind, **entry)
        client = SourceClient(
            kind, base_url or KINDS[kind].base_url(one), user_agent="Podbor (tester@example.invalid)",
            transport=httpx.MockTransport(answering), obey_robots=obey,
            allowed_domains=(*one.allowed_domains, *KINDS[kind].domains),
        )  # fmt: skip
        self.source: Source = KINDS[kind].make(one, client)

    def fetch(
        self, query: Query | None = None, known: dict[str, datetime | None] | None = None
    ) -> list[Payload]:
        have = known or {}
        return list(
            self.source.fetch(
                query or Query(),
                known=lambda one, when: one in have and have[one] == when,
                note=self.notes.append,
            )
        )

    def params(self, name: str) -> list[str | None]:
        """A parameter of each request, in their order."""
        return [request.url.params.get(name) for request in self.requests]


def json(body: Any, status: int = 200) -> Answering:
    return lambda request: httpx.Response(status, json=body)


def page(text: str, status: int = 200) -> Answering:
    return lambda request: httpx.Response(
        status, text=text, headers={"Content-Type": "text/html; charset=utf-8"}
    )
