"""Invented records in the shapes of the boards: a folder for each kind, `odd*` where nothing is as usual."""

from __future__ import annotations

from pathlib import Path

from data.sources.base import Source
from data.sources.entry import SourceEntry
from data.sources.hh import HhSource
from data.sources.http import SourceClient
from data.sources.kinds import KINDS

EXAMPLES = Path(__file__).parent
CASES = sorted(path for path in EXAMPLES.glob("*/*.json") if not path.name.endswith(".expected.json"))


def source_of(case: Path) -> Source:
    """A source of the kind that the case's folder is named after."""
    kind = case.parent.name
    if kind == "hh":
        return HhSource("hh", "https://board.invalid", token=None, user_agent=None)
    entry = SourceEntry(name=kind, kind=kind, token="example", url="https://board.invalid")
    return KINDS[kind].make(
        entry, SourceClient(kind, "https://board.invalid", user_agent="Podbor (a@b.invalid)")
    )
