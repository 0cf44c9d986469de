"""SuperJob through its official API, with the secret key of an application that the operator registered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from data.errors import SourceForbidden, SourceUnavailable
from data.sources import fields, windows
from data.sources.base import Known, Liveness, Note, Payload, Posting, Query
from data.sources.entry import Kind
from data.sources.feed import Feed
from data.sources.windows import Page, Window

SIZE = 100
DEPTH = 500
RECENT = timedelta(days=31)
GRAIN = timedelta(minutes=10)
_BANDS = {1: "noExperience", 2: "between1And3", 3: "between3And6", 4: "moreThan6"}
_CURRENCIES = {"rub": "RUB", "uah": "UAH", "uzs": "UZS"}
_EMPLOYMENT = (("неполн", "PART"), ("частич", "PART"), ("полн", "FULL"), ("времен", "PROJECT"),
               ("стажировк", "PROBATION"), ("смен", "FULL"), ("вахт", "FULL"))  # fmt: skip


class SuperJob(Feed):
    kind = "superjob"
    used = frozenset({
        "id", "profession", "firm_name", "id_client", "link", "town", "payment_from", "payment_to",
        "currency", "work", "candidat", "compensation", "vacancyRichText", "type_of_work",
        "place_of_work", "experience", "date_published", "date_pub_to", "is_closed", "is_archive",
    })  # fmt: skip
    ignored = frozenset({
        "address", "agreement", "payment", "education", "catalogues", "date_archived", "anonymous", "metro",
        "client", "client_logo", "agency", "age_from", "age_to", "already_sent_on_vacancy", "canEdit",
        "candidate", "covid_vaccination_requirement", "driving_licence", "external_url", "favorite",
        "firm_activity", "gender", "highlight", "id_user", "is_BlackList", "isBlacklisted", "languages",
        "latitude", "longitude", "marital_status", "children", "maritalstatus", "moveable", "response_info",
        "rejected", "is_storage", "resumes", "faq", "contact_url", "urgent", "vacancy_url", "video",
    })  # fmt: skip
    personal = Feed.personal | {"contact_info", "email", "icq", "skype"}
    listed_under = "objects"
    understands = frozenset({"text", "since", "until"})
    decisions = ("official API only", "no automatic applications", "absence proves nothing")

    def payloads(self, query: Query, known: Known, note: Note) -> Iterable[Payload]:
        """Whole postings, newest first. Raises SourceForbidden when the key is refused, SourceUnavailable."""
        window = Window.asked(query, RECENT)
        ask = partial(self._page, query.text)
        rows = windows.read(window, ask, depth=DEPTH, size=SIZE, grain=GRAIN, note=note)
        return map(self.payload, rows)

    def _page(self, text: str | None, window: Window, page: int) -> Page:
        params: dict[str, str | int] = {
            "count": SIZE, "page": page, "order_field": "date", "order_direction": "desc",
            "date_published_from": int(window.since.timestamp()),
            "date_published_to": int(window.until.timestamp()),
        }  # fmt: skip
        try:
            answer = self._client.get_json("/2.0/vacancies/", params | ({"keyword": text} if text else {}))
        except SourceUnavailable as error:
            if error.details.get("status") in {401, 403}:
                raise SourceForbidden(self.name, "refuses the key", refusal=error.code) from error
            raise
        rows, total = self.rows(answer, "objects"), fields.inner(answer, "total")
        if isinstance(total, bool) or not isinstance(total, int) or total < 0:
            raise self.broken("an answer without a total", "not_a_page")
        if not rows and page * SIZE < min(total, DEPTH) - SIZE:
            raise self.broken("an empty page in the middle", "empty_success")
        return Page(rows, total)

    def parse(self, payload: Payload) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("profession"))
        band = fields.inner(body, "experience", "id")
        return Posting(
            source=self.name,
            external_id=identity,
            url=fields.url(body.get("link")),
            title=title,
            employer=fields.text(body.get("firm_name")),
            employer_id=_client_id(body.get("id_client")),
            area_name=fields.text(fields.inner(body, "town", "title")),
            description_html=_description(body),
            experience=_BANDS.get(band) if isinstance(band, int) else None,
            work_formats=_formats(body),
            employment=_employment(body),
            pay=fields.pay(
                body.get("payment_from"), body.get("payment_to"), _currency(body.get("currency")), "month"
            ),
            published_at=fields.epoch(body.get("date_published")),
            archived=fields.truth(body.get("is_archive")) or fields.truth(body.get("is_closed")),
            expires_at=fields.epoch(body.get("date_pub_to")),
        )

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        """The posting itself. Its own flags, the API's 404 or a 410 close it."""
        if not external_id.isdecimal():
            return Liveness("unknown", None, "bad_id")
        answer = self._client.look(f"/2.0/vacancies/{external_id}/", timeout=timeout)
        body = answer.payload
        if answer.status in {404, 410} and fields.inner(body, "error", "code") in {
            answer.status,
            str(answer.status),
        }:
            return Liveness("archived", answer.status, "not_found" if answer.status == 404 else "gone")
        if answer.fault or not isinstance(body, dict):
            return Liveness("unknown", answer.status or None, answer.fault or "not_json")
        if self.external_id(body) != external_id or "is_archive" not in body:
            return Liveness("unknown", answer.status, "other_object")
        if fields.truth(body["is_archive"]):
            return Liveness("archived", answer.status, "archived")
        if fields.truth(body.get("is_closed")):
            return Liveness("archived", answer.status, "closed_for_applicants")
        return Liveness("open", answer.status)


def _client_id(value: Any) -> str | None:
    found = fields.identity(value)
    return found if found != "0" else None


def _description(body: dict[str, Any]) -> str:
    """The rich text; older postings have three plain ones instead, with entities in them."""
    if rich := fields.markup(body.get("vacancyRichText")):
        return rich
    parts = (("Обязанности", "work"), ("Требования", "candidat"), ("Условия", "compensation"))
    return fields.paragraphs(
        *((label, re.sub(r"\r?\n", "<br>", fields.markup(body.get(key)))) for label, key in parts)
    )


def _formats(body: dict[str, Any]) -> tuple[str, ...]:
    place = (fields.text(fields.inner(body, "place_of_work", "title")) or "").lower()
    kind = (fields.text(fields.inner(body, "type_of_work", "title")) or "").lower()
    if re.search(r"на дому|удал[её]нн|дистанц", f"{place} {kind}"):
        return ("REMOTE",)
    if "разъездн" in place:
        return ("FIELD_WORK",)
    return ("ON_SITE",) if "на территории" in place else ()


def _employment(body: dict[str, Any]) -> str | None:
    given = (fields.text(fields.inner(body, "type_of_work", "title")) or "").lower()
    return next((code for word, code in _EMPLOYMENT if word in given), None)


def _currency(value: Any) -> str | None:
    given = fields.text(value, 8)
    return _CURRENCIES.get(given.lower(), given.upper()) if given else None


KIND = Kind(
    name="superjob", base_url=lambda entry: "https://api.superjob.ru", make=SuperJob, whole_board=False,
    needs=(), setting="superjob_key", key_header="X-Api-App-Id", every_minutes=360, least_minutes=30,
    per_second=1.0, max_bytes=10 * 1024 * 1024, licence="link_back", attribution="superjob",
    documented_api=True,
)  # fmt: skip
