"""A résumé file to normalised text. Every file is read in a child process with bounds, because pdfium can be
made to abort or to eat memory by a hostile file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from app.resumes.documents.limits import MAX_FILE_BYTES, MAX_PAGES
from app.resumes.split_ranges import join_ranges
from app.taxonomy.words import normalise
from data.errors import UnreadableDocument

_ROOT = str(Path(__file__).resolve().parents[2])
_CHILD = f"import sys; sys.path.insert(0, {_ROOT!r}); from app.resumes.documents.child import main; main()"
_WALL_SECONDS = 25
_MESSAGES = {
    "document_empty": "The file is empty.",
    "document_too_big": "The file is larger than {limit_mb} MB.",
    "document_too_long": "The document has {pages} pages; a résumé may have up to {limit}.",
    "document_encrypted": "The document is protected by a password; save it without one.",
    "document_broken": "The document is damaged and cannot be read.",
    "document_is_image": "This is a picture; upload the résumé as PDF, DOCX or text.",
    "document_no_text": "No text was found in the document (a scan?); upload one with selectable text.",
    "document_unsupported": "This kind of file is not supported; upload PDF, DOCX, HTML, TXT or MD.",
    "document_bomb": "The document unpacks to far more than a résumé needs and was refused.",
    "document_timeout": "Reading the document took too long and was stopped.",
}


def unreadable(code: str, **details: object) -> UnreadableDocument:
    """The error for a code, with its English sentence."""
    facts: dict[str, object] = {
        "limit_mb": MAX_FILE_BYTES // 2**20,
        "pages": "?",
        "limit": MAX_PAGES,
        **details,
    }
    return UnreadableDocument(_MESSAGES[code].format(**facts), code=code, **facts)


#: What the child that opens a stranger's file may know of our environment: no secret is among it.
_INHERITED = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")


def read_document(data: bytes, file_name: str) -> str:
    """Normalised lines of the document; raises `UnreadableDocument`. The kind is told by content, so
    `file_name` only serves messages."""
    if not data:
        raise unreadable("document_empty")
    if len(data) > MAX_FILE_BYTES:
        raise unreadable("document_too_big")
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-c", _CHILD], input=data, capture_output=True, timeout=_WALL_SECONDS,
            env={name: os.environ[name] for name in _INHERITED if name in os.environ},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise unreadable("document_timeout", file=file_name) from error
    if child.returncode != 0:  # aborted by pdfium, by the memory limit or by the processor limit
        raise unreadable("document_timeout" if child.returncode in (-24, -9) else "document_broken")
    answer = json.loads(child.stdout)
    if "code" in answer:
        raise unreadable(answer["code"], **answer["details"])
    text = join_ranges(normalise(answer["text"]))
    if not any(character.isalpha() for character in text):
        raise unreadable("document_no_text")
    return text
