"""Raw payloads as they came: compressed files named by the SHA-256 of their bytes.

A file appears whole or not at all (written beside, then renamed), and the same bytes are kept once, so
putting a payload again costs one look at the disk.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
from pathlib import Path

import zstandard

from data.errors import ArchiveUnavailable, InvalidInput, NotFound

MAX_BYTES = 32 * 1024 * 1024
_NAME = re.compile(r"[0-9a-f]{64}")


class Archive:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, payload: bytes) -> str:
        """Keep `payload`, give its SHA-256 in hex. Raises InvalidInput above 32 MB, ArchiveUnavailable."""
        if len(payload) > MAX_BYTES:
            raise InvalidInput(f"A payload of {len(payload)} bytes is not archived.", code="payload_too_big")
        name = hashlib.sha256(payload).hexdigest()
        target = self._path(name)
        try:
            if not target.exists() or not target.stat().st_size:  # a power cut leaves names without bytes
                self._write(target, payload)
        except OSError as error:
            full = error.errno == errno.ENOSPC
            raise ArchiveUnavailable(
                f"The archive in {self.folder} cannot be written: {error.strerror}.",
                code="disk_full" if full else None,
            ) from error
        return name

    @staticmethod
    def _write(target: Path, payload: bytes) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(zstandard.ZstdCompressor(level=3).compress(payload))
            Path(scratch).replace(target)
        except BaseException:
            Path(scratch).unlink(missing_ok=True)
            raise

    def get(self, sha256: str) -> bytes:
        """The bytes put under this name. Raises NotFound when absent or damaged."""
        if not _NAME.fullmatch(sha256):
            raise NotFound("No such payload.")
        try:
            packed = self._path(sha256).read_bytes()
            payload = zstandard.ZstdDecompressor().decompress(packed, max_output_size=MAX_BYTES)
        except FileNotFoundError as error:
            raise NotFound("No such payload.") from error
        except zstandard.ZstdError as error:
            raise NotFound("The archived payload is damaged.", code="payload_damaged") from error
        if hashlib.sha256(payload).hexdigest() != sha256:
            raise NotFound("The archived payload is damaged.", code="payload_damaged")
        return payload

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / f"{sha256}.zst"
