"""JobPosting objects in the `application/ld+json` blocks of a page, however sloppily they are written.

Raw line breaks, trailing commas, comments, CDATA marks, entities for quotes and text behind the end are read
over; a block that is still no JSON is skipped. No network, no scripts, everything bounded.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

MAX_BLOCKS = 60
MAX_BLOCK = 1_000_000
MAX_POSTINGS = 200
_DEEPEST = 8
_BLOCK = re.compile(r"<script\b(?P<head>[^>]{0,500})>(?P<body>.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_LD = re.compile(r"type\s*=\s*[\"']?\s*application/ld\+json", re.IGNORECASE)
_MARKS = re.compile(
    r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|(?://|/\*)?\s*\]\]>\s*(?:\*/)?)\s*$"
)
#: A string as a whole (kept), or what JSON does not know outside of strings.
_SLOPPY = re.compile(r'("(?:[^"\\]|\\.)*")|/\*.*?\*/|(?<![:\w])//[^\n]*|<!--.*?-->|,(?=\s*[}\]])', re.DOTALL)


def postings(page: str) -> list[dict[str, Any]]:
    """The JobPosting objects of a page in its order, at most `MAX_POSTINGS`."""
    found: list[dict[str, Any]] = []
    for number, block in enumerate(_BLOCK.finditer(page)):
        if number >= MAX_BLOCKS * 10 or len(found) >= MAX_POSTINGS:
            break
        if _LD.search(block["head"]) and len(block["body"]) <= MAX_BLOCK:
            found += _of_type(loads(block["body"]), 0)
    return found[:MAX_POSTINGS]


def loads(block: str) -> Any:
    """The value of a block, or None."""
    stripped = block.strip().removeprefix("\ufeff")
    stripped = _MARKS.sub("", _MARKS.sub("", stripped)).strip().rstrip(";")
    unescaped = html.unescape(stripped) if "&quot;" in stripped else None
    for text in (stripped, _tidy(stripped), unescaped, _tidy(unescaped) if unescaped else None):
        if text:
            try:
                return json.JSONDecoder(strict=False).raw_decode(text)[0]
            except (ValueError, RecursionError):
                continue
    return None


def is_posting(value: Any) -> bool:
    types = value.get("@type") if isinstance(value, dict) else None
    listed = types if isinstance(types, list) else [types]
    return any(isinstance(one, str) and re.split(r"[/:#]", one)[-1] == "JobPosting" for one in listed)


def _tidy(text: str) -> str:
    """Without comments and without commas before a closing bracket; strings stay as they are."""
    return _SLOPPY.sub(lambda found: found[1] or "", text).strip()


def _of_type(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value[:MAX_POSTINGS]:
            yield from _of_type(one, depth + 1)
    elif is_posting(value):
        yield value
    elif isinstance(value, dict):
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "@list"):
            if isinstance(value.get(key), dict | list):
                yield from _of_type(value[key], depth + 1)
