from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from openai import OpenAI

from app.llm.embeddings import EmbeddingsUnavailable, RemoteEmbedder


class Server(ThreadingHTTPServer):
    """Speaks the embeddings call; `faults` are answered first, one per request."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict] = []
        self.faults: list[tuple[int, str, str]] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        if self.server.faults:
            self.answer(*self.server.faults.pop(0))
            return
        rows = [
            {"object": "embedding", "index": index, "embedding": [float(len(text)), 3.0, 4.0]}
            for index, text in enumerate(body["input"])
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        found = {"object": "list", "data": rows[::-1], "model": body["model"], "usage": usage}
        self.answer(200, "application/json", json.dumps(found))

    def answer(self, status: int, kind: str, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def embedder(server: Server) -> RemoteEmbedder:
    url = f"http://127.0.0.1:{server.server_port}/v1"
    return RemoteEmbedder("key", model="small", client=OpenAI(api_key="key", base_url=url))


def test_rows_are_normalised_and_in_the_order_of_the_texts(embedder: RemoteEmbedder) -> None:
    rows = embedder.encode(["abc", "", "abcdef\x00\ud800"])
    assert embedder.dimension == 3
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1).tolist() == pytest.approx([1, 0, 1])
    assert rows[0, 0] == pytest.approx(3 / 34**0.5)


def test_batches_and_texts_are_bounded(server: Server, embedder: RemoteEmbedder) -> None:
    embedder.encode(["слово " * 10_000] * 300)
    sizes = [len(body["input"]) for body in server.asked]
    assert sizes == [1, 128, 128, 44]
    assert max(len(text) for body in server.asked for text in body["input"]) <= 1_000


def test_a_passing_fault_is_tried_again(server: Server, embedder: RemoteEmbedder) -> None:
    assert embedder.dimension == 3
    server.faults = [(429, "application/json", "{}")]
    assert embedder.encode(["a"]).shape == (1, 3)


@pytest.mark.parametrize(
    "fault",
    [
        (401, "application/json", "{}"),
        (200, "application/json", "{"),
        (200, "text/html", "<html>"),
        (200, "application/json", "{}"),
        (200, "application/json", '{"data": [], "object": "list", "model": "m"}'),
        (200, "application/json", '{"data": [{"index": 0, "embedding": [1.0, 2.0]}], "object": "list"}'),
        (200, "application/json", '{"data": [{"index": 0, "embedding": ["x"]}], "object": "list"}'),
        (200, "application/json", '{"data": [{"index": 0, "embedding": [NaN, 1, 1]}], "object": "list"}'),
    ],
)
def test_broken_answers_are_one_error(
    server: Server, embedder: RemoteEmbedder, fault: tuple[int, str, str]
) -> None:
    assert embedder.dimension == 3
    server.faults = [fault] * 5
    with pytest.raises(EmbeddingsUnavailable):
        embedder.encode(["a"])


def test_nobody_there_is_the_same_error() -> None:
    client = OpenAI(api_key="k", base_url="http://127.0.0.1:9/v1")
    with pytest.raises(EmbeddingsUnavailable):
        RemoteEmbedder("k", model="text-embedding-3-small", client=client).encode(["a"])
