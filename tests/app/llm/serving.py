"""A server that answers as told, for what llmock cannot do: cached tokens, refusals, broken bodies."""

from __future__ import annotations

import email
import email.message
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, str, bytes]  # status, content type, body


class Server(ThreadingHTTPServer):
    """`answers` are given one per request, the last one again and again; `asked` and `headers` keep what
    came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.answers: list[Answer] = []
        self.more: dict[str, str] = {"Retry-After": "0"}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        received = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Type"].startswith("multipart/"):
            body = form(self.headers["Content-Type"], received)
        else:
            body = json.loads(received)
        self.server.paths.append(self.path)
        self.server.asked.append(body)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        if self.server.answers:
            answer = self.server.answers.pop(0) if len(self.server.answers) > 1 else self.server.answers[0]
        else:
            answer = vectors(body["input"], body["model"])
        status, kind, content = answer
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in self.server.more.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        made.shutdown()
        thread.join()
        made.server_close()


def form(kind: str, received: bytes) -> dict[str, Any]:
    """The fields of a multipart body; a file as (name, media type, bytes)."""
    message = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + received)
    found: dict[str, Any] = {}
    for part in message.get_payload():
        assert isinstance(part, email.message.Message)
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        name = str(part.get_param("name", header="content-disposition"))
        file_name = part.get_filename()
        found[name] = (file_name, part.get_content_type(), content) if file_name else content.decode()
    return found


def transcription(text: object, usage: object = None) -> Answer:
    """A transcription as OpenAI writes it."""
    found = {"text": text} | ({"usage": usage} if usage is not None else {})
    return 200, "application/json", json.dumps(found, ensure_ascii=False).encode()


def vectors(texts: list[str], model: str) -> Answer:
    """Three numbers a text, in the wrong order."""
    rows = [
        {"object": "embedding", "index": index, "embedding": [float(len(text)), 3.0, 4.0]}
        for index, text in enumerate(texts)
    ]
    usage = {"prompt_tokens": 10, "total_tokens": 10}
    found = {"object": "list", "data": rows[::-1], "model": model, "usage": usage}
    return 200, "application/json", json.dumps(found).encode()


def completion(
    content: str | None, *, finish: str = "stop", refusal: str | None = None, usage: object = ...
) -> Answer:
    """A chat completion as OpenAI writes it."""
    if usage is ...:
        usage = {
            "prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100,
            "prompt_tokens_details": {"cached_tokens": 600},
        }  # fmt: skip
    message = {"role": "assistant", "content": content, "refusal": refusal}
    choices = [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}]
    found = {"id": "c-1", "object": "chat.completion", "created": 1, "model": "m", "choices": choices}
    return 200, "application/json", json.dumps({**found, "usage": usage}).encode()
