"""Date ranges that a layout tore into three lines ("May 2013", "to", "Current") put together again."""

from __future__ import annotations

import re

from app.resumes.dates import find_period

_TORN = re.compile(r"[ \t]*\n[ \t]*(to|till|until|по|до|-|–|—)[ \t]*\n[ \t]*", re.IGNORECASE)


#: a column of dates beside one of text: `Март 2019 —⇥ООО «Волна»` over `настоящее время⇥Казань`
_BESIDE = re.compile(
    r"^(?P<start>[^\t\n]{3,25}[—–-])[ ]*\t+(?P<first>[^\n]+)\n(?P<end>[^\t\n]{3,25})\t+(?P<second>[^\n]+)"
    r"(?:\n(?P<length>\d[^\t\n]{2,25})\t+(?P<third>[^\n]+))?$",
    re.MULTILINE,
)


def join_ranges(text: str) -> str:
    """The text with a lone "to" or dash joined to the lines around it, and a range that stands in a column of
    its own put together before what stood beside it; everything else as it was."""
    return _BESIDE.sub(_beside, _TORN.sub(r" \1 ", text))


def _beside(match: re.Match[str]) -> str:
    whole = f"{match['start']} {match['end']}"
    period = find_period(whole)
    if period is None or period.span[1] - period.span[0] < len(whole) - 3:
        return match[0]
    lines = [whole, match["length"], match["first"], match["second"], match["third"]]
    return "\n".join(line.strip() for line in lines if line)
