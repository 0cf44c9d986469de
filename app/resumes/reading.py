"""A résumé file to normalised text. Every file is read in a child process with bounds, because pdfium can be
made to abort or to eat memory by a hostile file."""

from __future__ import annotations

import re

from app.resumes.documents import bounded
from app.resumes.documents.limits import MAX_FILE_BYTES, MAX_PAGES, Progress, Refused
from app.resumes.split_ranges import join_ranges
from app.taxonomy.words import normalise
from data.errors import UnreadableDocument

_MESSAGES = {
    "document_empty": "The file is empty.",
    "document_too_big": "The file is larger than {limit_mb} MB.",
    "document_too_long": "The document has {pages} pages; a résumé may have up to {limit}.",
    "document_encrypted": "The document is protected by a password; save it without one.",
    "document_broken": "The document is damaged and cannot be read.",
    "document_is_image": "This is a picture; upload the résumé as PDF, DOCX or text.",
    "document_no_text": "No text was found in the document; upload one with selectable text.",
    "document_too_little": "There is too little text in the document to read anything from it.",
    "document_scan": "The document is a scan, and Tesseract, which reads scans, is not installed here; "
    "upload one with selectable text.",
    "document_fonts": "The fonts of the document hide its letters; save it as DOCX or text.",
    "document_doc": "Old Word files (.doc) cannot be read here; save it as DOCX or PDF.",
    "document_unsupported": "This kind of file is not supported; upload PDF, DOCX, ODT, RTF or text.",
    "document_bomb": "The document unpacks to far more than a résumé needs and was refused.",
    "document_timeout": "Reading the document took too long and was stopped.",
}

#: a gap as wide as this sets columns apart in plain text
_COLUMNS = re.compile(r"(?<=\S) {3,}(?=\S)")


def unreadable(code: str, **details: object) -> UnreadableDocument:
    """The error for a code, with its English sentence."""
    facts: dict[str, object] = {
        "limit_mb": MAX_FILE_BYTES // 2**20,
        "pages": "?",
        "limit": MAX_PAGES,
        **details,
    }
    return UnreadableDocument(_MESSAGES[code].format(**facts), code=code, **facts)


def read_document(data: bytes, file_name: str, *, on_progress: Progress | None = None) -> str:
    """Normalised lines of the document; raises `UnreadableDocument`. The kind is told by content, so
    `file_name` only serves messages. `on_progress` is called with (pages done, pages) of a scan."""
    if not data:
        raise unreadable("document_empty")
    if len(data) > MAX_FILE_BYTES:
        raise unreadable("document_too_big")
    try:
        text = join_ranges(normalise(_COLUMNS.sub("\t", bounded.text_of(data, on_progress))))
    except Refused as refusal:
        raise unreadable(refusal.code, file=file_name, **refusal.details) from refusal
    if not any(character.isalpha() for character in text):
        raise unreadable("document_no_text")
    return text
