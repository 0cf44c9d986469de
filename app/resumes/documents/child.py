"""The child process: limits first, then one document from stdin to JSON lines on stdout.

Lines `{"done": 1, "pages": 3}` tell the progress of a scan; the last line is `{"text": ...}` or
`{"code": ..., "details": {...}}`."""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
from pathlib import Path

from app.resumes.documents.limits import (
    CONVERTER_FILE_BYTES,
    CONVERTER_MEMORY_BYTES,
    CPU_SECONDS,
    MAX_TEXT_CHARACTERS,
    MEMORY_BYTES,
    MIN_LETTERS,
    SCAN_WALL_SECONDS,
    Progress,
    Refused,
    too_little,
)

_READERS = {"json": "jsonresume", "text": "plain"}
_NICE = 5  # people who wait for a page come first
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # flags of unshare(2)


def main() -> None:
    """`sys.argv[1]`, when given, is the folder in which a converter may write."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    _limit(converting=folder is not None)
    try:
        answer: dict[str, object] = {"text": text_of(sys.stdin.buffer.read(), _tell, folder)}
    except Refused as refusal:
        answer = {"code": refusal.code, "details": refusal.details}
    except (MemoryError, RecursionError):
        answer = {"code": "document_bomb", "details": {}}
    _say(answer)


def text_of(data: bytes, progress: Progress, folder: Path | None = None) -> str:
    """The document's text; raises `Refused`."""
    from app.resumes.documents.kinds import kind_of  # after the limits are in force

    kind = kind_of(data)
    reader = importlib.import_module(f"app.resumes.documents.{_READERS.get(kind, kind)}")
    if kind == "text":
        text: str = reader.decode(data)
    elif kind == "pdf":
        text = reader.read(data, progress)
    elif kind == "doc":
        text = reader.read(data, folder)
    else:
        text = reader.read(data)
    text = text[:MAX_TEXT_CHARACTERS].encode("utf-8", "ignore").decode("utf-8")
    if sum(character.isalpha() for character in text) < MIN_LETTERS:
        raise Refused("document_no_text" if kind in ("pdf", "doc") else too_little(text))
    return text


def _limit(converting: bool) -> None:
    memory = CONVERTER_MEMORY_BYTES if converting else MEMORY_BYTES
    files = CONVERTER_FILE_BYTES if converting else 0
    for what, soft, hard in (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0, files),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, 256, 256),
    ):
        resource.setrlimit(what, (soft, hard))
    signal.alarm(SCAN_WALL_SECONDS)  # also when nobody is left to stop us
    os.nice(_NICE)
    sys.addaudithook(_no_network)
    if sys.platform == "linux" and not converting:
        # without a network at all where the kernel lets us; LibreOffice does not start there
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)


def _no_network(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo")):
        raise Refused("document_broken")


def _tell(done: int, pages: int) -> None:
    _say({"done": done, "pages": pages})


def _say(answer: dict[str, object]) -> None:
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()
