"""Remote OK: the newest remote jobs in one answer, whose first element is a legal notice and no job."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from data.sources import fields
from data.sources.base import Known, Note, Payload, Posting, Query
from data.sources.entry import Kind
from data.sources.feed import Feed

#: A sentence for robots that the board adds to every text; it is no part of the job.
_TRAP = re.compile(
    r"(?:\s|<br\s*/?>)*Please mention the word \*\*.{0,60}?\*\* .{0,600}?(?:they're human\.|$)",
    re.IGNORECASE | re.DOTALL,
)
#: UTF-8 that was read as Latin-1 somewhere on its way: "donâ\x80\x99t".
_GARBLED = re.compile(r"[\u00c2-\u00f4][\u0080-\u00bf]{1,3}")


class RemoteOk(Feed):
    kind = "remoteok"
    used = frozenset({
        "id", "slug", "url", "position", "company", "description", "location", "salary_min", "salary_max",
        "date", "epoch",
    })  # fmt: skip
    #: `tags` follow no rule: "exec" and "medical" stand beside one another on every second job.
    ignored = frozenset({"tags", "company_logo", "logo", "apply_url", "original", "verified"})
    decisions = ("the board is named and linked", "its logo is not shown", "absence proves nothing")

    def payloads(self, query: Query, known: Known, note: Note) -> Iterable[Payload]:
        """Whole postings, in one request. Raises SourceForbidden, SourceUnavailable."""
        rows = [row for row in self.rows(self._client.get_json("/api")) if not _is_notice(row)]
        if not rows:
            raise self.broken("no postings at all", "empty_success")
        return map(self.payload, rows)

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        return [] if _is_notice(record) else [self.payload(record)]

    def parse(self, payload: Payload) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("position"))
        place = (fields.text(body.get("location"), 200) or "").strip(" ,")
        return Posting(
            source=self.name,
            external_id=identity,
            url=fields.url(body.get("url")),
            title=_mended(title),
            employer=_mended(fields.text(body.get("company")) or "") or None,
            area_name=_mended(place) or None,
            description_html=_TRAP.sub("", _mended(fields.markup(body.get("description")))),
            work_formats=("REMOTE",),
            pay=fields.pay(body.get("salary_min"), body.get("salary_max"), "USD", "year"),
            published_at=fields.moment(body.get("date")) or fields.epoch(body.get("epoch")),
        )


def _is_notice(row: dict[str, Any]) -> bool:
    return "legal" in row and "position" not in row


def _mended(given: str) -> str:
    """Each garbled letter by itself: the rest of such a text is right."""

    def letter(found: re.Match[str]) -> str:
        try:
            return found[0].encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            return found[0]

    return _GARBLED.sub(letter, given)


KIND = Kind(
    name="remoteok", base_url=lambda entry: "https://remoteok.com", make=RemoteOk, whole_board=False,
    needs=(), every_minutes=720, least_minutes=60, per_second=0.2, max_bytes=20 * 1024 * 1024,
    licence="link_back", attribution="remoteok", documented_api=True,
)  # fmt: skip
