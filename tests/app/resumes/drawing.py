"""PDFs drawn piece by piece, so that a test decides the order and the place of every piece."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
import reportlab
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.ttfonts import TTFontFile
from reportlab.pdfgen.canvas import Canvas

from tests.app.resumes.making import assembled

WIDTH, HEIGHT = 595, 842


def drawn(*pieces: tuple[float, float, str], size: float = 11, mode: int = 0, producer: str = "") -> bytes:
    """One page with each (x, y, text) in the order given; `mode` 3 is invisible text."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setCreator(producer or "a browser")
    for x, y, text in pieces:
        line = canvas.beginText(x, y)
        line.setFont("Helvetica", size)
        line.setTextRenderMode(mode)
        line.textLine(text)
        canvas.drawText(line)
    canvas.save()
    return out.getvalue()


def scanned(
    data: bytes, *, dots: int = 200, turned: int = 0, layer: Sequence[str] = (), pages: int = 1
) -> bytes:
    """The first page of a PDF as a picture of it, `turned` by degrees, with an invisible text `layer`."""
    picture = pdfium.PdfDocument(data)[0].render(scale=dots / 72, grayscale=True).to_pil()
    picture = picture.rotate(turned, expand=True)
    size = (picture.width * 72 / dots, picture.height * 72 / dots)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    for _ in range(pages):
        canvas.drawImage(ImageReader(picture), 0, 0, *size)
        if layer:
            line = canvas.beginText(40, 700)
            line.setFont("Helvetica", 11)
            line.setTextRenderMode(3)
            line.textLines(list(layer))
            canvas.drawText(line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def unmapped(text: str) -> bytes:
    """A page whose font is embedded by glyph numbers and has no map to Unicode, as some programs save it."""
    font = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    glyphs = TTFontFile(str(font)).charToGlyph
    shown = "".join(f"{glyphs[ord(sign)]:04x}" for sign in text)
    content = f"BT /F1 12 Tf 40 700 Td <{shown}> Tj ET".encode()
    program = font.read_bytes()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 800] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Vera /Encoding /Identity-H "
        b"/DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Vera /CIDToGIDMap /Identity /DW 600 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 7 0 R >>",
        b"<< /Type /FontDescriptor /FontName /AAAAAA+Vera /Flags 4 /FontBBox [0 -200 1000 900] "
        b"/ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 /FontFile2 8 0 R >>",
        b"<< /Length %d /Length1 %d >>\nstream\n%s\nendstream" % (len(program), len(program), program),
    ]
    return assembled(objects)


def outlined(data: bytes, dots: int = 150) -> bytes:
    """The first page of a PDF as thousands of small filled shapes without any text."""
    picture = pdfium.PdfDocument(data)[0].render(scale=dots / 72, grayscale=True).to_pil()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1)
    size = 72 / dots
    for y in range(picture.height):
        row = picture.crop((0, y, picture.width, y + 1)).tobytes()
        for run in re.finditer(rb"[\x00-\x7f]+", row):
            width = (run.end() - run.start()) * size
            canvas.rect(run.start() * size, HEIGHT - (y + 1) * size, width, size, stroke=0, fill=1)
    canvas.save()
    return out.getvalue()
