"""Personio: the whole board as XML, on .de or on .com; the one does not lead to the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.errors import NotFound, SourceForbidden, SourceUnavailable
from data.sources import fields, places, xml_answer
from data.sources.base import Posting
from data.sources.entry import Kind
from data.sources.whole_board import ID, LIST, TEXT, WholeBoard, employment

PAGE = "page"  # ours: the address of the posting, which its record does not name
#: Years asked for, by the least of each band.
_YEARS = {"lt-1": 0, "1-2": 1, "2-5": 2, "5-7": 5, "7-10": 7, "10-15": 10, "gt-15": 15}
_LISTS = {"jobDescriptions", "additionalOffices"}


class Personio(WholeBoard):
    kind = "personio"
    shapes = {
        "id": ID, "name": TEXT, "office": TEXT, "additionalOffices": LIST, "subcompany": TEXT,
        "employmentType": TEXT, "schedule": TEXT, "yearsOfExperience": TEXT, "createdAt": TEXT,
        "jobDescriptions": LIST, "keywords": TEXT, PAGE: TEXT,
    }  # fmt: skip
    ignored = frozenset({
        "department", "recruitingCategory", "seniority", "occupation", "occupationCategory",
    })  # fmt: skip
    listed_under = "position"

    def records(self) -> Iterator[dict[str, Any]]:
        host, text = self._answer()
        tree = xml_answer.root(text, "workzag-jobs")
        if tree is None:
            raise self.broken("an answer that is not a list of postings", "not_a_page")
        for one in tree:
            found = xml_answer.record(one, _LISTS) if xml_answer.local(one) == "position" else None
            if isinstance(found, dict):
                number = fields.identity(found.get("id"))
                yield found | {PAGE: f"https://{host}/job/{number}" if number else None}

    def parse(self, payload: Any) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("name"))
        self.expect(body)
        found = places.read(body.get("office"), *fields.names(body.get("additionalOffices")))
        parts = self.objects(body, "jobDescriptions", {"name": TEXT, "value": TEXT})
        kind, schedule = body.get("employmentType"), body.get("schedule")
        return Posting(
            source=self.name,
            external_id=identity,
            url=fields.url(body.get(PAGE)),
            title=title,
            employer=self.entry.employer or fields.text(body.get("subcompany")) or self.entry.token,
            city=found.cities[0] if found.cities else None,
            cities=found.cities if len(found.cities) > 1 else (),
            country=found.country,
            description_html=fields.paragraphs(
                *((fields.text(one.get("name")), fields.markup(one.get("value"))) for one in parts)
            ),
            key_skills=tuple(
                word for given in (body.get("keywords") or "").split(",") if (word := fields.text(given, 60))
            )[:60],
            experience=fields.experience(_YEARS.get(body.get("yearsOfExperience") or "")),
            work_formats=found.work_formats,
            # an intern is one by either name; else the hours say more than the contract
            employment="PROBATION" if employment(kind) == "PROBATION" else employment(schedule, kind),
            published_at=fields.moment(body.get("createdAt")),
        )

    def _answer(self) -> tuple[str, str]:
        """(host, text) of the first of its two addresses that has a board."""
        hosts = [self._client.host]
        if hosts[0].endswith(".jobs.personio.de"):
            hosts.append(hosts[0].removesuffix("de") + "com")
        refusal: SourceForbidden | None = None
        for number, host in enumerate(hosts):
            address = "/xml" if number == 0 else f"https://{host}/xml"
            try:
                return host, self._client.get_text(address, {"language": "en"})
            except NotFound:
                continue
            except SourceForbidden as error:  # the robots.txt of an account that is not there
                refusal = refusal or error
            except SourceUnavailable as error:
                if error.code != "redirected":  # to the provider's own pages: there is no such account
                    raise
        raise refusal or self.unknown_board()


KIND = Kind(
    name="personio",
    base_url=lambda entry: (entry.url or f"https://{entry.token}.jobs.personio.de").rstrip("/"),
    make=Personio, whole_board=True, needs=("token|url",), max_bytes=20 * 1024 * 1024,
    domains=("jobs.personio.com",),
)  # fmt: skip
