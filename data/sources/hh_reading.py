"""Reading a search of hh.ru to its end, however much it finds, without one request past its depth.

How a search is cut is in `hh_slices`. Where a cut may lose postings, what was seen is counted against what
the server found; what is missing is looked for in other orders and filters, and told when it stays missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data.errors import SourceUnavailable
from data.sources import fields, hh_slices
from data.sources.base import Note, Query
from data.sources.hh_slices import DEPTH, PER_PAGE, Slice

MAX_SLICES = 5000
#: Employers of a slice that are asked for one by one when nothing else is left.
MAX_EMPLOYERS = 60


@dataclass(frozen=True)
class Found:
    """One page of a search: how many the server has of the whole, and the items of this page."""

    found: int
    items: list[Any]


@dataclass
class Reading:
    """One reading. `ask(slice, page)` is the server; `depth` and `size` are its limits."""

    name: str
    ask: Callable[[Slice, int], Found]
    roles: Callable[[], Sequence[str]]
    children: Callable[[tuple[str, ...]], Sequence[str]]
    note: Note
    now: datetime
    depth: int = DEPTH
    size: int = PER_PAGE
    slices: int = 0

    def items(self, query: Query) -> Iterator[dict[str, Any]]:
        """Each id once, newest first. Raises SourceUnavailable."""
        if query.start_page >= self.depth // self.size:
            self.note(f"page {query.start_page} lies below the depth the server allows: nothing asked")
            return
        bounded = query.start_page > 0 or (query.limit is not None and query.limit <= self.depth)
        read = self._newest(query) if bounded else self._whole(Slice.of(query))
        seen: set[str] = set()
        for item in read:
            identity = fields.identity(item.get("id"))
            if identity is None or identity not in seen:
                seen.update([identity] if identity else [])
                yield item

    def _newest(self, query: Query) -> Iterator[dict[str, Any]]:
        """What the server shows of the search as it is: a bounded read needs no more."""
        piece = Slice.of(query)
        first = self.ask(piece, query.start_page)
        if query.rotation:
            self.note(f"pages after the first from {query.rotation} on")
        yield from self._pages(piece, first, query.start_page, query.rotation)

    def _whole(self, piece: Slice) -> Generator[dict[str, Any], None, set[str]]:
        """All of a slice; returns the ids seen."""
        self.slices += 1
        if self.slices > MAX_SLICES:
            raise SourceUnavailable(
                self.name,
                f"more than {MAX_SLICES} slices; a narrower search is needed",
                code="query_too_wide",
            )
        first = self.ask(piece, 0)
        here: set[str] = set()
        if first.found <= self.depth:
            yield from _kept(here, self._pages(piece, first))
            return here
        if halves := hh_slices.halves(piece, now=self.now):
            self.note(f"{first.found} found, cut into 2 by time: {_described(piece)}")
            for half in halves:
                here |= yield from self._whole(half)
            return here
        smaller = hh_slices.parts(piece, roles=self.roles, children=self.children)
        if smaller:
            self.note(f"{first.found} found, cut into {len(smaller)}: {_described(piece)}")
        for part in smaller:
            here |= yield from self._whole(part)
        if len(here) < first.found:
            yield from self._missing(piece, first, here)
        return here

    def _missing(self, piece: Slice, first: Found, here: set[str]) -> Iterator[dict[str, Any]]:
        """What of a slice its parts did not show, as far as it can be seen; adds to `here`."""
        employers: Counter[str] = Counter()

        def told(items: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
            for item in items:
                if identity := fields.identity(fields.inner(item, "employer", "id")):
                    employers[identity] += 1
                yield item

        yield from _kept(here, told(self._pages(piece, first)))
        tried: set[Slice] = set()
        for _ in range(2):  # employers are known only after the other sides were seen
            common = [one for one, _ in employers.most_common(MAX_EMPLOYERS)]
            for side in hh_slices.other_sides(piece, common):
                if len(here) >= first.found:
                    return
                if side not in tried:
                    tried.add(side)
                    yield from _kept(here, told(self._pages(side, self.ask(side, 0))))
        if len(here) < first.found:
            told_of = _described(piece)
            self.note(
                f"{first.found} found and no way to cut further: {len(here)} could be seen of {told_of}"
            )

    def _pages(
        self, piece: Slice, first: Found, start: int = 0, rotation: int = 0
    ) -> Iterator[dict[str, Any]]:
        count = -(-min(first.found, self.depth) // self.size)
        for page in hh_slices.pages_in_turn(max(count, start + 1), start=start, rotation=rotation):
            items = first.items if page == start else self.ask(piece, page).items
            yield from (item for item in items if isinstance(item, dict))
            if not items and not rotation:
                return


def _kept(here: set[str], items: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        if identity := fields.identity(item.get("id")):
            here.add(identity)
        yield item


def _described(piece: Slice) -> str:
    named = {key: value for key, value in vars(piece).items() if value and key != "order"}
    return ", ".join(f"{key}={value}" for key, value in named.items()) or "everything"
