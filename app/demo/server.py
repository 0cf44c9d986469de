"""The demo board's HTTP surface: hh.ru's read API and a page per vacancy, over an invented world."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.demo import answers, control
from app.demo.board import Board
from app.demo.dictionaries import dictionaries, professional_roles
from app.demo.employers import employers_by_id
from app.demo.page import missing_page, vacancy_page
from app.demo.places import area_tree, areas_by_id
from app.demo.rendering import employer_page
from app.demo.searching import BadArgument, TooDeep
from app.demo.world import World

_DAY = 86_400


def create_app(world: World, base_url: str) -> Starlette:
    """The ASGI application. `base_url` is how people and the product reach it, without a slash at the end."""
    board = Board(world, base_url.rstrip("/"))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        reading = asyncio.create_task(_read_ahead(board))
        yield
        reading.cancel()

    app = Starlette(
        lifespan=lifespan,
        routes=[
            Route("/vacancies", board.api(_search(board))),
            Route("/vacancies/{number}", board.api(_one(board))),
            Route("/areas", board.api(_kept(area_tree))),
            Route("/areas/countries", board.api(_kept(_countries))),
            Route("/areas/{number}", board.api(_area)),
            Route("/dictionaries", board.api(_kept(dictionaries))),
            Route("/professional_roles", board.api(_kept(professional_roles))),
            Route("/employers/{number}", board.api(_employer(board))),
            Route("/vacancy/{number}", _page(board)),
            *control.routes(board),
            Route("/{rest:path}", board.api(lambda _, request_id: answers.not_found(request_id))),
        ],
    )
    app.state.board = board
    return app


async def _read_ahead(board: Board) -> None:
    """Take in the words of all texts between requests, so that the first search by words is not slow."""
    while board.search.index.read(20):
        await asyncio.sleep(0.005)


def _search(board: Board) -> Callable[[Request, str], Response]:
    def handler(request: Request, request_id: str) -> Response:
        try:
            return answers.answer(board.search.answer(request.query_params))
        except TooDeep:
            return answers.too_deep(request_id)
        except BadArgument as problem:
            return answers.bad_argument(request_id, problem.name, problem.description)

    return handler


def _one(board: Board) -> Callable[[Request, str], Response]:
    def handler(request: Request, request_id: str) -> Response:
        body = board.detail(request.path_params["number"])
        return answers.not_found(request_id) if body is None else answers.answer(body)

    return handler


def _employer(board: Board) -> Callable[[Request, str], Response]:
    def handler(request: Request, request_id: str) -> Response:
        employer = employers_by_id().get(request.path_params["number"])
        if employer is None:
            return answers.not_found(request_id)
        count = len(board.search.index.having("employer_id", [employer.id]))
        return answers.answer(employer_page(employer, board.base_url, count))

    return handler


def _area(request: Request, request_id: str) -> Response:
    area = areas_by_id().get(request.path_params["number"])
    return answers.not_found(request_id) if area is None else answers.answer(area)


def _countries() -> list[dict[str, Any]]:
    return [{"id": area["id"], "name": area["name"], "url": f"/areas/{area['id']}"} for area in area_tree()]


def _kept(content: Callable[[], Any]) -> Callable[[Request, str], Response]:
    """A dictionary: an ETag, a day of caching, 304 for a caller that has it."""

    def handler(request: Request, request_id: str) -> Response:
        body = answers.encode(content())
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": f"max-age={_DAY}"}
        known = {
            one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")
        }
        if tag in known or "*" in known:
            return Response(status_code=304, headers=headers)
        return answers.answer(body, headers=headers)

    return handler


def _page(board: Board) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        board.world.catch_up()
        listed = board.world.listed(request.path_params["number"])
        if listed is None:
            return HTMLResponse(missing_page(), 404)
        policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        return HTMLResponse(vacancy_page(listed), headers=policy)

    return endpoint
