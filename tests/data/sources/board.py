"""A tiny board that speaks hh.ru's search, with faults on command. In this process, no sockets."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx

MOSCOW = timezone(timedelta(hours=3))
NEWEST = datetime(2026, 11, 20, 12, 0, tzinfo=MOSCOW)


def posting(number: int, **fields: Any) -> dict[str, Any]:
    published = NEWEST - timedelta(minutes=7 * number)
    return {
        "id": str(100_000 + number),
        "name": f"Тестировщик {number}",
        "area": {"id": "1", "name": "Москва"},
        "employer": {"id": "9", "name": "Пример"},
        "professional_roles": [{"id": "124" if number % 2 else "96", "name": "Роль"}],
        "experience": {"id": "between1And3"},
        "published_at": published.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "archived": False,
        "alternate_url": f"https://board.invalid/vacancy/{100_000 + number}",
        "contacts": {"name": "Имярек"},
        "snippet": {"requirement": "Опыт", "responsibility": "Проверять"},
    } | fields


class Board:
    """`fault(request)` may answer first. Every request is kept in `requests`."""

    def __init__(self, postings: list[dict[str, Any]]) -> None:
        self.postings = {one["id"]: one for one in postings}
        self.requests: list[httpx.Request] = []
        self.fault: Callable[[httpx.Request], httpx.Response | None] = lambda request: None

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def paths(self) -> list[str]:
        return [request.url.path for request in self.requests]

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if (broken := self.fault(request)) is not None:
            return broken
        path = request.url.path
        if path == "/professional_roles":
            return httpx.Response(200, json={"categories": [{"roles": [{"id": "96"}, {"id": "124"}]}]})
        if path.startswith("/areas"):
            return httpx.Response(200, json={"areas": []} if path != "/areas" else [{"id": "1"}])
        if path == "/vacancies":
            return self._search(request)
        found = self.postings.get(path.rsplit("/", 1)[1])
        if found is None:
            return error(404, "not_found")
        return httpx.Response(200, json=found | {"description": f"<p>Работа {found['id']}</p>"})

    def _search(self, request: httpx.Request) -> httpx.Response:
        params = request.url.params
        page, size = int(params["page"]), int(params["per_page"])
        if (page + 1) * size > 2000:
            return error(400, "bad_argument")
        found = list(self.postings.values())
        if "date_from" in params:
            since = datetime.fromisoformat(params["date_from"])
            found = [one for one in found if datetime.fromisoformat(one["published_at"]) >= since]
        if "date_to" in params:
            until = datetime.fromisoformat(params["date_to"])
            found = [one for one in found if datetime.fromisoformat(one["published_at"]) <= until]
        if roles := params.get_list("professional_role"):
            found = [one for one in found if one["professional_roles"][0]["id"] in roles]
        if bands := params.get_list("experience"):
            found = [one for one in found if one["experience"]["id"] in bands]
        found.sort(key=lambda one: one["published_at"], reverse=True)
        items = found[page * size : (page + 1) * size]
        return httpx.Response(200, json={"items": items, "found": len(found), "page": page, "pages": 20})


def error(status: int, kind: str, **fields: Any) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    body = json.dumps({"errors": [{"type": kind} | fields], "request_id": "r"})
    return httpx.Response(status, content=body, headers=headers)


def html(status: int) -> httpx.Response:
    return httpx.Response(status, text="<html><body>Checking your browser</body></html>")
