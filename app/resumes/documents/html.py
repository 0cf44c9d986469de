"""HTML: visible text by blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from app.resumes.documents.limits import Refused
from app.resumes.documents.plain import decode

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0(?![.\d]*[1-9])", re.IGNORECASE
)
_DROPPED = {"script", "style", "head", "noscript", "template", "svg", "iframe", "object", "button", "select"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table",
    "tbody", "thead", "tr", "ul",
}  # fmt: skip


def read(data: bytes) -> str:
    source = _DECLARATION.sub("", decode(data, declared=True))
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Refused("document_broken") from error
    text = "".join(_text(root))
    return re.sub(r"[ \r]*\n\s*\n[ \r]*", "\n\n", text)


def _text(element: etree._Element, depth: int = 0) -> Iterator[str]:
    tag = element.tag
    if depth > 200 or not isinstance(tag, str) or tag in _DROPPED or _unseen(element):
        return
    if tag == "br":
        yield "\n"
    if tag in _BLOCKS:
        yield "\n"
    if tag == "li":
        yield "• "
    yield _blanks(element.text, tag)
    for child in element:
        yield from _text(child, depth + 1)
        yield _blanks(child.tail, tag)
    if tag in ("td", "th"):
        yield "\t"
    if tag in _BLOCKS:
        yield "\n"


def _unseen(element: etree._Element) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))


def _blanks(text: str | None, tag: str) -> str:
    return (text or "") if tag == "pre" else re.sub(r"\s+", " ", text or "")
