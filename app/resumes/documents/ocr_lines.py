"""Tesseract's table of words to lines: cells parted by TABs, and dates beside the job they belong to.

Tesseract reads column after column. That is right for a bar at the side, and wrong for a column of dates, as
hh.ru prints them: there lines go by their height on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

#: a gap wider than this many heights of its words parts two cells
_GAP = 1.2
_DATED_WIDTH = 0.33  # share of the page's width within which a column of dates ends
_DATED_MIN = 2  # blocks of dates that make a column of dates
_BLOCK_ROWS = 3  # from, to, how long
_ROW = 2.6  # heights of a word from row to row of one block
_DURATION = re.compile(r"[\dЗзОоO]")
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
class _Line:
    paragraph: tuple[str, str]
    words: list[_Word]

    @property
    def top(self) -> int:
        return min(word.top for word in self.words)

    @property
    def right(self) -> int:
        return max(word.left + word.width for word in self.words)


def text_of(table: str) -> str:
    """Text of the words in Tesseract's TSV (one page)."""
    found: dict[tuple[str, ...], _Line] = {}
    for row in table.split("\n"):
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            left, top, width, height = (int(cell) for cell in cells[6:10])
            line = found.setdefault(tuple(cells[2:5]), _Line((cells[2], cells[3]), []))
            line.words.append(_Word(left, top, width, height, cells[11].strip()))
    lines = list(found.values())
    if not lines:
        return ""
    _set_upright([line.words for line in lines])
    lines = _dates_first(lines)
    out = [_line(lines[0].words)]
    for before, line in pairwise(lines):
        out.append("\n" if before.paragraph == line.paragraph else "\n\n")
        out.append(_line(line.words))
    return "".join(out)


def _dates_first(lines: list[_Line]) -> list[_Line]:
    """Where dates stand in a column at the left: lines by their height, each block of dates whole and before
    the line it begins beside. Other pages as they are."""
    heights = sorted(word.height for line in lines for word in line.words)
    height = max(heights[len(heights) // 2], 1)
    edge = max(line.right for line in lines) * _DATED_WIDTH
    blocks = _date_blocks(sorted(lines, key=lambda line: line.top), edge, height)
    if len(blocks) < _DATED_MIN:
        return lines
    placed: list[tuple[float, int, _Line]] = []
    taken: dict[int, int] = {}  # words of a line that went into a block
    for number, block in enumerate(blocks):
        for row, (line, count) in enumerate(block, 1):
            taken[id(line)] = count
            words = line.words[:count]
            if row == _BLOCK_ROWS and _DURATION.match(words[0].text):
                continue  # how long follows from the dates, and small grey digits are often misread
            placed.append((block[0][0].top - height / 2, line.top, _Line(("dates", str(number)), words)))
    for line in lines:
        if rest := line.words[taken.get(id(line), 0) :]:
            placed.append((line.top, line.top, _Line(line.paragraph, rest)))
    return [line for _, _, line in sorted(placed, key=lambda one: one[:2])]


def _date_blocks(lines: list[_Line], edge: float, height: int) -> list[list[tuple[_Line, int]]]:
    """Blocks of two or three rows at the left that begin with a date, as (line, number of its words)."""
    blocks: list[list[tuple[_Line, int]]] = []
    for line in lines:
        count = _left_words(line.words, edge)
        if not count:
            continue
        last = blocks[-1] if blocks else None
        if last and len(last) < _BLOCK_ROWS and line.top - last[-1][0].top < _ROW * height:
            last.append((line, count))
        elif _DATE.match(" ".join(word.text for word in line.words[:count])):
            blocks.append([(line, count)])
    return [block for block in blocks if len(block) > 1]


def _left_words(words: list[_Word], edge: float) -> int:
    """How many words stand in the column at the left, before the first wide gap; 0 when they reach out."""
    count = next(
        (at for at, (before, word) in enumerate(pairwise(words), 1) if _is_wide(before, word)), len(words)
    )
    return count if words[count - 1].left + words[count - 1].width < edge else 0


def _is_wide(before: _Word, word: _Word) -> bool:
    return word.left - before.left - before.width > _GAP * max(before.height, word.height)


def _line(words: list[_Word]) -> str:
    out = [words[0].text]
    for before, word in pairwise(words):
        out.append("\t" if _is_wide(before, word) else " ")
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
