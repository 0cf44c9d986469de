"""Tesseract's table of words to lines: cells parted by TABs, and dates beside the job they belong to.

Tesseract reads column after column. That is right for a bar at the side, and wrong for a column of dates, as
hh.ru prints them: there the paragraphs go by their height on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

#: a gap wider than this many heights of its words parts two cells
_GAP = 1.2
_DATED_WIDTH = 0.33  # share of the page's width within which a column of dates ends
_DATED_MIN = 2  # paragraphs of dates that make a column of dates
_DATE = re.compile(
    r"(?:(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?\s+)?"
    r"(?:\d{1,2}[./])?(?:19|20)\d\d\b",
    re.IGNORECASE,
)


@dataclass
class _Word:
    left: int
    top: int
    width: int
    height: int
    text: str


@dataclass
class _Paragraph:
    lines: dict[str, list[_Word]] = field(default_factory=dict)

    @property
    def words(self) -> list[_Word]:
        return [word for line in self.lines.values() for word in line]

    @property
    def top(self) -> int:
        return min(word.top for word in self.words)

    @property
    def right(self) -> int:
        return max(word.left + word.width for word in self.words)

    def text(self) -> str:
        return "\n".join(_line(line) for line in self.lines.values())


def text_of(table: str) -> str:
    """Text of the words in Tesseract's TSV (one page)."""
    found: dict[tuple[str, str], _Paragraph] = {}
    for row in table.split("\n"):
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            left, top, width, height = (int(cell) for cell in cells[6:10])
            word = _Word(left, top, width, height, cells[11].strip())
            paragraph = found.setdefault((cells[2], cells[3]), _Paragraph())
            paragraph.lines.setdefault(cells[4], []).append(word)
    paragraphs = list(found.values())
    _set_upright([line for one in paragraphs for line in one.lines.values()])
    if _has_dates_beside(paragraphs):
        height = _usual_height(paragraphs)
        paragraphs.sort(key=lambda one: (round(one.top / height), one.right))
    return "\n\n".join(paragraph.text() for paragraph in paragraphs)


def _line(words: list[_Word]) -> str:
    out = [words[0].text]
    for before, word in pairwise(words):
        gap = word.left - before.left - before.width
        out.append("\t" if gap > _GAP * max(before.height, word.height) else " ")
        out.append(word.text)
    return "".join(out)


def _set_upright(lines: list[list[_Word]]) -> None:
    """Turns the boxes, which are those of the picture, so that words follow each other to the right and the
    leftmost begins at 0."""
    pairs = [pair for line in lines for pair in pairwise(line)]
    across = sum((after.left > before.left) - (after.left < before.left) for before, after in pairs)
    down = sum((after.top > before.top) - (after.top < before.top) for before, after in pairs)
    words = [word for line in lines for word in line]
    for word in words:
        right, bottom = word.left + word.width, word.top + word.height
        if abs(down) > abs(across):
            word.left, word.top = (word.top, -right) if down > 0 else (-bottom, word.left)
            word.width, word.height = word.height, word.width
        elif across < 0:
            word.left, word.top = -right, -bottom
    edge = min((word.left for word in words), default=0)
    for word in words:
        word.left -= edge


def _has_dates_beside(paragraphs: list[_Paragraph]) -> bool:
    edge = max((one.right for one in paragraphs), default=0) * _DATED_WIDTH
    return sum(one.right < edge and bool(_DATE.match(one.text())) for one in paragraphs) >= _DATED_MIN


def _usual_height(paragraphs: list[_Paragraph]) -> int:
    heights = sorted(word.height for one in paragraphs for word in one.words)
    return max(heights[len(heights) // 2], 1)
