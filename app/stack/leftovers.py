"""Nothing stays behind: find and end every process of a stack, grandchildren included.

Each process of a stack inherits `PODBOR_STACK=<mark>` and `PODBOR_PART` in its environment; /proc shows
them, whatever session or group a process moved to. PR_SET_PDEATHSIG reaches direct children only, so a tiny
watchdog (this file run as a script, standard library only) waits on a pipe for the supervisor's death and
ends the rest.
Without /proc (macOS) only direct children are known.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

MARK = "PODBOR_STACK"
PART = "PODBOR_PART"
_PROC = Path("/proc")


def marked(mark: str, part: str | None = None) -> list[int]:
    """Process ids that carry the mark (and the part's name); never this process or one above it.

    A mark is `HOME#TOKEN`, the token new at each start; `HOME#` alone finds the processes of any start.
    """
    if not _PROC.is_dir():
        return []
    stack = f"{MARK}={mark}".encode()
    named = f"{PART}={part}".encode()
    found = []
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                variables = (entry / "environ").read_bytes().split(b"\0")
                of_stack = any(
                    one == stack or (mark.endswith("#") and one.startswith(stack)) for one in variables
                )
                if of_stack and (part is None or named in variables):
                    found.append(int(entry.name))
    spared = _ancestors() if found else set()
    return [pid for pid in found if pid not in spared]


def _ancestors() -> set[int]:
    line = {os.getpid()}
    pid = os.getpid()
    while pid > 1:
        try:
            pid = int((_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            break
        line.add(pid)
    return line


def end(mark: str, part: str | None = None, *, patience: float = 5.0) -> int:
    """SIGTERM, wait up to `patience` seconds, SIGKILL until none is left; returns how many there were."""
    first = marked(mark, part)
    _signal(first, signal.SIGTERM)
    deadline = time.monotonic() + patience
    left = first
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = _running(marked(mark, part))
    for _ in range(50):  # a dying process may have forked once more
        if not left:
            break
        _signal(left, signal.SIGKILL)
        time.sleep(0.05)
        left = _running(marked(mark, part))
    return len(first)


def _running(pids: list[int]) -> list[int]:
    """Without those that are dead but not yet collected by their parent."""
    alive = []
    for pid in pids:
        with contextlib.suppress(OSError, IndexError):
            if (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z":
                alive.append(pid)
    return alive


def _signal(pids: list[int], number: int) -> None:
    for pid in pids:
        with contextlib.suppress(OSError):
            os.kill(pid, _for_postgres(pid) if number == signal.SIGTERM else number)


def _for_postgres(pid: int) -> int:
    """Postgres waits for its clients on SIGTERM; SIGINT is its "stop now, tidily"."""
    variables = (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
    return signal.SIGINT if f"{PART}=postgres".encode() in variables else signal.SIGTERM


def postmaster_pid(folder: Path) -> int | None:
    """The live Postgres of this data folder; its pid file may name a process that is another's by now."""
    try:
        pid = int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    if _PROC.is_dir():
        try:
            if not (_PROC / str(pid) / "cwd").samefile(folder):
                return None
            state = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return None
        return None if state == "Z" else pid
    return pid


def end_postgres(folder: Path, *, patience: float = 10.0) -> None:
    """End the server of a data folder nobody else may hold: "fast" shutdown, then quit, then kill."""
    for number, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 3.0)):
        pid = postmaster_pid(folder)
        if pid is None:
            return
        with contextlib.suppress(OSError):
            os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and postmaster_pid(folder) is not None:
            time.sleep(0.05)


def watch(mark: str) -> None:
    """Block until the other end of stdin closes: the supervisor's end, however it comes. Then clean."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # it has to outlive what it watches
    while os.read(0, 1):
        pass
    end(mark)


if __name__ == "__main__":
    watch(sys.argv[1])
