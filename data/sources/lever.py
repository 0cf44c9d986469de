"""Lever: a bare list, page by page. A text stands in three places: introduction, lists, closing words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.sources import fields, places
from data.sources.base import Liveness, Pay, Payload, Posting
from data.sources.entry import Kind
from data.sources.whole_board import (
    DICT,
    ID,
    LIST,
    NUMBER,
    TEXT,
    WholeBoard,
    employment,
    pay,
    plain_to_html,
    work_formats,
)

SIZE = 100
_CATEGORIES = {"location": TEXT, "commitment": TEXT, "allLocations": LIST}
_RANGE = {"min": NUMBER, "max": NUMBER, "currency": TEXT, "interval": TEXT}


class Lever(WholeBoard):
    kind = "lever"
    shapes = {
        "id": ID, "text": TEXT, "categories": DICT, "country": TEXT, "workplaceType": TEXT,
        "createdAt": (int, float), "opening": TEXT, "openingPlain": TEXT, "description": TEXT,
        "descriptionPlain": TEXT, "descriptionBody": TEXT, "descriptionBodyPlain": TEXT, "additional": TEXT,
        "additionalPlain": TEXT, "lists": LIST, "hostedUrl": TEXT, "salaryRange": DICT,
        "salaryDescription": TEXT, "salaryDescriptionPlain": TEXT,
    }  # fmt: skip
    ignored = frozenset({"applyUrl", "reqCode", "requisitionCodes", "tags", "content", "state", "updatedAt"})
    listed_under = "postings"

    def records(self) -> Iterator[dict[str, Any]]:
        return self.paged(
            lambda offset: self.rows(self.json(self._path, {"mode": "json", "skip": offset, "limit": SIZE})),
            SIZE,
        )

    def parse(self, payload: Payload) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("text"))
        self.expect(body)
        categories = self.object(body, "categories", _CATEGORIES)
        every = list(fields.names(categories.get("allLocations")))
        found = places.read(categories.get("location"), *every)
        stated = work_formats(body.get("workplaceType"))
        created = body.get("createdAt")  # milliseconds
        return Posting(
            source=self.name,
            external_id=identity,
            url=fields.url(body.get("hostedUrl")),
            title=title,
            employer=self.employer,
            city=found.cities[0] if found.cities else None,
            cities=found.cities if len(found.cities) > 1 else (),
            country=places.country(body.get("country")) or found.country,
            description_html=self._text(body),
            work_formats=stated or found.work_formats,
            employment=employment(categories.get("commitment")),
            pay=self._pay(body),
            published_at=fields.epoch(created // 1000) if created else None,
        )

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        return self.look(self._path, external_id, timeout=timeout)

    @property
    def _path(self) -> str:
        return f"/v0/postings/{self.entry.token}"

    def _text(self, body: dict[str, Any]) -> str:
        start = _html(body, "description") or _html(body, "opening") + _html(body, "descriptionBody")
        lists = "".join(
            f"<p>{plain_to_html(fields.text(one.get('text')) or '')}</p>"
            f"<ul>{fields.markup(one.get('content'))}</ul>"
            for one in self.objects(body, "lists", {"text": TEXT, "content": TEXT})
        )
        return start + lists + _html(body, "additional") + _html(body, "salaryDescription")

    def _pay(self, body: dict[str, Any]) -> Pay | None:
        given = self.object(body, "salaryRange", _RANGE)
        return pay(given.get("min"), given.get("max"), given.get("currency"), given.get("interval"))


def _html(body: dict[str, Any], key: str) -> str:
    """A part of the text, or its plain twin."""
    return fields.markup(body.get(key)) or plain_to_html(fields.markup(body.get(f"{key}Plain")))


KIND = Kind(
    name="lever", base_url=lambda entry: entry.url or "https://api.lever.co", make=Lever, whole_board=True,
    max_bytes=20 * 1024 * 1024, documented_api=True,
)  # fmt: skip
