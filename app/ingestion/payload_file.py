"""A file of raw payloads, one JSON object a line, plain or gzipped, read with a bounded appetite."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from data.errors import InvalidInput

MAX_LINE = 5 * 1024 * 1024
MAX_LINES = 5_000_000


@dataclass(frozen=True)
class BadLine:
    """A line that holds no object. Its bytes are not kept: nobody can tell what is in them."""

    number: int
    reason: str
    sha256: str


def records(path: Path) -> Iterator[dict[str, Any] | BadLine]:
    """The objects of a `.jsonl` or `.jsonl.gz` file; an array on a line counts as its elements.

    Raises InvalidInput when the file cannot be read.
    """
    try:
        with _opened(path) as file:
            for number in range(1, MAX_LINES + 1):
                line = file.readline(MAX_LINE + 1)
                if not line:
                    return
                yield from _objects(number, line, file)
    except (OSError, EOFError, zlib.error) as error:
        raise InvalidInput(f"{path.name} cannot be read: {error}", code="file_unreadable") from error


def sha256_of(path: Path) -> str:
    """Of the file as it lies there. Raises InvalidInput when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InvalidInput(f"{path.name} cannot be read: {error}", code="file_unreadable") from error


def _opened(path: Path) -> IO[bytes]:
    """The caller closes it."""
    with path.open("rb") as probe:
        zipped = probe.read(2) == b"\x1f\x8b"
    opener: Any = gzip.open if zipped else open
    return opener(path, "rb")  # type: ignore[no-any-return]


def _objects(number: int, line: bytes, file: IO[bytes]) -> Iterator[dict[str, Any] | BadLine]:
    if len(line) > MAX_LINE:
        digest = hashlib.sha256(line)
        while line and not line.endswith(b"\n"):
            line = file.readline(MAX_LINE)
            digest.update(line)
        yield BadLine(number, "line_too_long", digest.hexdigest())
        return
    if not line.strip():
        return
    try:
        found = json.loads(line.lstrip(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        yield BadLine(number, "line_not_json", hashlib.sha256(line).hexdigest())
        return
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, dict):
            yield one
        else:
            yield BadLine(number, "line_not_an_object", hashlib.sha256(line).hexdigest())
