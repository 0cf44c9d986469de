"""DOCX: headers, text boxes, insertions and content controls are read; hidden and deleted text is not."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from app.resumes.documents.archive import opened

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {_W + "del", _W + "moveFrom", _W + "pPr", _W + "sectPr", _MC + "Fallback", _W + "instrText"}

_UNSEEN_SIZES = {"0", "1", "2", "3"}  # half-points


def read(data: bytes) -> str:
    with opened(data) as parts:
        headers = sorted(name for name in parts.names if name.startswith("word/header"))
        lines: list[str] = []
        for name in headers[:6]:
            lines += [line for line in _block(parts.xml(name)) if line not in lines]
        lines += list(_block(parts.xml("word/document.xml")))
    return "\n".join(lines)


def _block(element: etree._Element) -> Iterator[str]:
    """Lines of paragraphs and tables below `element`."""
    for child in element:
        if child.tag == _W + "p":
            yield from _paragraph(child)
        elif child.tag == _W + "tbl":
            yield from _table(child)
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _block(child)


def _table(table: etree._Element) -> Iterator[str]:
    for row in table.iterfind(_W + "tr"):
        cells = [[line for line in _block(cell) if line.strip()] for cell in row.iter(_W + "tc")]
        if all(len(cell) <= 1 for cell in cells):
            yield "\t".join(cell[0] for cell in cells if cell)
        else:
            for cell in cells:
                yield from cell


def _paragraph(paragraph: etree._Element) -> Iterator[str]:
    boxes: list[etree._Element] = []
    text = "".join(_runs(paragraph, boxes)).strip(" \n")
    bullet = paragraph.find(f"{_W}pPr/{_W}numPr") is not None
    yield from (f"• {text}" if bullet and text else text).split("\n")
    for box in boxes:
        yield from _block(box)


def _runs(element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED or not isinstance(child.tag, str):
            continue
        if child.tag == _W + "txbxContent":
            boxes.append(child)
        elif child.tag == _W + "r" and _hidden(child):
            continue
        elif child.tag == _W + "t":
            yield child.text or ""
        elif child.tag == _W + "tab":
            yield "\t"
        elif child.tag in (_W + "br", _W + "cr"):
            yield "\n"
        elif child.tag == _W + "noBreakHyphen":
            yield "-"
        else:
            yield from _runs(child, boxes)


def _hidden(run: etree._Element) -> bool:
    """Marked as hidden, or set too small for anybody to see."""
    size = run.find(f"{_W}rPr/{_W}sz")
    if size is not None and size.get(_W + "val") in _UNSEEN_SIZES:
        return True
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(_W + "val", "true") not in ("false", "0", "off")
