"""Remotive: remote jobs of the whole world in one answer. At most four calls a day; its name is shown."""

from __future__ import annotations

from collections.abc import Iterable

from data.sources import fields, pay_text
from data.sources.base import Known, Note, Payload, Posting, Query
from data.sources.entry import Kind
from data.sources.feed import Feed

_EMPLOYMENT = {
    "full_time": "FULL", "part_time": "PART", "contract": "PROJECT", "freelance": "PROJECT",
    "internship": "PROBATION",
}  # fmt: skip
_ANYWHERE = {"worldwide", "anywhere", "anywhere in the world", "global"}


class Remotive(Feed):
    kind = "remotive"
    used = frozenset({
        "id", "url", "title", "company_name", "tags", "job_type", "publication_date", "description", "salary",
        "candidate_required_location",
    })  # fmt: skip
    ignored = frozenset({"company_logo", "company_logo_url", "category"})
    listed_under = "jobs"
    understands = frozenset({"text"})
    decisions = ("at most four calls a day", "the board is named and linked", "absence proves nothing")

    def payloads(self, query: Query, known: Known, note: Note) -> Iterable[Payload]:
        """Whole postings, in one request. Raises SourceForbidden, SourceUnavailable."""
        answer = self._client.get_json("/api/remote-jobs", {"search": query.text} if query.text else None)
        rows = self.rows(answer, "jobs")
        if not rows and not query.text:
            raise self.broken("no postings at all", "empty_success")
        return map(self.payload, rows)

    def parse(self, payload: Payload) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("title"))
        place = fields.text(body.get("candidate_required_location"), 200)
        return Posting(
            source=self.name,
            external_id=identity,
            url=fields.url(body.get("url")),
            title=title,
            employer=fields.text(body.get("company_name")),
            area_name=None if place and place.lower() in _ANYWHERE else place,
            description_html=fields.markup(body.get("description")),
            key_skills=tuple(fields.names(body.get("tags")))[:60],
            work_formats=("REMOTE",),
            employment=_EMPLOYMENT.get(fields.text(body.get("job_type")) or ""),
            pay=pay_text.pay_of(fields.text(body.get("salary"))),
            published_at=fields.moment(body.get("publication_date")),
        )


KIND = Kind(
    name="remotive", base_url=lambda entry: "https://remotive.com", make=Remotive, whole_board=False,
    needs=(), every_minutes=720, least_minutes=360, per_second=0.03, max_bytes=30 * 1024 * 1024,
    licence="link_back", attribution="remotive", documented_api=True,
)  # fmt: skip
