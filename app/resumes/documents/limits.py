"""Bounds of reading, and the one way a reader refuses."""

from __future__ import annotations

from collections.abc import Callable

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_PAGES = 30
MAX_SCANNED_PAGES = 10  # pages of pictures; each takes seconds
MAX_PART_BYTES = 20 * 1024 * 1024  # one unpacked part of an archive
MAX_ARCHIVE_ENTRIES = 5_000
MAX_TEXT_CHARACTERS = 600_000
MAX_ANSWER_BYTES = 4 * MAX_TEXT_CHARACTERS  # UTF-8 of the longest text, and its frame
MIN_LETTERS = 20  # fewer say nothing about a person
MIN_SCAN_LETTERS = 200  # a document of pictures with fewer letters than this is read as a scan
MEMORY_BYTES = 1024**3
CONVERTER_MEMORY_BYTES = 4 * 1024**3  # address space; LibreOffice maps far more than it uses
CONVERTER_FILE_BYTES = 64 * 1024 * 1024
CPU_SECONDS = 20
WALL_SECONDS = 25  # without a word from the child: it says each page of a scan
SCAN_WALL_SECONDS = 240
SCAN_PAGE_SECONDS = 20
CONVERTER_SECONDS = 20

#: told (pages done, pages of the scan)
Progress = Callable[[int, int], None]


class Refused(Exception):
    """`code` is one of `data.errors.UnreadableDocument`'s codes."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def too_little(text: str) -> str:
    """The code for a text of fewer letters than `MIN_LETTERS`: nothing at all, no letters, a word or two."""
    if not text.strip():
        return "document_empty"
    return "document_too_little" if any(map(str.isalpha, text)) else "document_no_text"
