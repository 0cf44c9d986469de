"""Habr Career through the list that its own pages read, and the vacancy's page for the text.

The list is no official interface: 1000 vacancies deep, without descriptions, with an estimate of pay that is
not the employer's (never kept). The text is in the JobPosting block of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from data.errors import NotFound, SourceUnavailable
from data.sources import fields, job_posting
from data.sources.base import Known, Liveness, Note, Payload, Posting, Query
from data.sources.entry import Kind
from data.sources.feed import Feed
from data.sources.ld_json import postings

SIZE = 50
DEPTH = 1000
LOST_PAGES = 5  # pages of vacancies that failed in a row before the run stops
PAGE = "job_posting"  # where the block of the vacancy's page is kept in a payload
_MOSCOW = timezone(timedelta(hours=3))
_GONE = re.compile(r"Вакансия (?:в архиве|архивная|перенесена в архив|закрыта|удалена)", re.IGNORECASE)
_GIVE_UP = {
    "captcha_required",
    "geo_refused",
    "circuit_open",
    "too_many_requests",
    "paced",
    "robots_disallowed",
}
_CURRENCIES = {"rur": "RUB", "rub": "RUB", "usd": "USD", "eur": "EUR", "kzt": "KZT", "byr": "BYN"}
_EMPLOYMENT = {"full_time": "FULL", "part_time": "PART", "contract": "PROJECT", "internship": "PROBATION"}


class Habr(Feed):
    kind = "habr"
    used = frozenset({
        "id", "href", "title", "remoteWork", "publishedDate", "location", "locations", "company",
        "employment", "salary", "skills", "divisions", "archived", "hidden", PAGE,
    })  # fmt: skip
    ignored = frozenset({
        "isMarked", "salaryQualification", "qualification", "predictedSalary", "favorite", "can_edit",
        "reactions", "response", "userVacancyBanHref", "quickResponseHref", "hasPublishedCBP", "color",
        "media",
    })  # fmt: skip
    personal = Feed.personal | job_posting.PERSONAL | {"predictedSalary"}
    understands = frozenset({"text"})
    decisions = ("no official interface: slowly", "estimates of pay are not kept", "absence proves nothing")

    def payloads(self, query: Query, known: Known, note: Note) -> Iterable[Payload]:
        """Newest first; pages only of what is new or published again. Raises SourceForbidden,
        SourceUnavailable."""
        return self._with_pages(self._items(query, note), known, note)

    def _items(self, query: Query, note: Note) -> Iterator[Payload]:
        count, total = 0, DEPTH
        for page in range(1, DEPTH // SIZE + 1):
            if count >= total:
                return
            answer = self._client.get_json("/api/frontend/vacancies", _params(query.text, page))
            rows = self.rows(answer, "list")
            found = fields.inner(answer, "meta", "totalResults")
            if isinstance(found, bool) or not isinstance(found, int):
                raise self.broken("an answer without a total", "not_a_page")
            if not rows and count < min(found, DEPTH) - SIZE:
                raise self.broken("an empty page in the middle", "empty_success")
            if page == 1 and found > DEPTH:
                note(f"{found} found, the board shows the newest {DEPTH}")
            total = min(found, DEPTH)
            if not rows:
                return
            count += len(rows)
            yield from (self.payload(row, "list") for row in rows if not fields.truth(row.get("hidden")))

    def _with_pages(self, items: Iterator[Payload], known: Known, note: Note) -> Iterator[Payload]:
        lost = 0
        for item in items:
            if not item.external_id or known(item.external_id, _published(item.body)):
                yield item
                continue
            try:
                block = self._block(item.external_id)
                lost = 0
            except NotFound:
                note(f"{item.external_id} went away between the list and its page")
                continue
            except SourceUnavailable as error:
                lost += 1
                if lost >= LOST_PAGES or error.code in _GIVE_UP:
                    raise
                note(f"{item.external_id} kept from the list only: {error.code}")
                yield item
                continue
            yield Payload(self.name, item.external_id, "detail", item.body | {PAGE: block})

    def _block(self, external_id: str) -> dict[str, Any]:
        found = postings(self._client.get_text(f"/vacancies/{external_id}"))
        if not found or not fields.markup(found[0].get("description")):
            raise self.broken("a page of a vacancy without its text", "no_posting")
        block: dict[str, Any] = fields.without(found[0], self.personal)
        return block

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        listed = record.get("list")
        rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else [record]
        return [self.payload(row, "detail" if isinstance(row.get(PAGE), dict) else "list") for row in rows]

    def parse(self, payload: Payload) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("title"))
        block = body.get(PAGE) if payload.kind == "detail" else None
        stated = (
            job_posting.parse(self.name, identity, {"title": title} | block)
            if isinstance(block, dict)
            else None
        )
        towns = tuple(fields.names(body.get("locations"), "title"))
        salary, company = body.get("salary"), body.get("company")
        currency = fields.text(fields.inner(salary, "currency"), 8)
        employment = fields.text(body.get("employment")) or ""
        return Posting(
            source=self.name,
            external_id=identity,
            url=_address(body.get("href"), identity),
            title=title,
            employer=fields.text(fields.inner(company, "title")),
            employer_id=fields.identity(fields.inner(company, "id")),
            area_name=towns[0] if towns else fields.text(fields.inner(body, "location", "title")),
            cities=towns if len(towns) > 1 else (),
            description_html=stated.description_html if stated else "",
            key_skills=tuple(fields.names(body.get("skills"), "title"))[:60],
            role_names=tuple(fields.names(body.get("divisions"), "title"))[:10],
            work_formats=("REMOTE",) if fields.truth(body.get("remoteWork")) else (),
            employment=_EMPLOYMENT.get(employment),
            pay=fields.pay(
                fields.inner(salary, "from"), fields.inner(salary, "to"),
                _CURRENCIES.get((currency or "").lower(), (currency or "").upper() or None), "month",
            ),
            published_at=_published(body),
            archived=fields.truth(body.get("archived")),
            complete=stated is not None,
            expires_at=stated.expires_at if stated else None,
        )  # fmt: skip

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        if fields.identity(external_id) is None:
            return Liveness("unknown", None, "bad_id")
        return job_posting.look(self._client, f"/vacancies/{external_id}", timeout=timeout, gone=_GONE)


def _params(text: str | None, page: int) -> dict[str, str | int]:
    params: dict[str, str | int] = {
        "type": "all", "sort": "date", "currency": "RUR", "page": page, "per_page": SIZE,
    }  # fmt: skip
    return params | ({"q": text} if text else {})


def _published(body: dict[str, Any]) -> datetime | None:
    return fields.moment(fields.inner(body, "publishedDate", "date"), _MOSCOW)


def _address(href: Any, identity: str) -> str:
    path = (
        href
        if isinstance(href, str) and re.fullmatch(r"/vacancies/[\w-]{1,64}", href)
        else f"/vacancies/{identity}"
    )
    return f"https://career.habr.com{path}"


KIND = Kind(
    name="habr", base_url=lambda entry: "https://career.habr.com", make=Habr, whole_board=False,
    needs=(), every_minutes=360, least_minutes=60, per_second=0.5, licence="link_back", attribution="habr",
)  # fmt: skip
