"""XML of boards without trust: no entities, no document types, no network, bounded depth."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from lxml import etree

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_DEEPEST = 8


def root(text: str, name: str) -> etree._Element | None:
    """The root element when it is called `name`; None for everything else, HTML first of all."""
    if _DOCTYPE.search(text[:5000]):
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        # the text is decoded already: what it says of its encoding is of the past
        found = etree.fromstring(_DECLARATION.sub("", text).strip().encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return found if local(found) == name else None


def local(element: etree._Element) -> str:
    """The name without its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def record(element: etree._Element, lists: Collection[str], depth: int = 0) -> Any:
    """The element as JSON: a text, or an object by the names of its children. What is in `lists` is a list;
    deeper than 8 nothing is read."""
    children = [child for child in element if isinstance(child.tag, str)]
    name = local(element)
    if depth > _DEEPEST:
        return None
    if name in lists:
        return [record(child, lists, depth + 1) for child in children]
    if not children:
        return element.text
    return {local(child): record(child, lists, depth + 1) for child in children}
