"""Distrusted HTML of a posting as plain text: paragraphs, "- " bullets, nothing that acts.

The result is text and stays text: whoever shows it must show it as text.
"""

from __future__ import annotations

import html
import re

import nh3

MAX_SOURCE = 200_000
MAX_TEXT = 20_000
_BLOCKS = {"p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "blockquote", "section"}
_ALLOWED = _BLOCKS | {"br", "li", "td", "th"}
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:/?(?:p|br|li|ul|ol|div|strong|b|em|i|span|h[1-6]|table)\b[^<>]*)>", re.IGNORECASE
)
_LEADING_MARK = re.compile(r"^(?:[•·▪●◦‣■□▶►➢➤✓✔✅*—–-]\ufe0f?)\s*(?=\S)")
_SAYS_SOMETHING = re.compile(r"\w")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")


def plain_text(source: str, *, limit: int = MAX_TEXT) -> str:
    """At most `limit` characters, cut at the end of a line; "" when nothing is left."""
    given = printable(source[:MAX_SOURCE])
    lines = _lines_of_html(given) if _LOOKS_LIKE_HTML.search(given) else html.unescape(given).split("\n")
    return _bounded(_tidy(lines), limit)


def printable(text: str) -> str:
    """Without NUL, lone surrogates, control and direction marks; newlines stay."""
    if text.isprintable():  # none of them in it: most pieces between two tags
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    text = _INVISIBLE.sub("", text)
    return _CONTROL.sub(" ", text)


def _lines_of_html(source: str) -> list[str]:
    cleaned = nh3.clean(
        source, tags=_ALLOWED, attributes={}, strip_comments=True,
        clean_content_tags={"script", "style", "iframe", "object", "noscript", "template"},
    )  # fmt: skip
    out: list[str] = []
    bullet = False
    position = 0
    for tag in _TAG.finditer(cleaned):
        bullet = _write(out, cleaned[position : tag.start()], bullet)
        position = tag.end()
        closing, name = bool(tag[1]), tag[2]
        if name == "li":
            out.append("\n")
            bullet = not closing
        elif name in {"td", "th"}:
            out.append(" ")
        elif name == "br":
            out.append("\n")
        elif not bullet:  # a paragraph that opens inside a bullet goes on its line
            out.append("\n" if name in {"ul", "ol", "tr"} else "\n\n")
    _write(out, cleaned[position:], bullet)
    return "".join(out).split("\n")


def _write(out: list[str], escaped: str, bullet: bool) -> bool:
    """Append text; the first words after `<li>` get the mark. Returns whether the mark is still owed."""
    text = printable(html.unescape(escaped)).replace("\n", " ")
    if not text.strip():
        out.append(" ")
        return bullet
    out.append(f"- {text.lstrip()}" if bullet else text)
    return False


def _tidy(lines: list[str]) -> list[str]:
    tidy: list[str] = []
    for raw in lines:
        line = " ".join(raw.split())
        if not _SAYS_SOMETHING.search(line):
            line = ""
        elif not line.startswith("- "):
            line = _LEADING_MARK.sub("- ", line)
        else:
            line = "- " + _LEADING_MARK.sub("", line[2:])
        if line.startswith("- ") and len(tidy) > 1 and not tidy[-1] and tidy[-2].startswith("- "):
            tidy.pop()  # one list, whatever stood between its items
        if line or (tidy and tidy[-1]):
            tidy.append(line)
    while tidy and not tidy[-1]:
        tidy.pop()
    return tidy


def _bounded(lines: list[str], limit: int) -> str:
    kept: list[str] = []
    room = limit
    for line in lines:
        if len(line) + 1 > room:
            if not kept:
                kept.append(line[:limit])
            break
        kept.append(line)
        room -= len(line) + 1
    return "\n".join(kept).strip()
