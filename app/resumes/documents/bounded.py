"""Runs the child process: bounded in time and in what it may say, and never left behind."""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from app.resumes.documents.kinds import is_compound
from app.resumes.documents.limits import MAX_ANSWER_BYTES, SCAN_WALL_SECONDS, WALL_SECONDS, Progress, Refused

_log = logging.getLogger(__name__)
_ROOT = str(Path(__file__).resolve().parents[3])
_CHILD = f"import sys; sys.path.insert(0, {_ROOT!r}); from app.resumes.documents.child import main; main()"
#: What the child that opens a stranger's file may know of our environment: no secret is among it.
_INHERITED = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT", "TESSDATA_PREFIX")
#: More children than processors would only wait for each other, and all pages for them.
_SLOTS = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))
_KILLED = (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGALRM)


def text_of(data: bytes, on_progress: Progress | None) -> str:
    """The text of a file, read in a child process; raises `Refused`. `on_progress` hears of a scan's pages
    in the calling thread; what it raises ends the child."""
    if not _SLOTS.acquire(timeout=SCAN_WALL_SECONDS):
        raise Refused("document_timeout")
    try:
        answer = _answer(data, on_progress or (lambda _done, _pages: None))
    finally:
        _SLOTS.release()
    if "code" in answer:
        raise Refused(str(answer["code"]), **answer["details"])
    return str(answer["text"])


def _answer(data: bytes, on_progress: Progress) -> dict[str, Any]:
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile(prefix="podbor-resume-"))
        file.write(data)
        file.seek(0)
        command = [sys.executable, "-I", "-c", _CHILD]
        if is_compound(data):
            command.append(stack.enter_context(tempfile.TemporaryDirectory(prefix="podbor-resume-")))
        child = stack.enter_context(_child(command, file.fileno()))
        assert child.stdout is not None
        answer: dict[str, Any] = {}
        for line in _said(child.stdout.fileno()):
            try:
                answer = json.loads(line)
            except ValueError as error:  # died in the middle of a word
                raise Refused("document_broken") from error
            if "done" in answer:
                on_progress(int(answer["done"]), int(answer["pages"]))
        code = child.wait(WALL_SECONDS)
    if code != 0 or not ("text" in answer or "code" in answer):
        # aborted by pdfium, by the memory limit or by the processor limit
        _log.warning("the reader of a document ended with %s", code)
        raise Refused("document_timeout" if code in _KILLED else "document_broken")
    return answer


@contextmanager
def _child(command: list[str], stdin: int) -> Iterator[subprocess.Popen[bytes]]:
    """The child in a group of its own; the group (Tesseract, converters) ends with the block."""
    child = subprocess.Popen(
        command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        env={name: os.environ[name] for name in _INHERITED if name in os.environ},
    )  # fmt: skip
    try:
        yield child
    finally:
        with suppress(ProcessLookupError, PermissionError):  # all have ended; macOS refuses a zombie's group
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def _said(pipe: int, clock: Callable[[], float] = time.monotonic) -> Iterator[bytes]:
    """Lines as they come. A child that says nothing for `WALL_SECONDS`, goes on past `SCAN_WALL_SECONDS` or
    says too much is refused."""
    end = clock() + SCAN_WALL_SECONDS
    quiet = clock() + WALL_SECONDS
    said = 0
    rest = bytearray()
    while True:
        left = min(end, quiet) - clock()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            raise Refused("document_timeout")
        part = os.read(pipe, 1 << 16)
        said += len(part)
        if said > MAX_ANSWER_BYTES:
            raise Refused("document_bomb")
        rest += part
        while (cut := rest.find(b"\n")) >= 0:
            yield bytes(rest[:cut])
            del rest[: cut + 1]
            quiet = clock() + WALL_SECONDS
        if not part:
            if rest:
                yield bytes(rest)
            return
