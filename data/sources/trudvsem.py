"""The open data of "Работа России" (trudvsem.ru): vacancies of the whole country through its API alone.

`offset` is the number of a page, the status stands in the body as text, and names of fields mix hyphens and
underscores. Without a time to begin with, what changed in the last days is read: postings of many years are
listed too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any

from data.errors import SourceUnavailable
from data.sources import fields, windows
from data.sources.base import Known, Liveness, Note, Payload, Posting, Query
from data.sources.entry import Kind
from data.sources.feed import Feed
from data.sources.windows import Page, Window

SIZE = 100
DEPTH = 10_000  # (tune) pages beyond are slow and shift while they are read
RECENT = timedelta(days=2)
GRAIN = timedelta(hours=1)
#: Nothing older is offered to anybody, whatever the list says.
STALE = timedelta(days=120)
_MOSCOW = timezone(timedelta(hours=3))
_ID = re.compile(r"([A-Za-z0-9-]{1,40})_([A-Za-z0-9-]{1,60})")
_TOWN = re.compile(
    r"(?:^|[,;])\s*(?:г\.|г|город|пгт|рп|п\.г\.т|поселок городского типа|рабочий поселок)\s+"
    r"([А-ЯЁ][А-Яа-яЁё -]{1,40})(?=\s*(?:,|;|$))"
)
_CITY = re.compile(r"^(?:город|г\.?)\s+|\s+(?:город|г\.?)$", re.IGNORECASE)
_EMPLOYMENT = (("полн", "FULL"), ("частич", "PART"), ("времен", "PROJECT"), ("сезон", "PROJECT"),
               ("стажировк", "PROBATION"))  # fmt: skip
_CURRENCIES = (("руб", "RUB"), ("rub", "RUB"), ("rur", "RUB"), ("usd", "USD"), ("долл", "USD"),
               ("eur", "EUR"), ("евро", "EUR"))  # fmt: skip


class Trudvsem(Feed):
    kind = "trudvsem"
    used = frozenset({
        "id", "job-name", "company", "region", "creation-date", "date_modify", "modify-date", "salary_min",
        "salary_max", "currency", "employment", "schedule", "duty", "requirement", "requirements",
        "qualification", "skills", "addresses", "vac_url",
    })  # fmt: skip
    ignored = frozenset({
        "source", "salary", "category", "social_protected", "work_places", "term", "typical-position",
        "retraining-capability", "state", "code_profession", "data_ids", "innerInfo", "premium",
        "company_inner_info", "is_mobility_program", "is_uzbekistan_recruitment", "career_perspective",
        "accommodation_capability", "foreign_workers_capability", "languages", "hardSkills", "softSkills",
        "metro_ids", "need_medcard", "required_drive_license", "transport_compensation", "vacancyBenefits",
        "visibility", "bonus_type", "contract_type", "date_publication", "contact_source",
    })  # fmt: skip
    understands = frozenset({"text", "since", "until"})
    decisions = ("open data, API only: robots.txt closes the cards", "absence proves nothing")

    def payloads(self, query: Query, known: Known, note: Note) -> Iterable[Payload]:
        """Whole postings. Raises SourceForbidden, SourceUnavailable."""
        window = Window.asked(query, RECENT)
        if query.since is None:
            note(f"what changed since {window.since:%Y-%m-%d %H:%M} UTC")
        ask = partial(self._page, query.text)
        rows = windows.read(window, ask, depth=DEPTH, size=SIZE, grain=GRAIN, note=note)
        oldest = min(window.since, window.until - STALE)
        fresh = (row for row in rows if (moved := _moved(row)) is None or moved >= oldest)
        return map(self.payload, fresh)

    def _page(self, text: str | None, window: Window, page: int) -> Page:
        params: dict[str, str | int] = {
            "limit": SIZE,
            "offset": page,
            "modifiedFrom": f"{window.since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "modifiedTo": f"{window.until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        }  # fmt: skip
        answer = self._client.get_json("/api/v1/vacancies", params | ({"text": text} if text else {}))
        self._demand_success(answer)
        total = fields.amount(fields.inner(answer, "meta", "total"))
        listed = fields.inner(answer, "results", "vacancies")
        if listed is None and isinstance(answer.get("results", {}), dict | list | None) and not total:
            return Page([], 0)
        rows = [_inside(row) for row in self.rows(answer, "results", "vacancies")]
        if not rows and total and page * SIZE < min(int(total), DEPTH) - SIZE:
            raise self.broken("an empty page in the middle", "empty_success")
        return Page(rows, int(total or len(rows)))

    def _demand_success(self, answer: Any) -> None:
        status = fields.text(str(fields.inner(answer, "status")))
        if not isinstance(answer, dict) or status != "200":
            raise SourceUnavailable(self.name, f"its answer says status {status}", code="status_in_body")

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        listed = fields.inner(record, "results", "vacancies")
        rows = listed if isinstance(listed, list) else [record]
        return [self.payload(_inside(row)) for row in rows if isinstance(row, dict)]

    def external_id(self, record: dict[str, Any]) -> str | None:
        """`company_vacancy`: both are needed to ask for one posting."""
        company, own = record.get("company"), fields.identity(record.get("id"))
        codes = (fields.identity(fields.inner(company, key)) for key in ("companycode", "ogrn"))
        code = next((one for one in codes if one), "0")
        found = f"{code}_{own}" if own else ""
        return found if _ID.fullmatch(found) else None

    def parse(self, payload: Payload) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("job-name"))
        town = next((found[1].strip() for line in _addresses(body) if (found := _TOWN.search(line))), None)
        region = fields.text(fields.inner(body, "region", "name"))
        schedule = (fields.text(body.get("schedule")) or "").lower()
        return Posting(
            source=self.name,
            external_id=identity,
            url=fields.url(body.get("vac_url")),
            title=title,
            employer=fields.text(fields.inner(body, "company", "name")),
            employer_id=fields.text(fields.inner(body, "company", "companycode")),
            area_name=town or (_CITY.sub("", region) if region else None),
            city=town,
            country="RU",
            description_html=_description(body),
            key_skills=tuple(fields.names(body.get("skills")))[:60],
            experience=_experience(fields.inner(body, "requirement", "experience")),
            work_formats=("REMOTE",) if re.search(r"удал[её]нн|дистанц", schedule) else (),
            employment=_coded(body.get("employment"), _EMPLOYMENT),
            pay=fields.pay(
                body.get("salary_min"), body.get("salary_max"),
                _coded(body.get("currency"), _CURRENCIES) or "RUB", "month",
            ),
            published_at=fields.moment(body.get("creation-date"), _MOSCOW),
        )  # fmt: skip

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        """The posting itself. Only a status 404 in the answer of the API closes it."""
        named = _ID.fullmatch(external_id)
        if named is None or named[1] == "0":
            return Liveness("unknown", None, "bad_id")
        answer = self._client.look(f"/api/v1/vacancies/vacancy/{named[1]}/{named[2]}", timeout=timeout)
        if not isinstance(answer.payload, dict):
            return Liveness("unknown", answer.status or None, answer.fault or "not_json")
        said = str(answer.payload.get("status"))
        if said == "404" and answer.status in {200, 404}:
            return Liveness("archived", 404, "not_found")
        if answer.fault or said != "200":
            return Liveness("unknown", answer.status or None, answer.fault or "status_in_body")
        listed = fields.inner(answer.payload, "results", "vacancies")
        rows = [_inside(row) for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
        if any(fields.identity(row.get("id")) == named[2] for row in rows):
            return Liveness("open", answer.status)
        return Liveness("unknown", answer.status, "other_object" if rows else "empty_success")


def _inside(row: dict[str, Any]) -> dict[str, Any]:
    inner = row.get("vacancy")
    return inner if isinstance(inner, dict) else row


def _moved(row: dict[str, Any]) -> datetime | None:
    names = ("date_modify", "modify-date", "creation-date")
    found = (fields.moment(row.get(name), _MOSCOW) for name in names)
    return next((one for one in found if one), None)


def _addresses(body: dict[str, Any]) -> Iterator[str]:
    listed = fields.inner(body, "addresses", "address")
    yield from fields.names(listed if isinstance(listed, list) else [listed], "location")


def _description(body: dict[str, Any]) -> str:
    asked = [body.get("requirements"), body.get("qualification")]
    asked += [fields.inner(body, "requirement", key) for key in ("qualification", "education")]
    return fields.paragraphs(
        (None, fields.markup(body.get("duty"))),
        ("Требования", "<br>".join(dict.fromkeys(one for given in asked if (one := _said(given))))),
    )


def _said(value: Any) -> str:
    given = fields.markup(value)
    return "" if given.lower() in {"не указано", "не указан", "нет"} else given


def _experience(value: Any) -> str | None:
    """Years, as a number or as text."""
    given = str(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else ""
    found = re.match(r"\s*(?:от )?(\d{1,2})", given)
    return fields.experience(float(found[1])) if found else None


def _coded(value: Any, words: tuple[tuple[str, str], ...]) -> str | None:
    given = (fields.text(value) or "").lower()
    return next((code for word, code in words if word in given), None)


KIND = Kind(
    name="trudvsem", base_url=lambda entry: "https://opendata.trudvsem.ru", make=Trudvsem, whole_board=False,
    needs=(), every_minutes=360, least_minutes=60, per_second=1.0, max_bytes=10 * 1024 * 1024,
    licence="open_data", attribution="trudvsem", documented_api=True,
)  # fmt: skip
