"""Workable: the whole board in one answer of its widget. Few calls are let through: once or twice a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.sources import fields, places
from data.sources.base import Payload, Posting
from data.sources.entry import Kind
from data.sources.whole_board import FLAG, LIST, TEXT, WholeBoard, employment, work_formats

_LOCATION = {"country": TEXT, "countryCode": TEXT, "city": TEXT, "region": TEXT, "hidden": FLAG}
ACCOUNT = "account_name"  # ours: who the board belongs to stands beside its postings


class Workable(WholeBoard):
    kind = "workable"
    shapes = {
        "shortcode": TEXT, "title": TEXT, "employment_type": TEXT, "telecommuting": FLAG,
        "workplace_type": TEXT, "url": TEXT, "shortlink": TEXT, "published_on": TEXT, "created_at": TEXT,
        "country": TEXT, "city": TEXT, "state": TEXT, "locations": LIST, "description": TEXT, ACCOUNT: TEXT,
    }  # fmt: skip
    ignored = frozenset({
        "code", "department", "application_url", "education", "experience", "function", "industry", "id",
        "requirements", "benefits", "full_title",
    })  # fmt: skip

    def records(self) -> Iterator[dict[str, Any]]:
        answer = self.json(f"/api/v1/widget/accounts/{self.entry.token}", {"details": "true"})
        name = answer.get("name") if isinstance(answer, dict) else None
        return (one | {ACCOUNT: name} for one in self.rows(answer, "jobs"))

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        rows = record.get("jobs")
        if not isinstance(rows, list):
            return [self.payload(record)]
        name = record.get("name")
        return [self.payload(one | {ACCOUNT: name}) for one in rows if isinstance(one, dict)]

    def external_id(self, record: dict[str, Any]) -> str | None:
        return fields.identity(record.get("shortcode"))

    def parse(self, payload: Payload) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("title"))
        self.expect(body)
        spots = [one for one in self.objects(body, "locations", _LOCATION) if not one.get("hidden")]
        towns = tuple(dict.fromkeys(
            town for one in (body, *spots)
            if (town := fields.text(one.get("city"))) and town.lower() != "remote"
        ))  # fmt: skip
        lands = {
            code for one in (body, *spots)
            if (code := places.country(one.get("countryCode")) or places.country(one.get("country")))
        }  # fmt: skip
        remote = ("REMOTE",) if body.get("telecommuting") else ()
        return Posting(
            source=self.name,
            external_id=identity,
            url=fields.url(body.get("shortlink"))
            or fields.url(body.get("url"))
            or f"https://apply.workable.com/j/{identity}",
            title=title,
            employer=self.entry.employer or fields.text(body.get(ACCOUNT)) or self.entry.token,
            city=towns[0] if towns else None,
            cities=towns if len(towns) > 1 else (),
            country=lands.pop() if len(lands) == 1 else None,
            description_html=fields.markup(body.get("description")),
            work_formats=work_formats((body.get("workplace_type") or "").replace("_", " ")) or remote,
            employment=employment(body.get("employment_type")),
            published_at=fields.moment(body.get("published_on")) or fields.moment(body.get("created_at")),
        )


KIND = Kind(
    name="workable", base_url=lambda entry: "https://apply.workable.com", make=Workable, whole_board=True,
    every_minutes=24 * 60, least_minutes=12 * 60, per_second=0.1, max_bytes=40 * 1024 * 1024,
)  # fmt: skip
