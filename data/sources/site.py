"""A company's own site without a known system behind it: its sitemaps name the pages of jobs, each of which
carries a schema.org JobPosting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from data.errors import NotFound, PayloadChanged, SourceUnavailable
from data.sources import fields, job_posting, sitemaps
from data.sources.base import Known, Liveness, Note, Payload, Posting, Query
from data.sources.entry import Kind, SourceEntry
from data.sources.feed import Feed
from data.sources.ld_json import postings

MAX_PAGES = 2000
LOST_PAGES = 5  # pages that failed in a row before the run stops
MAX_PATH = 500
#: Pages of jobs as sites name them; where none is named so, every page of the sitemap is looked at.
_JOB = re.compile(
    r"job|career|vacan|vakans|position|opening|stellen|rabota|karier|emploi|empleo", re.IGNORECASE
)
_GIVE_UP = {"captcha_required", "geo_refused", "circuit_open", "too_many_requests", "paced"}


class Site(Feed):
    kind = "site"
    used = frozenset({"url", "job_posting"})
    personal = Feed.personal | job_posting.PERSONAL
    understands = frozenset({"since"})
    decisions = ("pages of the sitemap with a schema.org JobPosting", "absence proves nothing")

    def payloads(self, query: Query, known: Known, note: Note) -> Iterable[Payload]:
        """Whole postings. Raises SourceForbidden, SourceUnavailable."""
        return self._postings(query, note)

    def _postings(self, query: Query, note: Note) -> Iterator[Payload]:
        pages = self._pages(query.since, note)
        empty = lost = found = 0
        for url in pages:
            path = path_of(url)
            try:
                blocks = postings(self._client.get_text(url))
                lost = 0
            except NotFound:
                note(f"{path} of the sitemap is no page")
                continue
            except SourceUnavailable as error:
                lost += 1
                if lost >= LOST_PAGES or error.code in _GIVE_UP:
                    raise
                note(f"{path} could not be read: {error.code}")
                continue
            empty += not blocks
            for number, block in enumerate(blocks):
                found += 1
                yield self.payload({"url": url, "job_posting": block, "number": number})
        if empty:
            note(f"{empty} pages hold no JobPosting")
        if pages and not found:
            raise self.broken(f"none of {len(pages)} pages holds a JobPosting", "no_posting")

    def _pages(self, since: datetime | None, note: Note) -> list[str]:
        host = self._client.host
        allowed = {host, *(one.lower().strip(".") for one in self.entry.allowed_domains)}
        listed = sitemaps.read(self._client, self.entry.url or f"https://{host}/", allowed, note)
        if not listed:
            raise self.broken("its sitemaps name no page", "empty_success")
        fresh = [one for one in listed if since is None or one.changed is None or one.changed >= since]
        named = [one for one in fresh if _JOB.search(path_of(one.url))] or fresh
        named.sort(key=lambda one: one.changed or datetime(1990, 1, 1, tzinfo=UTC), reverse=True)
        if len(named) > MAX_PAGES:
            note(f"{len(named)} pages named, the newest {MAX_PAGES} are read")
        return [one.url for one in named[:MAX_PAGES]]

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        block = record if isinstance(record.get("title"), str) else record.get("job_posting")
        return [self.payload({"url": record.get("url"), "job_posting": block})]

    def external_id(self, record: dict[str, Any]) -> str | None:
        """The path of its page, with the number of the posting where a page holds several."""
        url = fields.url(record.get("url"))
        path = path_of(url) if url else None
        if path is None or len(path) > MAX_PATH or path == "/":
            return None
        number = record.get("number")
        return f"{path}#{number}" if isinstance(number, int) and number > 0 else path

    def unknown_keys(self, payload: Payload) -> frozenset[str]:
        block = payload.body.get("job_posting")
        return frozenset(block if isinstance(block, dict) else {}) - job_posting.USED - job_posting.IGNORED

    def parse(self, payload: Payload) -> Posting:
        block, identity = payload.body.get("job_posting"), self.external_id(payload.body)
        if identity is None:
            raise PayloadChanged(self.name, "an object without an address", code="id_missing")
        if not isinstance(block, dict):
            raise PayloadChanged(self.name, f"{identity} is no JobPosting", code="name_missing")
        made = job_posting.parse(self.name, identity, block, url=fields.url(payload.body.get("url")))
        return made if made.employer else made.model_copy(update={"employer": self.entry.employer})

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        path = external_id.partition("#")[0]
        if not path.startswith("/") or path.startswith("//") or ".." in path or "\\" in path:
            return Liveness("unknown", None, "bad_id")
        return job_posting.look(self._client, path, timeout=timeout)


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"


def _base(entry: SourceEntry) -> str:
    parts = urlsplit(entry.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "https://invalid.invalid"


KIND = Kind(
    name="site", base_url=_base, make=Site, whole_board=False, needs=("url",), every_minutes=1440,
    least_minutes=240, per_second=0.5, max_bytes=10 * 1024 * 1024,
)  # fmt: skip
