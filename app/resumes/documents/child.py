"""The child process: limits first, then one document from stdin to JSON on stdout."""

from __future__ import annotations

import importlib
import json
import resource
import sys

from app.resumes.documents.limits import (
    CPU_SECONDS,
    MAX_TEXT_CHARACTERS,
    MEMORY_BYTES,
    MIN_LETTERS,
    Refused,
)

_READERS = {"json": "jsonresume", "text": "plain"}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer: dict[str, object] = {"text": text_of(sys.stdin.buffer.read())}
    except Refused as refusal:
        answer = {"code": refusal.code, "details": refusal.details}
    except (MemoryError, RecursionError):
        answer = {"code": "document_bomb", "details": {}}
    sys.stdout.write(json.dumps(answer))


def text_of(data: bytes) -> str:
    """The document's text; raises `Refused`."""
    from app.resumes.documents.kinds import kind_of  # after the limits are in force

    kind = kind_of(data)
    reader = importlib.import_module(f"app.resumes.documents.{_READERS.get(kind, kind)}")
    text: str = reader.decode(data) if kind == "text" else reader.read(data)
    text = text[:MAX_TEXT_CHARACTERS].encode("utf-8", "ignore").decode("utf-8")
    letters = sum(character.isalpha() for character in text)
    if letters < MIN_LETTERS:
        raise Refused("document_no_text" if kind == "pdf" or letters else "document_empty")
    return text
