"""The demo board in this process, under a clock moved by hand: for measurements that must know the truth."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import uvicorn

from app.demo import board, server
from app.demo.world import World


@dataclass(frozen=True)
class DemoBoard:
    """What `app.evaluation.month` asks of a board."""

    address: str
    board: board.Board

    def now(self) -> datetime:
        return self.board.world.now

    def advance(self, hours: int) -> None:
        self.board.world.advance(hours)

    def is_open(self, external_id: str) -> bool:
        return self.board.world.status(external_id) == "open"

    def trouble(self, kinds: tuple[str, ...], rate: float) -> None:
        self.board.faults.clear()
        for kind in kinds:
            self.board.faults.add({"kind": kind, "rate": rate, "retry_after": 1, "path": "/vacancies"})


@contextmanager
def demo_board(world: World, port: int) -> Iterator[DemoBoard]:
    """Serve `world`, which should have no clock of its own, on loopback while the block lasts."""
    address = f"http://127.0.0.1:{port}"
    app = server.create_app(world, address)
    options = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
    serving = uvicorn.Server(options)
    thread = threading.Thread(target=serving.run, name="demo board", daemon=True)
    thread.start()
    while not serving.started:
        if not thread.is_alive():
            raise RuntimeError("the demo board did not start")
        time.sleep(0.02)
    try:
        yield DemoBoard(address, app.state.board)
    finally:
        serving.should_exit = True
        thread.join(10)


__all__ = ["DemoBoard", "demo_board"]
