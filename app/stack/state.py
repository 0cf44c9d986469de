"""Who holds a data folder, and where its servers listen: a lock that dies with its holder, and run.json."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from app.config import Settings

PORTS = ("web_port", "prefect_port", "chroma_port", "pg_port", "demo_port")
URLS = ("database_url", "chroma_url", "prefect_api_url")


@dataclass(frozen=True)
class RunState:
    """What a running stack says about itself in HOME/run.json."""

    pid: int
    kind: str  # "up", or the command that started parts for its own duration
    ready: bool
    host: str
    ports: dict[str, int]
    parts: dict[str, int]  # name -> process id
    external: list[str] = field(default_factory=list)  # names of URL settings that replace a part

    def settings(self, base: Settings) -> Settings:
        """`base` with the ports the stack really uses."""
        return base.model_copy(update={**self.ports, "host": self.host})


def read(home: Path) -> RunState | None:
    """What run.json says, or None; whether it is still true only the lock knows."""
    try:
        raw: dict[str, Any] = json.loads((home / "run.json").read_text())
        return RunState(**raw)
    except (OSError, ValueError, TypeError):
        return None


def write(home: Path, state: RunState) -> None:
    scratch = home / "run.json.new"
    scratch.write_text(json.dumps(asdict(state), indent=1))
    scratch.replace(home / "run.json")


def forget(home: Path) -> None:
    (home / "run.json").unlink(missing_ok=True)


class HomeLock:
    """One stack per data folder. flock: the kernel lets go when the holder dies, also by kill -9."""

    def __init__(self, home: Path) -> None:
        self._path = home / "run.lock"
        self._handle: int | None = None

    def acquire(self) -> bool:
        """Take it without waiting; False when another process holds it."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> HomeLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def held(home: Path) -> bool:
    """Whether a stack holds the folder now."""
    if not (home / "run.lock").exists():
        return False
    with HomeLock(home) as lock:
        return not lock.acquire()
