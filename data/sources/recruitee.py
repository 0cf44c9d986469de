"""Recruitee: the whole board in one answer. From February 2027 its provider wants the employer's own token:
then a refusal says so, and is not a board that went away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.errors import SourceForbidden, SourceUnavailable
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
    refused,
)  # fmt: skip

_LOCATION = {"city": TEXT, "country": TEXT, "country_code": TEXT, "name": TEXT, "state": TEXT}
_SALARY = {"min": NUMBER, "max": NUMBER, "currency": TEXT, "period": TEXT}


class Recruitee(WholeBoard):
    kind = "recruitee"
    shapes = {
        "id": ID, "title": TEXT, "status": TEXT, "careers_url": TEXT, "description": TEXT,
        "requirements": TEXT, "locations": LIST, "location": TEXT, "city": TEXT, "country": TEXT,
        "country_code": TEXT, "remote": FLAG, "hybrid": FLAG, "on_site": FLAG, "employment_type_code": TEXT,
        "experience_code": TEXT, "salary": DICT, "published_at": TEXT, "created_at": TEXT, "close_at": TEXT,
        "company_name": TEXT,
    }  # fmt: skip
    ignored = frozenset({
        "slug", "position", "careers_apply_url", "department", "department_id", "tags", "translations",
        "guid", "min_hours", "max_hours", "category_code", "education_code", "open_questions", "postal_code",
        "street", "state_code", "state_name", "state", "region", "options_phone", "options_photo",
        "options_cv", "options_cover_letter", "cover_image", "locations_question", "location_ids",
        "locations_question_type", "locations_question_required", "highlight_html", "highlight",
        "sharing_title", "sharing_description", "sharing_image", "dynamic_fields", "updated_at", "kind",
        "primary_lang_code", "lang_code",
    })  # fmt: skip
    listed_under = "offers"

    def records(self) -> Iterator[dict[str, Any]]:
        try:
            answer = self.json("/api/offers/")
        except SourceUnavailable as error:
            if refused(error, 401):
                raise SourceForbidden(
                    self.name, "the provider wants the employer's own token", code="employer_token_needed"
                ) from error
            raise
        return (one for one in self.rows(answer, "offers") if one.get("status") in (None, "published"))

    def parse(self, payload: Payload) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("title"))
        self.expect(body)
        spots = self.objects(body, "locations", _LOCATION) or [body]
        towns = tuple(dict.fromkeys(town for one in spots if (town := fields.text(one.get("city")))))
        written = places.read(body.get("location")) if not towns else places.Places(towns)
        lands = {
            code for one in spots
            if (code := places.country(one.get("country_code")) or places.country(one.get("country")))
        }  # fmt: skip
        flags = (("on_site", "ON_SITE"), ("remote", "REMOTE"), ("hybrid", "HYBRID"))
        return Posting(
            source=self.name,
            external_id=identity,
            url=fields.url(body.get("careers_url")),
            title=title,
            employer=self.entry.employer or fields.text(body.get("company_name")) or self.entry.token,
            city=written.cities[0] if written.cities else None,
            cities=written.cities if len(written.cities) > 1 else (),
            country=lands.pop() if len(lands) == 1 else written.country,
            description_html=fields.markup(body.get("description")) + fields.markup(body.get("requirements")),
            experience="noExperience" if body.get("experience_code") == "no_experience" else None,
            work_formats=tuple(name for key, name in flags if body.get(key)),
            employment=_employment(body.get("employment_type_code")),
            pay=self._pay(body),
            published_at=_moment(body.get("published_at")) or _moment(body.get("created_at")),
            expires_at=_moment(body.get("close_at")),
            archived=body.get("status") not in (None, "published"),
        )

    def _pay(self, body: dict[str, Any]) -> Pay | None:
        given = self.object(body, "salary", _SALARY)
        return pay(given.get("min"), given.get("max"), given.get("currency"), given.get("period"))


def _employment(code: str | None) -> str | None:
    """`fulltime_permanent`, `parttime_fixed_term`, `internship`: the hours first, then the term."""
    words = (code or "").replace("_", " ").replace("fulltime", "full time").replace("parttime", "part time")
    return "FULL" if words.startswith("full time") else employment(words)


def _moment(given: str | None) -> Any:
    """`2026-10-05 08:00:00 UTC`, or ISO 8601."""
    return fields.moment(given.removesuffix(" UTC")) if given else None


KIND = Kind(
    name="recruitee",
    base_url=lambda entry: (entry.url or f"https://{entry.token}.recruitee.com").rstrip("/"),
    make=Recruitee, whole_board=True, needs=("token|url",), max_bytes=40 * 1024 * 1024,
)  # fmt: skip
