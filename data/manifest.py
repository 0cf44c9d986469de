"""One small JSON file that says which of the files beside it count, replaced as a whole when they change."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")


def read_manifest(file: Path, version: int) -> dict[str, Any] | None:
    """What it says; None when it is not there, cannot be read or is of another version."""
    try:
        found = json.loads(file.read_text())
        if found.pop("version") != version:
            return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return dict(found)


def write_manifest(file: Path, version: int, values: Mapping[str, Any]) -> None:
    """Readers see all of it or what was there before, and that it is another even where it says the same."""
    scratch = file.with_suffix(".new")
    scratch.write_text(json.dumps({"version": version, **values}))
    now = time.time_ns()  # file systems tell time in steps of some milliseconds, and give inodes out again
    os.utime(scratch, ns=(now, now))
    scratch.replace(file)


class Latest(Generic[T]):
    """What a manifest stands for, opened again only when it was replaced: the same object until then."""

    def __init__(self, file: Path, opened: Callable[[], T | None]) -> None:
        """`opened` reads the manifest and opens what it names; what it raises goes to who asked, and the
        next one tries again."""
        self._file, self._open = file, opened
        self._lock = threading.Lock()
        self._now: tuple[tuple[int, int], T | None] | None = None

    def now(self) -> T | None:
        """None when there is no manifest, or nothing of use in it."""
        try:
            status = self._file.stat()
        except OSError:
            return None
        stamp = (status.st_ino, status.st_mtime_ns)
        with self._lock:
            if self._now is None or self._now[0] != stamp:
                self._now = (stamp, self._open())
            return self._now[1]
