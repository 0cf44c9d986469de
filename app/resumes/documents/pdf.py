"""PDF through pdfium: its reading order, with a TAB where two words stand apart like chips or columns."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from app.resumes.documents.limits import MAX_PAGES, MAX_TEXT_CHARACTERS, Refused

#: a gap wider than this share of the line's height parts two cells (measured: section skills 0.05 -> 1.00)
_GAP = 0.55
#: … and also this many times the usual blank of the page, for fonts with wide blanks (tune)
_UNUSUAL = 2.2
_PASSWORD = 4  # FPDF_ERR_PASSWORD


def read(data: bytes) -> str:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower()
        raise Refused("document_encrypted" if locked else "document_broken") from error
    pages = len(document)
    if pages > MAX_PAGES:
        raise Refused("document_too_long", pages=pages, limit=MAX_PAGES)
    texts: list[str] = []
    for number in range(pages):
        try:
            texts.append("".join(_page(document[number].get_textpage())))
        except pdfium.PdfiumError:
            continue  # one broken page does not take the others away
        if sum(map(len, texts)) > MAX_TEXT_CHARACTERS:
            break
    if not texts and pages:
        raise Refused("document_broken")
    return "\n".join(texts)


@dataclass
class _Character:
    text: str
    gap: float = 0.0  # points of blank before it on its line, 0 when it follows directly
    height: float = 1.0


def _page(page: pdfium.PdfTextPage) -> Iterator[str]:
    """Characters in pdfium's order; a blank becomes a TAB when the gap it stands for is wide."""
    characters = list(_characters(page))
    blanks = sorted(character.gap for character in characters if character.gap > 0)
    usual = blanks[len(blanks) // 2] if blanks else 0.0
    for character in characters:
        if character.gap:
            height = character.height
            wide = max(_GAP * height, min(_UNUSUAL * usual, height))
            yield "\t" if character.gap > wide else " "
        yield character.text
    yield "\n"


def _characters(page: pdfium.PdfTextPage) -> Iterator[_Character]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    loose = raw.FS_RECTF()
    last_right = last_bottom = 0.0
    height = 1.0
    blank = False
    count = page.count_chars()
    for index in range(min(count, MAX_TEXT_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(page, index)
        character = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if character in ("\x02", "\ufffe", "\u00ad"):  # a hyphen pdfium took away at a line's end
            following = raw.FPDFText_GetUnicode(page, index + 1) if index + 1 < count else 0
            yield _Character("-" if following and chr(following).isupper() else "")
            continue
        if character == "\n":
            blank, last_right = False, 0.0
            yield _Character("\n")
            continue
        if character.isspace() or not character:
            blank = True
            continue
        raw.FPDFText_GetCharBox(page, index, left, right, bottom, top)
        if raw.FPDFText_GetLooseCharBox(page, index, loose):
            height = max(abs(loose.top - loose.bottom), 4.0)
        gap = 0.0
        if last_right:
            same_line = abs(bottom.value - last_bottom) < height
            gap = left.value - last_right if same_line else 0.0
            gap = max(gap, 0.01) if blank or gap > _GAP * height else 0.0
        # symbols of icon fonts part the fields they stand between
        yield _Character("\t" if 0xE000 <= code <= 0xF8FF else character, gap, height)
        blank, last_right, last_bottom = False, right.value, bottom.value
