"""Teamtailor: RSS, page by page, on the provider's host or on the employer's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from data.sources import fields, places, xml_answer
from data.sources.base import Payload, Posting
from data.sources.entry import Kind
from data.sources.whole_board import LIST, TEXT, WholeBoard

SIZE = 100
_LOCATION = {"name": TEXT, "city": TEXT, "country": TEXT}
_FORMATS = {"fully": ("REMOTE",), "hybrid": ("HYBRID",), "none": ("ON_SITE",)}
_NUMBER = re.compile(r"/jobs/(\d{1,20})\b")


class Teamtailor(WholeBoard):
    kind = "teamtailor"
    shapes = {
        "title": TEXT, "link": TEXT, "guid": TEXT, "pubDate": TEXT, "description": TEXT,
        "remoteStatus": TEXT, "locations": LIST, "company_name": TEXT,
    }  # fmt: skip
    ignored = frozenset({"department", "role", "division", "category", "enclosure", "regions"})
    listed_under = "item"

    def records(self) -> Iterator[dict[str, Any]]:
        return self.paged(self._page, SIZE)

    def external_id(self, record: dict[str, Any]) -> str | None:
        """Its guid; else the number in its address."""
        number = _NUMBER.search(fields.text(record.get("link")) or "")
        return fields.identity(record.get("guid")) or (number[1] if number else None)

    def parse(self, payload: Payload) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("title"))
        self.expect(body)
        spots = self.objects(body, "locations", _LOCATION)
        read = [places.read(one.get("city") or one.get("name")) for one in spots]
        towns = tuple(dict.fromkeys(town for one in read for town in one.cities))
        lands = {
            code for one, found in zip(spots, read, strict=True)
            if (code := places.country(one.get("country")) or found.country)
        }  # fmt: skip
        return Posting(
            source=self.name,
            external_id=identity,
            url=fields.url(body.get("link")),
            title=title,
            employer=self.entry.employer or fields.text(body.get("company_name")) or self.entry.token,
            city=towns[0] if towns else None,
            cities=towns if len(towns) > 1 else (),
            country=lands.pop() if len(lands) == 1 else None,
            description_html=fields.markup(body.get("description")),
            work_formats=_FORMATS.get(body.get("remoteStatus") or "", ()),
            published_at=_mailed(body.get("pubDate")),
        )

    def _page(self, offset: int) -> list[dict[str, Any]]:
        tree = xml_answer.root(self.text("/jobs.rss", {"per_page": SIZE, "offset": offset}), "rss")
        channel = (
            None if tree is None else next((one for one in tree if xml_answer.local(one) == "channel"), None)
        )
        if channel is None:
            raise self.broken("an answer that is not a feed of postings", "not_a_page")
        found = (xml_answer.record(one, {"locations"}) for one in channel if xml_answer.local(one) == "item")
        return [one for one in found if isinstance(one, dict)]


def _mailed(given: str | None) -> datetime | None:
    """A date as mail writes it: `Tue, 06 Oct 2026 09:30:00 +0100`."""
    try:
        return fields.moment(parsedate_to_datetime(given[:60]).isoformat()) if given else None
    except (ValueError, OverflowError):
        return None


KIND = Kind(
    name="teamtailor",
    base_url=lambda entry: (entry.url or f"https://{entry.token}.teamtailor.com").rstrip("/"),
    make=Teamtailor, whole_board=True, needs=("token|url",), max_bytes=20 * 1024 * 1024,
)  # fmt: skip
