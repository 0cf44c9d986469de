"""What is remembered of hosts between requests: robots files, and answers that carry a validator."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

import zstandard

from data.db import Database
from data.repositories import source_pages
from data.sources.robots import AGAIN_SECONDS, FRESH_SECONDS, RobotsFile

_MOST_LOCAL = 50
#: Bigger pages (compressed, bytes) are read anew each time.
MOST_PAGE_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Page:
    """An answer as it came, unpacked, and what proves that it has not changed since."""

    body: bytes
    content_type: str | None
    etag: str | None
    last_modified: str | None


class Kept(Protocol):
    def robots(self, origin: str) -> tuple[RobotsFile, float] | None:
        """The file of an origin and for how many seconds more it counts."""
        ...

    def keep_robots(self, origin: str, file: RobotsFile) -> None: ...

    def page(self, source: str, url: str) -> Page | None: ...

    def keep_page(self, source: str, url: str, page: Page) -> None: ...


def lasts(file: RobotsFile) -> float:
    """Seconds for which a robots file counts."""
    return AGAIN_SECONDS if file.verdict == "unreachable" else FRESH_SECONDS


class LocalKept:
    """For one process; the newest few."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._robots: dict[str, tuple[RobotsFile, float]] = {}
        self._pages: OrderedDict[tuple[str, str], Page] = OrderedDict()

    def robots(self, origin: str) -> tuple[RobotsFile, float] | None:
        with self._lock:
            file, until = self._robots.get(origin, (None, 0.0))
        left = until - time.monotonic()
        return (file, left) if file and left > 0 else None

    def keep_robots(self, origin: str, file: RobotsFile) -> None:
        with self._lock:
            self._robots[origin] = (file, time.monotonic() + lasts(file))

    def page(self, source: str, url: str) -> Page | None:
        with self._lock:
            return self._pages.get((source, url))

    def keep_page(self, source: str, url: str, page: Page) -> None:
        with self._lock:
            self._pages[(source, url)] = page
            while len(self._pages) > _MOST_LOCAL:
                self._pages.popitem(last=False)


class SharedKept:
    """For every process on one database. Its functions raise DatabaseUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def robots(self, origin: str) -> tuple[RobotsFile, float] | None:
        with self._database.transaction() as session:
            found = source_pages.robots(session, origin)
        if found is None:
            return None
        return RobotsFile(
            found.verdict, found.status_code, found.reason, found.body or ""
        ), found.seconds_left

    def keep_robots(self, origin: str, file: RobotsFile) -> None:
        with self._database.transaction() as session:
            source_pages.keep_robots(
                session, origin, verdict=file.verdict, status_code=file.status, reason=file.reason,
                body=file.body, seconds=lasts(file),
            )  # fmt: skip

    def page(self, source: str, url: str) -> Page | None:
        with self._database.transaction() as session:
            found = source_pages.page(session, source, _key(url))
        if found is None:
            return None
        try:
            body = zstandard.decompress(found.body)
        except zstandard.ZstdError:
            return None
        if hashlib.sha256(body).hexdigest() != found.sha256:
            return None
        return Page(body, found.content_type, found.etag, found.last_modified)

    def keep_page(self, source: str, url: str, page: Page) -> None:
        packed = zstandard.compress(page.body)
        if len(packed) > MOST_PAGE_BYTES:
            return
        with self._database.transaction() as session:
            source_pages.keep_page(
                session, source, _key(url), etag=page.etag, last_modified=page.last_modified,
                content_type=page.content_type, sha256=hashlib.sha256(page.body).hexdigest(), body=packed,
            )  # fmt: skip


def _key(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()
