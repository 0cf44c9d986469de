"""What the demo board holds while it runs, and how every API request passes through it."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from app.demo import answers
from app.demo.faults import FaultBox
from app.demo.phrases import stream
from app.demo.rendering import detail
from app.demo.searching import Search
from app.demo.stats import Stats
from app.demo.world import World

_LIBRARIES = re.compile(
    r"\s*(python-requests|python-httpx|aiohttp|curl|wget|java|okhttp|go-http-client|axios|python-urllib|"
    r"libwww-perl|scrapy|postmanruntime|node-fetch)\b",
    re.IGNORECASE,
)
_KEPT_DETAILS = 3_000
Handler = Callable[[Request, str], Response]


class Board:
    def __init__(self, world: World, base_url: str) -> None:
        self.world = world
        self.base_url = base_url
        self.search = Search(world, base_url)
        self.stats = Stats()
        self.chance = stream(world.seed, "faults")
        self.faults = FaultBox(self.chance)
        self._details: OrderedDict[tuple[str, int, bool], bytes] = OrderedDict()

    def detail(self, number: str) -> bytes | None:
        """The body of `/vacancies/{id}`, or None for 404."""
        self.world.catch_up()
        listed = self.world.listed(number)
        if listed is None:
            return None
        key = (number, listed.vacancy.edition, listed.archived)
        body = self._details.get(key)
        if body is None:
            body = self._details[key] = answers.encode(
                detail(listed, self.base_url, text=self.search.index.texts.of(listed.vacancy))
            )
            if len(self._details) > _KEPT_DETAILS:
                self._details.popitem(last=False)
        return body

    def api(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint that counts, checks the User-Agent, meets the faults, and carries a request id."""

        async def endpoint(request: Request) -> Response:
            path = request.url.path
            request_id = uuid4().hex
            self.stats.begin(path)
            response = Response(status_code=499)
            try:
                response = await self._answered(request, handler, request_id)
            finally:
                self.stats.end(response.status_code)
            response.headers["X-Request-ID"] = request_id
            response.headers.setdefault("Access-Control-Allow-Origin", "*")
            return response

        return endpoint

    async def _answered(self, request: Request, handler: Handler, request_id: str) -> Response:
        agent = (request.headers.get("HH-User-Agent") or request.headers.get("User-Agent") or "").strip()
        if not agent or _LIBRARIES.match(agent):
            value = "blacklisted" if agent else "unset"
            refused = {"type": "bad_user_agent", "value": value}
            return answers.error(400, request_id, refused, description=f"User-Agent is {value}")
        has_token = request.headers.get("Authorization", "").startswith("Bearer ")
        fault = self.faults.striking(request.url.path, has_token=has_token)
        if fault is not None:
            if fault.kind in {"slow", "hang"}:
                await asyncio.sleep(fault.delay_ms / 1000)
            replaced = answers.instead(fault, request_id, self.base_url, self.chance)
            if replaced is not None:
                return replaced
        response = handler(request, request_id)
        if fault is not None and fault.kind == "drift" and response.status_code == 200:
            return answers.answer(answers.drifted(bytes(response.body)))
        return response
