"""PDF through pdfium; pdfminer for fonts that do not say what their signs mean; Tesseract for scans."""

from __future__ import annotations

import re
from itertools import islice

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from app.resumes.documents import legible, ocr
from app.resumes.documents.limits import (
    MAX_PAGES,
    MAX_TEXT_CHARACTERS,
    MIN_LETTERS,
    MIN_SCAN_LETTERS,
    Progress,
    Refused,
)
from app.resumes.documents.pdf_lines import HYPHEN, UNKNOWN, lines_of

_OUTLINES = 100  # paths; rules and boxes are fewer, letters drawn as outlines more
_MAX_OBJECTS = 2_000
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_SPLIT = re.compile(rf"(\w*){HYPHEN}(\w*)")
#: programs that part words by syllables unasked; others part only where a hyphen was written
_TYPESETTERS = re.compile(r"\btex|latex|pdftex|typst|indesign|groff|context|speedata", re.IGNORECASE)


def read(data: bytes, progress: Progress) -> str:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower()
        raise Refused("document_encrypted" if locked else "document_broken") from error
    pages = len(document)
    if pages > MAX_PAGES:
        raise Refused("document_too_long", pages=pages, limit=MAX_PAGES)
    texts, pictures = _layer(document)
    if not texts and pages:
        raise Refused("document_broken")
    text = _hyphens("\n\n".join(texts), _is_typeset(document))
    if legible.share(text) < legible.ENOUGH:
        text = _other_reader(data, document, text, progress)
    elif (letters := sum(map(str.isalpha, text))) < MIN_SCAN_LETTERS:
        pages_drawn = pictures or ([] if letters >= MIN_LETTERS else _drawn_pages(document))
        if pages_drawn:
            text = ocr.read(document, pages_drawn, progress) or text
    return text.replace(UNKNOWN, " ")


def _layer(document: pdfium.PdfDocument) -> tuple[list[str], list[int]]:
    """Texts of the readable pages and the numbers of the pages that are mostly one picture."""
    texts: list[str] = []
    pictures: list[int] = []
    for number in range(len(document)):
        try:
            page = document[number]
            is_picture = _is_picture(page)
            texts.append("\n".join(lines_of(page, keep_invisible=is_picture)))
        except pdfium.PdfiumError:
            continue  # one broken page does not take the others away
        if is_picture:
            pictures.append(number)
        if sum(map(len, texts)) > MAX_TEXT_CHARACTERS:
            break
    return texts, pictures


def _is_picture(page: pdfium.PdfPage) -> bool:
    """Whether images cover at least half of the page."""
    width, height = page.get_size()
    covered = 0.0
    for found in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = found.get_bounds()
        covered += max(right - left, 0.0) * max(top - bottom, 0.0)
    return bool(covered >= 0.5 * width * height > 0)


def _drawn_pages(document: pdfium.PdfDocument) -> list[int]:
    """Pages without text that show something all the same: pictures inside of forms, letters as outlines."""
    found: list[int] = []
    for number in range(len(document)):
        try:
            kinds = [one.type for one in islice(document[number].get_objects(max_depth=3), _MAX_OBJECTS)]
        except pdfium.PdfiumError:
            continue
        if raw.FPDF_PAGEOBJ_IMAGE in kinds or kinds.count(raw.FPDF_PAGEOBJ_PATH) >= _OUTLINES:
            found.append(number)
    return found


def _other_reader(data: bytes, document: pdfium.PdfDocument, text: str, progress: Progress) -> str:
    """The most legible of what pdfium, pdfminer and (where it is present) Tesseract see."""
    from app.resumes.documents import pdf_fonts  # pdfminer is slow to import and rarely needed

    other = pdf_fonts.read(data)
    if legible.share(other) >= legible.ENOUGH:
        return other
    if ocr.available():
        return ocr.read(document, list(range(len(document))), progress)
    raise Refused("document_fonts")


def _is_typeset(document: pdfium.PdfDocument) -> bool:
    facts = document.get_metadata_dict()
    return bool(_TYPESETTERS.search(f"{facts.get('Creator', '')} {facts.get('Producer', '')}"))


def _hyphens(text: str, typeset: bool) -> str:
    """A hyphen at the end of a row stays when the word is written with it elsewhere, before a capital, and
    where the program does not part words by syllables; it goes when the word is written without."""
    folded = text.casefold()

    def decide(match: re.Match[str]) -> str:
        head, tail = match.groups()
        kept, joined = f"{head}-{tail}", head + tail
        if not head or not tail or not tail[0].isalpha():
            return kept if tail else joined
        if kept.casefold() in folded:
            return kept
        if joined.casefold() in folded:
            return joined
        return joined if typeset and not tail[0].isupper() else kept

    return _SPLIT.sub(decide, text)
