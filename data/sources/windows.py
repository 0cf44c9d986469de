"""Reading a list that shows only its first rows: its time is halved until every part is shown whole.

Parts share no row in theory and some in practice; callers drop repeated ids. How many rows a part holds is
the server's own count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from data.sources.base import Note, Query

MAX_PARTS = 400


@dataclass(frozen=True)
class Window:
    """Newer than or equal to `since`, older than `until`."""

    since: datetime
    until: datetime

    @classmethod
    def asked(cls, query: Query, recent: timedelta) -> Window:
        """That of a query; `recent` is its length where none is asked for. An hour ahead: clocks differ."""
        until = query.until or datetime.now(UTC) + timedelta(hours=1)
        return cls(query.since or until - recent, until)

    def halves(self, grain: timedelta) -> tuple[Window, Window] | None:
        """The newer half first; None at the grain."""
        if self.until - self.since < 2 * grain:
            return None
        middle = self.since + (self.until - self.since) / 2
        return Window(middle, self.until), Window(self.since, middle)


@dataclass(frozen=True)
class Page:
    """One answer: its rows, and how many the server has of the whole window."""

    rows: list[dict[str, Any]]
    total: int


def read(
    whole: Window, ask: Callable[[Window, int], Page], *, depth: int, size: int, grain: timedelta, note: Note
) -> Iterator[dict[str, Any]]:
    """Rows of `whole`, newest parts first. `ask(window, page)` gives page 0, 1, … of `size` rows; it is never
    asked for a page that begins at `depth` or beyond. What cannot be shown whole is read as deep as it goes,
    and noted."""
    waiting = [(whole, ask(whole, 0))]
    parts = 1
    while waiting:
        window, begun = waiting.pop()
        cut = window.halves(grain) if begun.total > depth and parts < MAX_PARTS else None
        if cut:
            halves = [(half, ask(half, 0)) for half in cut]
            parts += 2
            if any(page.total < begun.total for _, page in halves):
                note(f"{begun.total} found since {window.since:%Y-%m-%d %H:%M}, cut in two")
                waiting += reversed(halves)
                continue
            # as many in each half as in both: the server does not look at the times
        if begun.total > depth:
            note(f"{begun.total} found and no way to cut further: read {depth}")
        yield from begun.rows
        for number in range(1, -(-min(begun.total, depth) // size)):
            rows = ask(window, number).rows
            if not rows:
                break
            yield from rows
