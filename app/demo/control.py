"""Control paths under `/_demo`: faults, the clock, single vacancies, counters. Loopback callers only."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.demo.answers import answer
from app.demo.board import Board
from app.demo.faults import KINDS, BadFault

_MOST_HOURS = 24 * 366
_LONGEST_BODY = 10_000


def routes(board: Board) -> list[Route]:
    async def faults(request: Request) -> Response:
        if request.method == "POST":
            try:
                return answer(board.faults.add(await _body(request)), 201)
            except BadFault as problem:
                return answer({"error": str(problem)}, 400)
        if request.method == "DELETE":
            given = request.query_params.get("id", "")
            board.faults.clear(int(given) if given.isdecimal() else None)
        return answer({"faults": board.faults.listed(), "kinds": KINDS})

    async def advance(request: Request) -> Response:
        hours = (await _body(request)).get("hours", 1)
        if not isinstance(hours, int) or not 0 <= hours <= _MOST_HOURS:
            return answer({"error": f"hours is a whole number from 0 to {_MOST_HOURS}"}, 400)
        board.world.advance(hours)
        return answer(_clock(board))

    async def archive(request: Request) -> Response:
        return _done(board.world.archive(request.path_params["number"]))

    async def remove(request: Request) -> Response:
        return _done(board.world.remove(request.path_params["number"]))

    async def stats(request: Request) -> Response:
        if request.method == "DELETE":
            board.stats.clear()
        board.world.catch_up()
        return answer(board.stats.shown() | _clock(board))

    return [
        Route("/_demo/faults", _local(faults), methods=["GET", "POST", "DELETE"]),
        Route("/_demo/advance", _local(advance), methods=["POST"]),
        Route("/_demo/archive/{number}", _local(archive), methods=["POST"]),
        Route("/_demo/remove/{number}", _local(remove), methods=["POST"]),
        Route("/_demo/stats", _local(stats), methods=["GET", "DELETE"]),
    ]


def _clock(board: Board) -> dict[str, Any]:
    world = board.world
    return {"hour": world.hour, "now": world.now.isoformat(), "seed": world.seed, "size": world.size}


def _done(found: bool) -> Response:
    return answer({"ok": found}, 200 if found else 404)


def _local(handler: Callable[[Request], Any]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        if not is_loopback(request.client.host if request.client else ""):
            return answer({"error": "control paths answer on loopback only"}, 403)
        response: Response = await handler(request)
        return response

    return endpoint


def is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback


async def _body(request: Request) -> dict[str, Any]:
    """The JSON object of a request; an empty or unreadable one counts as {}."""
    raw = await request.body()
    if not raw or len(raw) > _LONGEST_BODY:
        return {}
    try:
        content = json.loads(raw)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
