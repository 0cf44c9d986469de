"""SmartRecruiters: a list page by page, and a request more for each new posting. Off unless an entry turns it
on: its robots.txt is said to shut crawlers out, and an unknown company looks like an empty one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.errors import NotFound
from data.sources import fields, places
from data.sources.base import Known, Liveness, Note, Payload, Posting, Query
from data.sources.entry import Kind
from data.sources.whole_board import DICT, FLAG, ID, TEXT, WholeBoard, employment

SIZE = 100
_LOCATION = {"city": TEXT, "region": TEXT, "country": TEXT, "remote": FLAG, "hybrid": FLAG}
_LABEL = {"id": ID, "label": TEXT}
_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


class SmartRecruiters(WholeBoard):
    kind = "smartrecruiters"
    shapes = {
        "id": ID, "name": TEXT, "company": DICT, "releasedDate": TEXT, "location": DICT,
        "typeOfEmployment": DICT, "experienceLevel": DICT, "postingUrl": TEXT, "active": FLAG, "jobAd": DICT,
    }  # fmt: skip
    ignored = frozenset({
        "uuid", "refNumber", "department", "function", "industry", "ref", "applyUrl", "referralUrl",
        "visibility", "language", "customField", "jobAdId", "jobId", "defaultJobAd", "conversionDefaultTags",
    })  # fmt: skip
    decisions = (*WholeBoard.decisions, "an empty board is no proof", "details of new postings only")
    listed_under = "content"

    def payloads(self, query: Query, known: Known, note: Note) -> Iterator[Payload]:
        for row in self.records():
            number = self.external_id(row)
            if number is None or known(number, fields.moment(row.get("releasedDate"))):
                yield self.payload(row, "list")
                continue
            try:
                whole = self._client.get_json(f"{self._path}/{number}")
            except NotFound:
                note(f"{number} went away between the list and its page")
                continue
            if not isinstance(whole, dict) or self.external_id(whole) != number:
                raise self.broken("a posting's page holds another one", "other_object")
            yield self.payload(whole)

    def records(self) -> Iterator[dict[str, Any]]:
        total = 0
        seen: set[str | None] = set()

        def ask(offset: int) -> list[dict[str, Any]]:
            nonlocal total
            answer = self.json(self._path, {"limit": SIZE, "offset": offset, "status": "PUBLIC"})
            rows, found = self.rows(answer, "content"), fields.inner(answer, "totalFound")
            if not isinstance(found, int) or isinstance(found, bool):
                raise self.broken("an answer that does not say how many there are", "not_a_page")
            total = found
            return rows

        for row in self.paged(ask, SIZE):
            seen.add(self.external_id(row))
            yield row
        if not seen:
            raise self.broken("no postings: as it answers for a company it does not know", "empty_board")
        if len(seen) < total:
            raise self.broken(f"{len(seen)} postings of {total}", "board_cut_short")

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        rows = record.get("content")
        listed = rows if isinstance(rows, list) else [record]
        return [self.payload(one, "detail" if "jobAd" in one else "list")
                for one in listed if isinstance(one, dict)]  # fmt: skip

    def parse(self, payload: Payload) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("name"))
        self.expect(body)
        company = self.object(body, "company", {"name": TEXT, "identifier": TEXT})
        where = self.object(body, "location", _LOCATION)
        terms = self.object(body, "typeOfEmployment", _LABEL)
        level = fields.text(self.object(body, "experienceLevel", _LABEL).get("id"))
        found = places.read(where.get("city"))
        owner = self.entry.token or fields.identity(company.get("identifier"))
        flags = (("remote", "REMOTE"), ("hybrid", "HYBRID"))
        return Posting(
            source=self.name,
            external_id=identity,
            url=fields.url(body.get("postingUrl")) or f"https://jobs.smartrecruiters.com/{owner}/{identity}",
            title=title,
            employer=self.entry.employer or fields.text(company.get("name")) or self.entry.token,
            city=found.cities[0] if found.cities else None,
            country=places.country(where.get("country")),
            description_html=self._text(body),
            work_formats=tuple(name for key, name in flags if where.get(key)),
            employment="PROBATION" if level == "internship" else employment(terms.get("label")),
            published_at=fields.moment(body.get("releasedDate")),
            archived=body.get("active") is False,
            complete=payload.kind == "detail",
        )

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        return self.look(self._path, external_id, timeout=timeout)

    @property
    def _path(self) -> str:
        return f"/v1/companies/{self.entry.token}/postings"

    def _text(self, body: dict[str, Any]) -> str:
        sections = self.object(self.object(body, "jobAd", {"sections": DICT}), "sections", {})
        known = [self.object(sections, name, {"title": TEXT, "text": TEXT})
                 for name in _SECTIONS if self._is_section(sections.get(name))]  # fmt: skip
        return fields.paragraphs(
            *((fields.text(one.get("title")), fields.markup(one.get("text"))) for one in known)
        )

    def _is_section(self, given: Any) -> bool:
        self.expect({"section": given}, {"section": DICT}, "jobAd")
        return bool(given)


KIND = Kind(
    name="smartrecruiters", base_url=lambda entry: "https://api.smartrecruiters.com", make=SmartRecruiters,
    whole_board=True, enabled=False, every_minutes=24 * 60, max_bytes=20 * 1024 * 1024,
)  # fmt: skip
