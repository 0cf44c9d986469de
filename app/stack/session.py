"""Servers for the duration of one command: the running stack's, or the command's own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app import config
from app.config import Settings
from app.stack import health, parts, preflight, state
from app.stack.supervisor import Stack
from data import migrations
from data.errors import InvalidInput

START_SECONDS = 120.0
WAIT_SECONDS = 90.0
_PORTS = {part: needs[0] for part, needs in preflight.NEEDS.items()}


@contextmanager
def needed(names: Iterable[str], *, settings: Settings | None = None) -> Iterator[Settings]:
    """Settings whose servers answer, migrated, until the end of the block.

    `names` are of postgres, chroma, prefect, demo. A running stack is used; otherwise the parts start on the
    same data, on their usual ports when these are free, and stop at the end. While another command does that
    on the same folder, this one waits; InvalidInput when it takes too long. Call from the main thread.
    """
    base = settings or Settings()
    home = base.home.expanduser().absolute()
    base = base.model_copy(update={"home": home, "demo": base.demo or "demo" in names})
    wanted = set(preflight.own_parts(base, names))
    preflight.check_home(home)
    with state.HomeLock(home) as lock:
        running = _lock_or_running(lock, home, wanted)
        if running is not None:
            base = running.settings(base)
            missing = wanted - set(running.parts)
        else:
            missing = wanted
        base = base.model_copy(update=_ports(base, missing))
        stack = Stack(base, missing, kind="command", say=_say)
        stack.check(extra=running is not None)
        with _environment(base, prefect="prefect" in names):
            try:
                if missing:
                    stack.start()
                    stack.wait(missing, seconds=START_SECONDS)
                if base.database_url and "postgres" in names:
                    migrations.upgrade(base.database_url)
                yield base
            finally:
                stack.stop()


def _lock_or_running(lock: state.HomeLock, home: Path, wanted: set[str]) -> state.RunState | None:
    """Takes the lock (None), or returns the stack that holds it once its parts answer."""
    deadline = time.monotonic() + WAIT_SECONDS
    told = False
    while not lock.acquire():
        running = state.read(home)
        if running is not None and running.kind == "up" and _answers(running, home, wanted):
            _refuse_another_version(running, home)
            return running
        if time.monotonic() > deadline:
            raise InvalidInput(
                f"Another podbor is using {home} and its servers do not answer; try again, or stop it first."
            )
        if not told:
            _say(f"another podbor is using {home}; waiting for it")
            told = True
        time.sleep(0.2)
    return None


def _refuse_another_version(running: state.RunState, home: Path) -> None:
    """A stack that is up since before an update has not migrated its database; waiting would not help."""
    given = running.settings(Settings(home=home))
    if running.ready and "postgres" in running.parts and not migrations.at_head(given.database):
        raise InvalidInput(
            f"The podbor that uses {home} was started with another version; stop it and start it again."
        )


def _answers(running: state.RunState, home: Path, wanted: set[str]) -> bool:
    """Whether those of the wanted parts that the stack has are well."""
    given = running.settings(Settings(home=home))
    asks = {
        "postgres": lambda: health.postgres(given.database),
        "chroma": lambda: health.chroma(given.chroma),
        "prefect": lambda: health.prefect(given.prefect_api),
        "demo": lambda: health.http_answers(f"{given.demo_url}/dictionaries"),
    }
    return bool(running.parts) and all(asks[name]() for name in wanted & set(running.parts))


def _ports(settings: Settings, names: Iterable[str]) -> dict[str, int]:
    """The usual port of each part where it is free, another where it is not."""
    chosen = {}
    for name in names:
        usual: int = getattr(settings, _PORTS[name])
        chosen[_PORTS[name]] = usual if preflight.is_free(usual) else preflight.free_port()
    return chosen


@contextmanager
def _environment(settings: Settings, *, prefect: bool) -> Iterator[None]:
    """Code that reads settings by itself (flows, children) sees the same servers."""
    given = {name: value for name, value in parts.environment(settings).items() if name.startswith("PODBOR_")}
    if prefect:
        given |= parts.prefect_client_environment(settings)
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    config.settings.cache_clear()
    try:
        yield
    finally:
        for name, value in before.items():
            with suppress(KeyError):
                del os.environ[name]
            if value is not None:
                os.environ[name] = value
        config.settings.cache_clear()


def _say(text: str) -> None:
    sys.stderr.write(f"podbor: {text}\n")
