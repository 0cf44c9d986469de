"""`GET /vacancies`: parameters in, a page of items out."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.datastructures import QueryParams

from app.demo import dictionaries, text_query
from app.demo.answers import encode
from app.demo.churn import MOSCOW
from app.demo.index import Index
from app.demo.places import areas_by_id
from app.demo.rendering import item
from app.demo.world import World

DEPTH = 2000
_LISTS: dict[str, dict[str, str]] = {
    "experience": dictionaries.EXPERIENCE,
    "employment": dictionaries.EMPLOYMENT,
    "schedule": dictionaries.SCHEDULE,
    "employment_form": dictionaries.EMPLOYMENT_FORM,
    "work_format": dictionaries.WORK_FORMAT,
    "working_hours": dictionaries.WORKING_HOURS,
    "work_schedule_by_days": dictionaries.WORK_SCHEDULE_BY_DAYS,
}
_CLUSTERS = ("area", "professional_role", "experience", "employment", "schedule", "work_format")
_KEPT_ITEMS = 6_000
_KEPT_RESULTS = 200


class BadArgument(ValueError):
    """A parameter the board refuses."""

    def __init__(self, name: str, description: str = "bad argument") -> None:
        super().__init__(description)
        self.name = name
        self.description = description


class TooDeep(ValueError):
    """(page + 1) * per_page goes past 2000."""


@dataclass(frozen=True)
class Page:
    number: int
    size: int


class Search:
    """Answers searches over one world; keeps the last results and rendered items."""

    def __init__(self, world: World, base_url: str) -> None:
        self._world = world
        self._base_url = base_url
        self.index = Index(world)
        self._items: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._results: OrderedDict[tuple[Any, ...], list[int]] = OrderedDict()

    def answer(self, query: QueryParams) -> bytes:
        """The body of a page of results. Raises BadArgument, TooDeep."""
        page = _page(query)
        with self._world.lock:
            self.index.refresh()
            slots = self._slots(query)
            return self._body(query, page, slots)

    def _slots(self, query: QueryParams) -> list[int]:
        asked = sorted((key, value) for key, value in query.multi_items() if key not in {"page", "per_page"})
        key = (self.index.version, self._world.hour, tuple(asked))
        found = self._results.get(key)
        if found is None:
            found = self._found(query)
            self._results[key] = found
            if len(self._results) > _KEPT_RESULTS:
                self._results.popitem(last=False)
        return found

    def _found(self, query: QueryParams) -> list[int]:
        index = self.index
        slots = set(index.listed)
        for name, values in _filters(query).items():
            slots &= index.having(name, values)
        slots = _within(slots, index.published, query, self._world.now)
        slots = _paid(slots, index.pay, query)
        text = query.get("text", "").strip()
        scores: dict[int, float] = {}
        if text:
            scores = index.matching(text, _fields(query))
            slots &= scores.keys()
        if excluded := query.get("excluded_text", "").strip():
            for word in excluded.split(","):
                slots -= index.matching(word, text_query.FIELDS).keys() if word.strip() else set()
        return self._ordered(slots, query, scores)

    def _ordered(self, slots: set[int], query: QueryParams, scores: dict[int, float]) -> list[int]:
        published, pay = self.index.published, self.index.pay
        order = query.get("order_by") or ("relevance" if scores else "publication_time")
        if order not in dictionaries.SEARCH_ORDER:
            raise BadArgument("order_by")
        newest = sorted(slots, key=lambda slot: (published[slot], slot), reverse=True)
        if order == "salary_desc":
            return sorted(newest, key=lambda slot: -pay.get(slot, 0.0))
        if order == "salary_asc":
            return sorted(newest, key=lambda slot: pay.get(slot, 1e12))
        if order == "relevance" and scores:
            return sorted(newest, key=lambda slot: -scores[slot])
        return newest

    def _body(self, query: QueryParams, page: Page, slots: list[int]) -> bytes:
        found = len(slots)
        reachable = min(found, DEPTH)
        shown = slots[page.number * page.size : (page.number + 1) * page.size]
        head = {
            "found": found,
            "pages": -(-reachable // page.size) if page.size else 0,
            "page": page.number,
            "per_page": page.size,
            "clusters": self._clusters(set(slots)) if query.get("clusters") == "true" else None,
            "arguments": None,
            "fixes": None,
            "suggests": None,
            "alternate_url": f"{self._base_url}/search/vacancy?{query}",
        }
        wanted = frozenset(text_query.stems(query.get("text", "")))
        items = b",".join(self._item(slot, wanted) for slot in shown)
        return b'{"items":[' + items + b"]," + encode(head)[1:]

    def _item(self, slot: int, wanted: frozenset[str]) -> bytes:
        listed = self.index.listed[slot]
        key = (listed.vacancy.id, listed.vacancy.edition)
        body = None if wanted else self._items.get(key)
        if body is None:
            content = item(listed, self._base_url, text=self.index.texts.of(listed.vacancy))
            snippet = content["snippet"]
            content["snippet"] = {name: text_query.highlight(text, wanted) for name, text in snippet.items()}
            body = encode(content)
            if not wanted:
                self._keep(key, body)
        return body

    def _keep(self, key: tuple[str, int], body: bytes) -> None:
        self._items[key] = body
        if len(self._items) > _KEPT_ITEMS:
            self._items.popitem(last=False)

    def _clusters(self, slots: set[int]) -> list[dict[str, Any]]:
        clusters = []
        for facet in _CLUSTERS:
            counts = sorted(self.index.counts(facet, slots).items(), key=lambda pair: (-pair[1], pair[0]))
            items = [
                {
                    "name": _value_name(facet, id_),
                    "count": count,
                    "url": f"{self._base_url}/vacancies?{facet}={id_}",
                }
                for id_, count in counts[:50]
            ]
            clusters.append({"id": facet, "name": facet, "items": items})
        return clusters


def _value_name(facet: str, id_: str) -> str:
    if facet == "area":
        return str(areas_by_id()[id_]["name"])
    return dictionaries.role_name(id_) if facet == "professional_role" else _LISTS[facet][id_]


def _page(query: QueryParams) -> Page:
    number, size = _integer(query, "page", 0), _integer(query, "per_page", 20)
    if number < 0:
        raise BadArgument("page")
    if not 0 <= size <= 100:
        raise BadArgument("per_page")
    if (number + 1) * size > DEPTH or number >= DEPTH:
        raise TooDeep
    return Page(number, size)


def _integer(query: QueryParams, name: str, default: int) -> int:
    given = query.get(name, "")
    if not given:
        return default
    if not re.fullmatch(r"-?\d{1,9}", given):
        raise BadArgument(name)
    return int(given)


def _filters(query: QueryParams) -> dict[str, list[str]]:
    """The wanted values per facet. An unknown value is an error as on the board, an unknown key nothing."""
    wanted: dict[str, list[str]] = {}
    for name, table in _LISTS.items():
        if values := [value for value in query.getlist(name) if value]:
            if any(value not in table for value in values):
                raise BadArgument(name)
            wanted[name] = values
    if areas := [value for value in query.getlist("area") if value]:
        if not all(re.fullmatch(r"\d{1,9}", area) for area in areas):
            raise BadArgument("area")
        wanted["area"] = areas
    if roles := [value for value in query.getlist("professional_role") if value]:
        if not all(dictionaries.is_role(role) for role in roles):
            raise BadArgument("professional_role")
        wanted["professional_role"] = roles
    for name in ("employer_id", "label"):
        if values := [value for value in query.getlist(name) if value]:
            wanted[name] = values
    return wanted


def _fields(query: QueryParams) -> tuple[str, ...]:
    fields = tuple(query.getlist("search_field")) or text_query.FIELDS
    if any(field not in text_query.FIELDS for field in fields):
        raise BadArgument("search_field")
    return fields


def _within(slots: set[int], published: dict[int, datetime], query: QueryParams, now: datetime) -> set[int]:
    first, last = _date(query, "date_from"), _date(query, "date_to", end_of_day=True)
    if query.get("period"):
        if first or last:
            raise BadArgument("period", "period can't be used with date_from or date_to")
        days = _integer(query, "period", 0)
        if not 1 <= days <= 366:
            raise BadArgument("period")
        first = now - timedelta(days=days)
    if last and not first:
        raise BadArgument("date_to", "date_to can't be used without date_from")
    if first is None:
        return slots
    until = last or now + timedelta(days=1)
    return {slot for slot in slots if first <= published[slot] <= until}


def _date(query: QueryParams, name: str, *, end_of_day: bool = False) -> datetime | None:
    """An ISO date or date-time, rounded down to five minutes as on the board."""
    given = query.get(name, "")
    if not given:
        return None
    try:
        when = datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError as error:
        raise BadArgument(name) from error
    if len(given) == 10 and end_of_day:
        when = when.replace(hour=23, minute=55)
    if when.tzinfo is None:
        when = when.replace(tzinfo=MOSCOW)
    return when.replace(minute=when.minute // 5 * 5, second=0, microsecond=0)


def _paid(slots: set[int], pay: dict[int, float], query: QueryParams) -> set[int]:
    """Pay near the wish: from 20 % under it. Vacancies without pay stay unless told otherwise."""
    only = query.get("only_with_salary") == "true"
    wish = query.get("salary", "")
    if wish and not re.fullmatch(r"\d{1,9}(\.\d+)?", wish):
        raise BadArgument("salary")
    currency = query.get("currency") or "RUR"
    if currency not in dictionaries.CURRENCIES:
        raise BadArgument("currency")
    floor = float(wish) / dictionaries.CURRENCIES[currency][2] * 0.8 if wish else 0.0
    return {slot for slot in slots if (pay[slot] >= floor if slot in pay else not only)}
