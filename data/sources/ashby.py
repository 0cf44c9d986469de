"""Ashby: the whole board in one answer. Postings that are not listed are reached by link only: not ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.sources import fields, places
from data.sources.base import Pay, Payload, Posting
from data.sources.entry import Kind
from data.sources.whole_board import (
    DICT,
    FLAG,
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

_ADDRESS = {"addressLocality": TEXT, "addressRegion": TEXT, "addressCountry": TEXT}
_COMPENSATION = {"compensationTiers": LIST, "summaryComponents": LIST}
_COMPONENT = {
    "compensationType": TEXT, "interval": TEXT, "currencyCode": TEXT, "minValue": NUMBER, "maxValue": NUMBER,
}  # fmt: skip


class Ashby(WholeBoard):
    kind = "ashby"
    shapes = {
        "id": ID, "title": TEXT, "employmentType": TEXT, "location": TEXT, "secondaryLocations": LIST,
        "publishedAt": TEXT, "isListed": FLAG, "isRemote": FLAG, "workplaceType": TEXT, "address": DICT,
        "jobUrl": TEXT, "descriptionHtml": TEXT, "descriptionPlain": TEXT, "compensation": DICT,
        "shouldDisplayCompensationOnJobPostings": FLAG,
    }  # fmt: skip
    ignored = frozenset({
        "department", "team", "applyUrl", "updatedAt", "requisitionId", "locationId", "departmentId",
        "teamId", "isConfidential",
    })  # fmt: skip

    def records(self) -> Iterator[dict[str, Any]]:
        path = f"/posting-api/job-board/{self.entry.token}"
        rows = self.rows(self.json(path, {"includeCompensation": "true"}), "jobs")
        return (one for one in rows if one.get("isListed") is not False)

    def parse(self, payload: Payload) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("title"))
        self.expect(body)
        others = self.objects(body, "secondaryLocations", {"location": TEXT, "address": DICT})
        spots = [self._place(one) for one in (body, *others)]
        towns = tuple(dict.fromkeys(town for spot in spots for town in spot.cities))
        countries = {spot.country for spot in spots if spot.country}
        stated = work_formats(body.get("workplaceType"))
        remote = ("REMOTE",) if body.get("isRemote") else spots[0].work_formats
        return Posting(
            source=self.name,
            external_id=identity,
            url=fields.url(body.get("jobUrl")),
            title=title,
            employer=self.employer,
            city=towns[0] if towns else None,
            cities=towns if len(towns) > 1 else (),
            country=spots[0].country if len(countries) == 1 else None,
            description_html=fields.markup(body.get("descriptionHtml"))
            or plain_to_html(fields.markup(body.get("descriptionPlain"))),
            work_formats=stated or remote,
            employment=employment(_spaced(body.get("employmentType"))),
            pay=self._pay(body),
            published_at=fields.moment(body.get("publishedAt")),
            archived=body.get("isListed") is False,
        )

    def _place(self, record: dict[str, Any]) -> places.Places:
        """The town of the address; else what is written for the place."""
        address = self.object(record, "address", {"postalAddress": DICT})
        postal = self.object(address, "postalAddress", _ADDRESS)
        written = places.read(record.get("location"))
        town = fields.text(postal.get("addressLocality"))
        land = places.country(postal.get("addressCountry")) or written.country
        return places.Places((town,) if town else written.cities, land, written.work_formats)

    def _pay(self, body: dict[str, Any]) -> Pay | None:
        """The salary alone, without equity and bonuses. Several tiers give the widest range."""
        if body.get("shouldDisplayCompensationOnJobPostings") is False:
            return None
        given = self.object(body, "compensation", _COMPENSATION)
        tiers = self.objects(given, "compensationTiers", {"components": LIST})
        parts = self.objects(given, "summaryComponents", _COMPONENT) or [
            part for tier in tiers for part in self.objects(tier, "components", _COMPONENT)
        ]
        found = [
            one for part in parts if part.get("compensationType") == "Salary"
            and (one := pay(part.get("minValue"), part.get("maxValue"), part.get("currencyCode"),
                            part.get("interval")))
        ]  # fmt: skip
        if not found or len({(one.currency, one.period) for one in found}) > 1:
            return None
        low = [end for one in found if (end := one.low)]
        high = [end for one in found if (end := one.high)]
        return found[0].model_copy(
            update={"low": min(low, default=None), "high": max(high, default=None)}
        )  # fmt: skip


def _spaced(code: str | None) -> str | None:
    """FullTime -> Full Time, so that it reads as the words of other boards."""
    return "".join(f" {sign}" if sign.isupper() else sign for sign in code[:60]) if code else None


KIND = Kind(
    name="ashby", base_url=lambda entry: "https://api.ashbyhq.com", make=Ashby, whole_board=True,
    max_bytes=40 * 1024 * 1024,
)  # fmt: skip
