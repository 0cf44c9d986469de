"""ODT: paragraphs, headings, lists and table rows."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from app.resumes.documents.archive import opened

_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def read(data: bytes) -> str:
    with opened(data) as parts:
        return "\n".join(_lines(parts.xml("content.xml"), ""))


def _lines(element: etree._Element, mark: str) -> Iterator[str]:
    for child in element:
        if child.tag in (_T + "p", _T + "h"):
            yield from (mark + "".join(_text(child))).split("\n")
        elif child.tag == _TABLE + "table-row":
            cells = [[line for line in _lines(cell, "") if line.strip()] for cell in child]
            if all(len(cell) <= 1 for cell in cells):
                yield "\t".join(cell[0] for cell in cells if cell)
            else:
                for cell in cells:
                    yield from cell
        elif child.tag == _T + "list-item":
            yield from _lines(child, "• ")
        elif child.tag != _T + "tracked-changes" and isinstance(child.tag, str):
            yield from _lines(child, mark)


def _text(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == _T + "tab":
            yield "\t"
        elif child.tag == _T + "line-break":
            yield "\n"
        elif child.tag == _T + "s":
            yield " "
        else:
            yield from _text(child)
        yield child.tail or ""
