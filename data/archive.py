"""Raw payloads as they came: compressed files named by the SHA-256 of their bytes.

A file appears whole or not at all, and the same bytes are kept once, so putting a payload again costs one
look. They lie in a local folder (written beside, then renamed) or on a store that speaks S3
(`data.archive_s3`).
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Protocol

import zstandard

from data.errors import ArchiveUnavailable, InvalidInput, NotFound

MAX_BYTES = 32 * 1024 * 1024
_NAME = re.compile(r"[0-9a-f]{64}")


class Store(Protocol):
    """Where files lie; `name` is a relative path of harmless characters. Every call raises
    ArchiveUnavailable when the place does not answer."""

    def has(self, name: str) -> bool:
        """Whether there is such a file with bytes in it."""
        ...

    def write(self, name: str, packed: bytes) -> None:
        """All of it or nothing, over whatever was there."""
        ...

    def read(self, name: str) -> bytes | None:
        """None when there is no such file."""
        ...

    def delete(self, name: str) -> None:
        """Also when there is no such file."""
        ...


class Archive:
    def __init__(self, place: Path | Store) -> None:
        self.store: Store = Folder(place) if isinstance(place, Path) else place

    def put(self, payload: bytes) -> str:
        """Keep `payload`, give its SHA-256 in hex. Raises InvalidInput above 32 MB, ArchiveUnavailable."""
        if len(payload) > MAX_BYTES:
            raise InvalidInput(f"A payload of {len(payload)} bytes is not archived.", code="payload_too_big")
        name = hashlib.sha256(payload).hexdigest()
        if not self.store.has(_path(name)):
            self.store.write(_path(name), zstandard.ZstdCompressor(level=3).compress(payload))
        return name

    def get(self, sha256: str) -> bytes:
        """The bytes put under this name. Raises NotFound when absent or damaged, ArchiveUnavailable."""
        if not _NAME.fullmatch(sha256):
            raise NotFound("No such payload.")
        packed = self.store.read(_path(sha256))
        if packed is None:
            raise NotFound("No such payload.")
        try:
            payload = zstandard.ZstdDecompressor().decompress(packed, max_output_size=MAX_BYTES)
        except zstandard.ZstdError as error:
            raise NotFound("The archived payload is damaged.", code="payload_damaged") from error
        if hashlib.sha256(payload).hexdigest() != sha256:
            raise NotFound("The archived payload is damaged.", code="payload_damaged")
        return payload

    def forget(self, sha256: str) -> None:
        """Delete what was put under this name, if anything was. Raises ArchiveUnavailable."""
        if _NAME.fullmatch(sha256):
            self.store.delete(_path(sha256))


class Folder:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, name: str) -> bool:
        try:
            return (self.folder / name).stat().st_size > 0  # a power cut leaves names without bytes
        except FileNotFoundError:
            return False
        except OSError as error:
            raise self._broken(error) from error

    def write(self, name: str, packed: bytes) -> None:
        target = self.folder / name
        try:
            handle, scratch = self._scratch(target.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(packed)
                Path(scratch).replace(target)
            except BaseException:
                Path(scratch).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise self._broken(error) from error

    @staticmethod
    def _scratch(folder: Path) -> tuple[int, str]:
        try:
            return tempfile.mkstemp(dir=folder, prefix=".new-")
        except FileNotFoundError:  # the first of its kind
            folder.mkdir(parents=True, exist_ok=True)
            return tempfile.mkstemp(dir=folder, prefix=".new-")

    def read(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._broken(error) from error

    def delete(self, name: str) -> None:
        try:
            (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise self._broken(error) from error

    def _broken(self, error: OSError) -> ArchiveUnavailable:
        return ArchiveUnavailable(
            f"The archive in {self.folder} cannot be used: {error.strerror}.",
            code="disk_full" if error.errno == errno.ENOSPC else None,
        )


def _path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}.zst"
