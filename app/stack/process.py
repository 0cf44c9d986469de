"""One child process: own session, own bounded log file, told by the kernel when its parent dies."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.stack import leftovers

_PR_SET_PDEATHSIG = 1
LOG_LIMIT = 8 * 1024 * 1024  # bytes of one log file; one older file is kept


def die_with_parent(signal_number: int = signal.SIGTERM) -> Callable[[], None]:
    """A `preexec_fn`: the kernel signals the child when the thread that started it ends (Linux)."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    parent = os.getpid()

    def apply() -> None:
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, signal_number)
            if os.getppid() != parent:  # it died before we asked
                os._exit(1)

    return apply


def spawn(
    command: Sequence[str | Path],
    log: Path,
    *,
    environment: Mapping[str, str] | None = None,
    parent_death: int = signal.SIGTERM,
    prepare: Callable[[], object] | None = None,
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start a child from the main thread; `prepare` runs in it before the program is loaded."""
    follow = die_with_parent(parent_death)

    def before_exec() -> None:
        if prepare is not None:
            prepare()
        follow()  # last: a change of identity resets it

    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as sink:
        return subprocess.Popen(
            command, stdout=sink, stderr=sink, stdin=subprocess.DEVNULL, start_new_session=True,
            env=None if environment is None else dict(environment), preexec_fn=before_exec, **options,
        )  # fmt: skip


def start_watchdog(mark: str) -> subprocess.Popen[bytes]:
    """Ends what carries the mark when this process ends, however it ends. Close its stdin to let it go."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", leftovers.__file__, mark],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, env={"PATH": os.defpath},
    )  # fmt: skip


def stop(process: subprocess.Popen[bytes], number: int = signal.SIGTERM, *, patience: float = 10.0) -> None:
    """Ask, wait, insist."""
    if process.poll() is not None:
        return
    process.send_signal(number)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


def bound_log(log: Path, *, limit: int = LOG_LIMIT) -> None:
    """Past the limit the text moves to NAME.log.1 and the file is emptied; children append and go on."""
    try:
        if log.stat().st_size <= limit:
            return
        with log.open("rb") as source:
            source.seek(-limit, os.SEEK_END)
            log.with_name(log.name + ".1").write_bytes(source.read(limit))
        os.truncate(log, 0)
    except OSError:
        return  # the disk may be full; logging must not take the stack down
