"""Date ranges that a layout tore into three lines ("May 2013", "to", "Current") put together again."""

from __future__ import annotations

import re

_TORN = re.compile(r"[ \t]*\n[ \t]*(to|till|until|по|до|-|–|—)[ \t]*\n[ \t]*", re.IGNORECASE)


def join_ranges(text: str) -> str:
    """The text with a lone "to" or dash joined to the lines around it; everything else as it was."""
    return _TORN.sub(r" \1 ", text)
