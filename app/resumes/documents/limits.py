"""Bounds of reading, and the one way a reader refuses."""

from __future__ import annotations

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_PAGES = 30
MAX_PART_BYTES = 20 * 1024 * 1024  # one unpacked part of an archive
MAX_ARCHIVE_ENTRIES = 5_000
MAX_TEXT_CHARACTERS = 600_000
MIN_LETTERS = 20  # fewer say nothing about a person
MEMORY_BYTES = 1024**3
CPU_SECONDS = 20


class Refused(Exception):
    """`code` is one of `data.errors.UnreadableDocument`'s codes."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
