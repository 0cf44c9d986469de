"""Sitemaps: the pages a site names to robots. https://www.sitemaps.org/protocol.html

Bounded in files, pages and depth; an address outside of the allowed hosts is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

from data.errors import NotFound, SourceUnavailable
from data.sources import fields
from data.sources.base import Note
from data.sources.http import SourceClient

MAX_FILES = 60
MAX_PAGES = 50_000
_NAMED = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Listed:
    url: str
    changed: datetime | None


def read(client: SourceClient, start: str, allowed: Collection[str], note: Note) -> list[Listed]:
    """The pages behind `start`, a sitemap or the root of a site (then those its robots.txt names, else
    /sitemap.xml). Raises SourceForbidden, SourceUnavailable; a sitemap that is missing is noted."""
    waiting = (
        [start] if re.search(r"\.xml(?:\.gz)?$|sitemap", urlsplit(start).path) else _of_site(client, start)
    )
    pages: dict[str, Listed] = {}
    seen: set[str] = set()
    while waiting:
        url = waiting.pop(0)
        if url in seen or not _is_allowed(url, allowed):
            continue
        if len(seen) >= MAX_FILES or len(pages) >= MAX_PAGES:
            note(f"stopped after {len(seen)} sitemaps with {len(pages)} pages")
            break
        seen.add(url)
        try:
            root = _parsed(client, client.get_text(url))
        except NotFound:
            note(f"there is no sitemap {urlsplit(url).path}")
            continue
        for entry in root:
            if not isinstance(entry.tag, str):
                continue
            told = {etree.QName(one).localname: one.text for one in entry if isinstance(one.tag, str)}
            found = fields.url(told.get("loc"))
            if found is None or not _is_allowed(found, allowed):
                continue
            if etree.QName(entry).localname == "sitemap":
                waiting.append(found)
            elif len(pages) < MAX_PAGES:
                pages[found] = Listed(found, fields.moment(told.get("lastmod")))
    return list(pages.values())


def _of_site(client: SourceClient, start: str) -> list[str]:
    root = f"https://{urlsplit(start).hostname}"
    try:
        named = _NAMED.findall(client.get_text("/robots.txt"))
    except NotFound:
        named = []
    return named[:MAX_FILES] or [f"{root}/sitemap.xml"]


def _parsed(client: SourceClient, document: str) -> etree._Element:
    reader = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(document.encode("utf-8", "ignore"), reader)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceUnavailable(client.name, "a sitemap that is no XML", code="not_a_page") from error
    if etree.QName(root).localname not in {"urlset", "sitemapindex"}:
        raise SourceUnavailable(client.name, "an XML that is no sitemap", code="not_a_page")
    return root


def _is_allowed(url: str, allowed: Collection[str]) -> bool:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return parts.scheme == "https" and any(host == one or host.endswith(f".{one}") for one in allowed)
