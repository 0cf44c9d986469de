"""PDF through pdfminer, which asks the embedded font itself when a font has no map to Unicode. Slow (about
90 ms a page) and apart in columns, so only for what pdfium cannot read."""

from __future__ import annotations

import io
import struct

from pdfminer.high_level import extract_text
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

from app.resumes.documents.limits import MAX_PAGES, MAX_TEXT_CHARACTERS

#: how pdfminer ends on damaged fonts and streams
_BROKEN = (PDFException, PSException, ValueError, TypeError, LookupError, AttributeError, struct.error,
           AssertionError, OSError)  # fmt: skip


def read(data: bytes) -> str:
    """Text, or nothing when this reader cannot read it either."""
    try:
        text: str = extract_text(io.BytesIO(data), maxpages=MAX_PAGES)
    except _BROKEN:
        return ""
    return text[:MAX_TEXT_CHARACTERS]
