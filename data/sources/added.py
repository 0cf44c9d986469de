"""Postings that a person added by a link or by pasting them; no board lists them.

The id of one that has an address is that address, so it can be looked at again; of a pasted text its hash.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from data.errors import InvalidInput, PayloadChanged
from data.sources import fields, job_posting
from data.sources.base import (
    NO_SINGLE_CHECK,
    Known,
    Liveness,
    Note,
    Payload,
    Posting,
    Query,
    Source,
    SourceState,
    unnoted,
)
from data.sources.http import SourceClient

NAME = "added"
MAX_URL = 1000
_TRACKING = re.compile(
    r"utm_\w+|from|gclid|yclid|fbclid|hhtmFrom|hhtmFromLabel|ref|referrer|query", re.IGNORECASE
)

OpenClient = Callable[[str], SourceClient]


class AddedSource:
    """`open_client(host)` gives a guarded client; None where live hosts may not be asked at all. `boards`
    understand what came from them by a link."""

    name = NAME
    kind = ""
    whole_board = False

    def __init__(self, open_client: OpenClient | None, boards: Mapping[str, Source] | None = None) -> None:
        self._open = open_client
        self._boards = boards or {}
        self._held: tuple[Payload, ...] = ()

    def holding(self, payloads: Sequence[Payload]) -> AddedSource:
        """The same source with something to fetch."""
        one = copy.copy(self)
        one._held = tuple(payloads)
        return one

    def state(self) -> SourceState:
        reason = None if self._open else "contact_missing"
        return SourceState(self.name, reason is None, reason, decisions=["given by a person"])

    def fetch(self, query: Query, *, known: Known, note: Note = unnoted) -> Iterator[Payload]:
        yield from self._held

    def read_page(self, url: str) -> str:
        """The page behind a clean address. Raises NotFound, SourceForbidden, SourceUnavailable."""
        if self._open is None:
            raise InvalidInput(
                "Links are read only with a contact address (PODBOR_CONTACT).", code="contact_missing"
            )
        parts = urlsplit(url)
        client = self._open(parts.hostname or "")
        try:
            return client.get_text(_path(url))
        finally:
            client.close()

    def parse(self, payload: Payload) -> Posting:
        if payload.source != self.name:
            if (board := self._boards.get(payload.source)) is None:
                raise PayloadChanged(
                    self.name, f"there is no source {payload.source} any more", code="source_unknown"
                )
            return board.parse(payload)
        body, url = payload.body, fields.url(payload.body.get("url"))
        if isinstance(block := body.get("job_posting"), dict):
            return job_posting.parse(self.name, payload.external_id, block, url=url)
        title = fields.text(body.get("title"), 300)
        if title is None or not payload.external_id:
            raise PayloadChanged(self.name, "an added posting without a title", code="name_missing")
        return Posting(
            source=self.name, external_id=payload.external_id, url=url, title=title,
            employer=fields.text(body.get("employer")), description_html=fields.markup(body.get("text")),
        )  # fmt: skip

    def unknown_keys(self, payload: Payload) -> frozenset[str]:
        if payload.source != self.name and (board := self._boards.get(payload.source)):
            return board.unknown_keys(payload)
        block = payload.body.get("job_posting")
        return frozenset(block if isinstance(block, dict) else {}) - job_posting.USED - job_posting.IGNORED

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        return [payload_of(record, fields.url(record.get("url")))]

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        if not external_id.startswith("https://") or self._open is None:
            return Liveness("unknown", None, NO_SINGLE_CHECK)
        client = self._open(urlsplit(external_id).hostname or "")
        try:
            return job_posting.look(client, _path(external_id), timeout=timeout)
        finally:
            client.close()


def payload_of(understood: dict[str, Any], url: str | None) -> Payload:
    """`understood` as `page_text.read` gives it; people and how to reach them are left out."""
    body = fields.without(understood, job_posting.PERSONAL) | {"url": url}
    block = body.get("job_posting")
    address = clean(url) or (clean(fields.url(block.get("url"))) if isinstance(block, dict) else None)
    if address is None:
        told = block if isinstance(block, dict) else body
        text = " ".join(f"{told.get('title')} {told.get('description') or told.get('text')}".lower().split())
        address = f"text-{hashlib.sha256(text.encode('utf-8', 'ignore')).hexdigest()[:32]}"
    return Payload(NAME, address, "detail", body)


def clean(url: str | None) -> str | None:
    """An address without its fragment and what only tracks people; https. None when it is no address."""
    try:
        parts = urlsplit((url or "").strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if (
        parts.scheme.lower() not in {"http", "https"}
        or not host
        or len(url or "") > MAX_URL
        or port not in (None, 443, 80)
    ):
        return None
    kept = [(key, value) for key, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(key)]
    return f"https://{host}{parts.path or '/'}{f'?{urlencode(kept)}' if kept else ''}"


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
