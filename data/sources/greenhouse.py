"""Greenhouse: the whole board in one answer, no key. Descriptions are escaped once more than HTML needs."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, Literal

from data.errors import PayloadChanged
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
    work_formats,
)  # fmt: skip

_FORMAT_FIELD = re.compile(r"work(?:place|ing)? ?(?:type|model|arrangement|mode|style|setting)|location type|"
                           r"remote (?:job|status|eligible)|^remote\??$", re.IGNORECASE)  # fmt: skip
_EMPLOYMENT_FIELD = re.compile(
    r"employ(?:ment|ee) (?:type|length|time type|class)|^time type|full.time or part.time|contract type",
    re.IGNORECASE,
)
_PAY_FIELD = re.compile(r"pay|salary|compensation|job post range", re.IGNORECASE)
_NOT_PAY = re.compile(r"budget|legacy|bonus|referral|reward|geo|range \d|internal", re.IGNORECASE)
#: Where pay of five figures is a year's: nobody there states it for a month.
_YEARLY = {"USD", "CAD", "GBP", "EUR", "AUD", "NZD", "CHF"}
_METADATA = {"name": TEXT, "value_type": TEXT}
_RANGE = {"min_cents": NUMBER, "max_cents": NUMBER, "currency_type": TEXT, "title": TEXT}


class Greenhouse(WholeBoard):
    kind = "greenhouse"
    shapes = {
        "id": ID, "internal_job_id": ID, "title": TEXT, "absolute_url": TEXT, "location": DICT,
        "company_name": TEXT, "first_published": TEXT, "application_deadline": TEXT,
        "content": TEXT, "metadata": LIST, "offices": LIST, "pay_input_ranges": LIST,
    }  # fmt: skip
    ignored = frozenset({
        "requisition_id", "language", "updated_at", "employment",
        "data_compliance", "departments", "education", "questions",
        "location_questions", "compliance", "demographic_questions", "ai_disclaimer", "include_ai_disclaimer",
        "ai_opt_out_request_url", "prospect", "prospective_custom_questions",
    })  # fmt: skip

    def records(self) -> Iterator[dict[str, Any]]:
        answer = self.json(self._path, {"content": "true", "pay_transparency": "true"})
        rows = self.rows(answer, "jobs")
        total = fields.inner(answer, "meta", "total")
        if isinstance(total, int) and total > len(rows):
            raise self.broken(f"{len(rows)} postings of {total}", "board_cut_short")
        yield from rows

    def payload(self, record: dict[str, Any], kind: Literal["detail", "list"] = "detail") -> Payload:
        """Without the fields that hold a person; without a text it is but a list item."""
        kept = dict(record)
        if isinstance(kept.get("metadata"), list):
            kept["metadata"] = [one for one in kept["metadata"] if fields.inner(one, "value_type") != "user"]
        return super().payload(kept, kind if "content" in record else "list")

    def parse(self, payload: Payload) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("title"))
        self.expect(body)
        metadata = self.objects(body, "metadata", _METADATA)
        offices = self.objects(body, "offices", {"name": TEXT, "location": TEXT})
        where = places.read(self.object(body, "location", {"name": TEXT}).get("name"))
        found = where if where.cities or where.country else places.read(
            *(one.get("location") or one.get("name") for one in offices)
        )  # fmt: skip
        said = [
            one["value"] if isinstance(one["value"], str) else "remote" if one["value"] is True else None
            for one in _named(metadata, _FORMAT_FIELD)
        ]
        terms = [fields.text(one["value"]) for one in _named(metadata, _EMPLOYMENT_FIELD)]
        return Posting(
            source=self.name,
            external_id=identity,
            url=fields.url(body.get("absolute_url")),
            title=title,
            employer=self.entry.employer or fields.text(body.get("company_name")) or self.entry.token,
            city=found.cities[0] if found.cities else None,
            cities=found.cities if len(found.cities) > 1 else (),
            country=found.country,
            description_html=html.unescape(fields.markup(body.get("content"))),
            work_formats=work_formats(*said) or where.work_formats,
            employment=employment(*terms),
            pay=self._pay(body, metadata),
            published_at=fields.moment(body.get("first_published")),
            group=fields.identity(body.get("internal_job_id")),
            expires_at=fields.moment(body.get("application_deadline")),
            complete=payload.kind == "detail",
        )

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        return self.look(self._path, external_id, timeout=timeout)

    @property
    def _path(self) -> str:
        return f"/v1/boards/{self.entry.token}/jobs"

    def _pay(self, body: dict[str, Any], metadata: list[dict[str, Any]]) -> Pay | None:
        """Of several ranges (one for each country) none is the pay."""
        found: list[Pay | None] = []
        for one in self.objects(body, "pay_input_ranges", _RANGE):
            least, most = fields.amount(one.get("min_cents")), fields.amount(one.get("max_cents"))
            found.append(
                _yearly(pay(least and str(least / 100), most and str(most / 100),
                            one.get("currency_type"), one.get("title")))
            )  # fmt: skip
        for one in _named(metadata, _PAY_FIELD):
            value = one["value"]
            if one.get("value_type") != "currency_range" or _NOT_PAY.search(one["name"]):
                continue
            if not isinstance(value, dict):
                raise PayloadChanged(self.name, "a range of pay of another form", code="metadata_changed")
            self.expect(value, {"unit": TEXT, "min_value": NUMBER, "max_value": NUMBER}, "metadata")
            found.append(
                _yearly(pay(value.get("min_value"), value.get("max_value"), value.get("unit"), one["name"]))
            )
        stated = [one for one in found if one is not None]
        return stated[0] if len(stated) == 1 else None


def _named(metadata: list[dict[str, Any]], sign: re.Pattern[str]) -> list[dict[str, Any]]:
    return [one for one in metadata if one.get("value") is not None and sign.search(one.get("name") or "")]


def _yearly(given: Pay | None) -> Pay | None:
    if given is None or given.period or given.currency not in _YEARLY:
        return given
    least = given.low or given.high
    return given.model_copy(update={"period": "year"}) if least and least >= 20_000 else given


KIND = Kind(
    name="greenhouse", base_url=lambda entry: "https://boards-api.greenhouse.io", make=Greenhouse,
    whole_board=True, max_bytes=60 * 1024 * 1024, documented_api=True,
)  # fmt: skip
