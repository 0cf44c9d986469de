"""`podbor up`: start everything, print the addresses, stay until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path

from app.config import Settings
from app.stack import parts, state
from app.stack.supervisor import Stack
from data.errors import InvalidInput

READY_SECONDS = 180.0
LOCK_SECONDS = 60.0


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="run the demo board even if PODBOR_DEMO is off")
    parser.add_argument(
        "--only", metavar="PART,…", help=f"start only these parts of: {', '.join(parts.ORDER)} (for servers)"
    )


def run(options: argparse.Namespace) -> int:
    settings = Settings()
    update: dict[str, object] = {"home": settings.home.expanduser().absolute()}
    if options.demo:
        update["demo"] = True
    settings = settings.model_copy(update=update)
    names = options.only.split(",") if options.only else list(parts.ORDER)
    if unknown := set(names) - set(parts.ORDER):
        raise InvalidInput(f"No such part: {', '.join(sorted(unknown))}; there are {', '.join(parts.ORDER)}.")
    stack = Stack(settings, names, kind="up", say=_warn)
    stopped = _Stopped()
    lock = _lock(settings.home)
    if lock is None:
        return 0
    with lock:
        began = time.monotonic()
        stack.check()
        try:
            stack.start()
            _tell_progress(stack, stopped, began)
            while not stopped:
                stack.tick()
                time.sleep(0.2)
        finally:
            print("Stopping …", file=sys.stderr)
            ended = time.monotonic()
            stack.stop()
            print(f"Stopped in {time.monotonic() - ended:.1f} s.", file=sys.stderr)
    return 0


class _Stopped:
    """True once somebody asked us to stop."""

    def __init__(self) -> None:
        self._asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: object) -> None:
        self._asked = True

    def __bool__(self) -> bool:
        return self._asked


def _lock(home: Path) -> state.HomeLock | None:
    """The folder's lock; None when a stack is running there already, whose addresses are then printed."""
    if not home.exists():
        Stack(Settings(home=home), [], kind="up", say=_warn).check(extra=True)
    lock = state.HomeLock(home)
    deadline = time.monotonic() + LOCK_SECONDS
    told = False
    while not _acquire(lock, home):
        running = state.read(home)
        if running is not None and running.kind == "up":
            print(f"Podbor is already running (process {running.pid}, data in {home}).")
            _addresses(running.settings(Settings(home=home)), list(running.parts))
            return None
        if time.monotonic() > deadline:
            raise InvalidInput(f"Another podbor command is using {home}; try again when it has finished.")
        if not told:
            _warn(f"another podbor command is using {home}; waiting for it")
            told = True
        time.sleep(0.2)
    return lock


def _acquire(lock: state.HomeLock, home: Path) -> bool:
    try:
        return lock.acquire()
    except OSError as error:
        raise InvalidInput(
            f"The data folder {home} cannot be written ({error.strerror}); choose another with PODBOR_HOME."
        ) from error


def _tell_progress(stack: Stack, stopped: _Stopped, began: float) -> None:
    """Say when the pages answer, then when all is up; what is late is named and goes on being tried."""
    go_on = lambda: not stopped  # noqa: E731
    print(f"Podbor is starting; data in {stack.settings.home} …", file=sys.stderr)
    first = [name for name in ("postgres", "chroma", "web") if name in stack.names]
    if not stack.wait(first, seconds=READY_SECONDS, go_on=go_on):
        return
    if "web" in stack.names:
        print(
            f"The pages answer after {time.monotonic() - began:.1f} s: {parts.web_url(stack.settings)}",
            flush=True,
        )
    late = [name for name in stack.names if name not in first]
    while late and not stopped:
        late = [name for name in late if stack.ready_after(name) is None]
        if time.monotonic() - began > READY_SECONDS:
            _warn(f"still not up: {', '.join(late)}; see {stack.settings.home / 'logs'}; I go on trying")
            return
        stack.tick()
        time.sleep(0.1)
    if not stopped:
        print(f"All parts are up after {time.monotonic() - began:.1f} s.")
        _addresses(stack.settings, stack.names)
        print("Ctrl-C stops everything.", flush=True)


def _addresses(settings: Settings, names: list[str]) -> None:
    lines = [
        ("Pages", parts.web_url(settings), "web"),
        ("Prefect", settings.prefect_api.removesuffix("/api"), "prefect"),
        ("Chroma", settings.chroma, "chroma"),
        ("Postgres", settings.database, "postgres"),
        ("Demo board", settings.demo_url, "demo"),
    ]
    for label, address, name in lines:
        if name in names:
            print(f"  {label:<11}{address}")
    if "demo" in names:
        print(
            "  The vacancies of the demo board are invented; for live ones see PODBOR_HH_TOKEN in the README."
        )
    if "web" in names and settings.host not in ("127.0.0.1", "localhost", "::1"):
        _warn(f"the pages listen on {settings.host}: whoever reaches this address uses them as you")
    sys.stdout.flush()


def _warn(text: str) -> None:
    print(f"podbor: {text}", file=sys.stderr, flush=True)
