"""Arbeitnow: jobs in Germany and remote ones, page by page until an empty page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from data.sources import fields
from data.sources.base import Known, Note, Payload, Posting, Query
from data.sources.entry import Kind
from data.sources.feed import Feed

MAX_PAGES = 60


class Arbeitnow(Feed):
    kind = "arbeitnow"
    used = frozenset({
        "slug", "company_name", "title", "description", "remote", "url", "location", "created_at",
        "job_types",
    })  # fmt: skip
    ignored = frozenset({"tags"})  # its own sections, no skills
    listed_under = "data"
    decisions = ("read until an empty page, whatever the links say", "absence proves nothing")

    def payloads(self, query: Query, known: Known, note: Note) -> Iterable[Payload]:
        """Whole postings, newest first. Raises SourceForbidden, SourceUnavailable."""
        return self._pages(note)

    def _pages(self, note: Note) -> Iterator[Payload]:
        shown: set[str] = set()
        for page in range(1, MAX_PAGES + 1):
            rows = self.rows(self._client.get_json("/api/job-board-api", {"page": page}), "data")
            if not rows and page == 1:
                raise self.broken("no postings at all", "empty_success")
            found = [self.payload(row) for row in rows]
            new = {one.external_id for one in found} - shown
            if not new:  # the end; or, since pages move while they are read, the same page again
                return
            shown |= new
            yield from found
        note(f"stopped after {MAX_PAGES} pages")

    def external_id(self, record: dict[str, Any]) -> str | None:
        slug = record.get("slug")
        return slug if isinstance(slug, str) and fields.SLUG.fullmatch(slug) else None

    def parse(self, payload: Payload) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("title"))
        places = tuple(one for part in (fields.text(body.get("location"), 300) or "").split(",")
                       if (one := part.strip()))[:20]  # fmt: skip
        return Posting(
            source=self.name,
            external_id=identity,
            url=fields.url(body.get("url")),
            title=title,
            employer=fields.text(body.get("company_name")),
            area_name=places[0] if places else None,
            cities=places if len(places) > 1 else (),
            description_html=fields.markup(body.get("description")),
            work_formats=("REMOTE",) if fields.truth(body.get("remote")) else (),
            employment=_employment(body.get("job_types")),
            published_at=fields.epoch(body.get("created_at")),
        )


def _employment(given: Any) -> str | None:
    named = " ".join(fields.names(given)).lower()
    signs = (("FULL", ("full time", "full-time", "vollzeit")),
             ("PART", ("part time", "part-time", "teilzeit")),
             ("PROBATION", ("intern", "praktik", "working student", "werkstudent")))  # fmt: skip
    return next((code for code, words in signs if any(word in named for word in words)), None)


KIND = Kind(
    name="arbeitnow", base_url=lambda entry: "https://www.arbeitnow.com", make=Arbeitnow, whole_board=False,
    needs=(), every_minutes=360, least_minutes=60, per_second=0.5, max_bytes=10 * 1024 * 1024,
    licence="link_back", attribution="arbeitnow", documented_api=True,
)  # fmt: skip
