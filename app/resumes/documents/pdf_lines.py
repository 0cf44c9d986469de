"""Lines of a PDF page: pdfium's characters, TABs where words stand apart, strays put where they are seen.

pdfium gives characters in the order in which they were drawn. That order is right for most résumés, also for
columns of dates beside columns of jobs, where reading by position alone tears both apart. It is wrong where a
program draws one style after another: then headings and levels come after the column they belong to."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from app.resumes.documents.limits import MAX_TEXT_CHARACTERS

#: a gap wider than this share of the line's height parts two cells (measured: section skills 0.05 -> 1.00)
_GAP = 0.55
#: … and also this many times the usual blank of the page, for fonts with wide blanks (tune)
_UNUSUAL = 2.2
#: equal gaps narrower than this share of the height are the blanks of a justified line, not cells
_JUSTIFIED = 1.0
_MAX_ORDERED = 2_000  # lines; ordering compares each with each
_MIN_HEIGHT = 1.5  # points; smaller letters are not meant for people
#: list marks of symbol fonts (Symbol, Wingdings): a private code that means a bullet
_SYMBOL_BULLETS = {0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF076, 0xF0A8, 0xF06C, 0xF06E, 0xF071, 0xF02D}
#: where a hyphen stood at the end of a row; `pdf` decides whether it belongs to the word
HYPHEN = "\x02"
#: a sign whose font does not say what it means
UNKNOWN = "\ufffd"


@dataclass
class Character:
    text: str
    gap: float = 0.0  # points of blank before it on its line, 0 when it follows directly
    height: float = 1.0
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)  # left, bottom, right, top in points


@dataclass
class Line:
    characters: list[Character] = field(default_factory=list)
    left: float = 0.0
    bottom: float = 0.0
    right: float = 0.0
    top: float = 0.0


def lines_of(page: pdfium.PdfPage, *, keep_invisible: bool) -> list[str]:
    """Texts of the page's lines in reading order; `keep_invisible` for scans with a text layer below."""
    lines: list[Line] = [Line()]
    for character in _characters(page, keep_invisible):
        if character.text == "\n":
            lines.append(Line())
        else:
            lines[-1].characters.append(character)
    lines = [line for line in lines if any(character.text.strip() for character in line.characters)]
    for line in lines:
        _measure(line)
    blanks = sorted(one.gap for line in lines for one in line.characters if one.gap > 0)
    usual = blanks[len(blanks) // 2] if blanks else 0.0
    if page.get_rotation() == 0 and len(lines) <= _MAX_ORDERED:
        lines = _ordered(lines)
    return [text for line in lines if (text := _text(line, usual))]


def _measure(line: Line) -> None:
    boxes = [character.box for character in line.characters if character.text.strip()]
    line.left, line.bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    line.right, line.top = max(box[2] for box in boxes), max(box[3] for box in boxes)


def _ordered(lines: list[Line]) -> list[Line]:
    """A line goes before the first line drawn earlier that stands below it in the same column."""
    found: list[Line] = []
    for line in lines:
        place = next((at for at, other in enumerate(found) if _below(other, line)), len(found))
        found.insert(place, line)
    return found


def _below(other: Line, line: Line) -> bool:
    shared = min(other.right, line.right) - max(other.left, line.left)
    narrow = min(other.right - other.left, line.right - line.left)
    return (other.top + other.bottom) / 2 < line.bottom and shared > 0.3 * narrow


def _text(line: Line, usual: float) -> str:
    gaps = sorted(one.gap for one in line.characters if one.gap)
    middle = gaps[len(gaps) // 2] if gaps else 0.0
    justified = (
        len(gaps) >= 3
        and gaps[-1] < 2.0 * gaps[0]
        and all(middle < _JUSTIFIED * one.height for one in line.characters if one.gap)
    )
    out: list[str] = []
    for character in line.characters:
        if character.gap:
            height = character.height
            wide = max(_GAP * height, min(_UNUSUAL * usual, height))
            out.append("\t" if character.gap > wide and not justified else " ")
        out.append(character.text)
    cells = [" ".join(cell.split(" ")).strip() for cell in "".join(out).split("\t")]
    if cells and cells[0] == "•":  # a list mark and the text it stands before
        cells[:2] = [" ".join(cells[:2])]
    return "\t".join(filter(None, cells))


def _characters(page: pdfium.PdfPage, keep_invisible: bool) -> Iterator[Character]:
    text = page.get_textpage()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    loose = raw.FS_RECTF()
    sheet = page.get_bbox()
    last_right = last_bottom = 0.0
    height = 1.0
    blank = False
    for index in range(min(text.count_chars(), MAX_TEXT_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, index)
        character = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if character in ("\x02", "\ufffe", "\u00ad"):  # a hyphen pdfium took away at a row's end
            yield Character(HYPHEN, box=(left.value, bottom.value, right.value, top.value))
            continue
        if character == "\n":
            blank, last_right = False, 0.0
            yield Character("\n")
            continue
        if character.isspace() or not character:
            blank = True
            if code == 0 and not raw.FPDFText_IsGenerated(text, index):
                yield Character(UNKNOWN)  # so that `legible` sees it
            continue
        raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        if raw.FPDFText_GetLooseCharBox(text, index, loose):
            drawn = abs(loose.top - loose.bottom)
            height = max(drawn, 4.0)
            if drawn < _MIN_HEIGHT and page.get_rotation() == 0:
                continue
        box = (left.value, bottom.value, right.value, top.value)
        if _outside(box, sheet) or (not keep_invisible and _invisible(text, index)):
            continue
        gap = 0.0
        if last_right:
            same_line = abs(box[1] - last_bottom) < height
            gap = box[0] - last_right if same_line else 0.0
            gap = max(gap, 0.01) if blank or gap > _GAP * height else 0.0
        if 0xE000 <= code <= 0xF8FF:  # other symbols of icon fonts part the fields they stand between
            character = "•" if code in _SYMBOL_BULLETS else "\t"
        yield Character(character, gap, height, box)
        blank, last_right, last_bottom = False, box[2], box[1]


def _outside(box: tuple[float, ...], sheet: tuple[float, ...]) -> bool:
    return box[2] < sheet[0] or box[0] > sheet[2] or box[3] < sheet[1] or box[1] > sheet[3]


def _invisible(text: pdfium.PdfTextPage, index: int) -> bool:
    owner = raw.FPDFText_GetTextObject(text, index)
    return bool(owner) and raw.FPDFTextObj_GetTextRenderMode(owner) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
