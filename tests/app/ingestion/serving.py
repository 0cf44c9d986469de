"""What tests need that kill another process: a board over HTTP, and a database that both processes see."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
from sqlalchemy import delete

from data.db import Database
from data.models import IngestRun, Vacancy

SOURCE = "killed"


@contextmanager
def served(answer: Callable[[httpx.Request], httpx.Response]) -> Iterator[str]:
    """The address of a server that answers as `answer` does."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet an answer

        def do_GET(self) -> None:
            found = answer(httpx.Request("GET", f"http://board.invalid{self.path}"))
            self.send_response(found.status_code)
            self.send_header("Content-Length", str(len(found.content)))
            self.end_headers()
            self.wfile.write(found.content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def committed(url: str) -> Iterator[Database]:
    """Not rolled back: another process must see it. What the source brought is removed in the end."""
    database = Database.from_url(url)
    yield database
    with database.transaction() as session:
        session.execute(delete(Vacancy).where(Vacancy.source == SOURCE))
        session.execute(delete(IngestRun).where(IngestRun.source == SOURCE))
    database.bind.engine.dispose()
