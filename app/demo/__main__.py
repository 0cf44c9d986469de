"""`python -m app.demo`: the demo board as a process of its own."""

from __future__ import annotations

import argparse
from datetime import datetime

import uvicorn

from app.demo.churn import MOSCOW
from app.demo.server import create_app
from app.demo.world import DEFAULT_SEED, DEFAULT_SIZE, World


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="app.demo", description="A board of invented vacancies.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8190)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--size", type=int, default=DEFAULT_SIZE, help="open vacancies, 1 to 200,000")
    parser.add_argument("--start", type=datetime.fromisoformat, help="hour to stand still at, ISO 8601")
    parser.add_argument("--base-url", help="how the board is reached; default http://HOST:PORT")
    options = parser.parse_args(arguments)
    shown_host = "127.0.0.1" if options.host in {"0.0.0.0", "::"} else options.host  # noqa: S104
    base_url = options.base_url or f"http://{shown_host}:{options.port}"
    if options.start:
        start = options.start if options.start.tzinfo else options.start.replace(tzinfo=MOSCOW)
        world = World(options.seed, options.size, start=start)
    else:
        world = World(
            options.seed,
            options.size,
            start=datetime.now(MOSCOW),
            clock=lambda: datetime.now(MOSCOW),
        )
    uvicorn.run(
        create_app(world, base_url),
        host=options.host,
        port=options.port,
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
