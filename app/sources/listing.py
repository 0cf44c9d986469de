"""Every source this installation lists, with what is configured for it: how often, how fast, whose duty.

A kind (`data.sources.kinds`) says how boards of its sort are reached, an entry which one; here they meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from app.sources import built_in
from app.sources.closed import ClosedSource
from app.sources.entries import Reading
from data.errors import SourceError
from data.sources.base import Source
from data.sources.entry import Kind, SourceEntry
from data.sources.http import SourceClient

Origin = Literal["demo", "setting", "built_in", "file"]


@dataclass(frozen=True)
class Listing:
    """One source. `every_minutes` is its cadence (None: that of the ingest flow), `per_second` the rate asked
    for, `least_minutes` the shortest cadence its provider allows, `licence` and `attribution` codes of what
    showing its postings obliges to."""

    source: Source
    origin: Origin
    every_minutes: int | None = None
    per_second: float | None = None
    licence: str | None = None
    attribution: str | None = None
    least_minutes: int = 0


#: (entry, kind, base address, operator's key) -> the client of this source.
MakeClient = Callable[[SourceEntry, Kind, str, str | None], SourceClient]


@dataclass(frozen=True)
class Wiring:
    """What of the settings matters to sources. `secret` gives the operator's key by the name of its setting;
    `contact` whether live boards may be asked at all, `open_sources` whether the built-in ones."""

    make_client: MakeClient
    secret: Callable[[str], str | None]
    contact: bool
    open_sources: bool


def listings(reading: Reading, kinds: Mapping[str, Kind], wiring: Wiring) -> dict[str, Listing]:
    """Built-in sources, then those of the file in its order, then what of the file cannot be used."""
    own = {named.entry.name: named.entry for named in reading.entries}
    built = built_in.entries(kinds)
    made = {name: _listed(own.get(name, entry), "built_in", kinds, wiring) for name, entry in built.items()}
    made |= {name: _listed(entry, "file", kinds, wiring) for name, entry in own.items() if name not in built}
    for problem in reading.problems:
        closed = ClosedSource(problem.name, "", problem.code, details=problem.facts())
        made[problem.name] = Listing(closed, "file")
    return made


def _listed(entry: SourceEntry, origin: Origin, kinds: Mapping[str, Kind], wiring: Wiring) -> Listing:
    kind = kinds[entry.kind]
    base_url = kind.base_url(entry)
    secret = wiring.secret(kind.setting) if kind.setting else None
    per_second = entry.per_second or kind.per_second
    host = urlsplit(base_url).hostname
    try:
        source = kind.make(entry, wiring.make_client(entry, kind, base_url, secret))
    except SourceError as error:  # one source that cannot be made must not stop the others
        return Listing(ClosedSource(entry.name, kind.name, error.code, host=host), origin)
    reason = next(_reasons(entry, kind, origin, secret, wiring), None)
    if reason is not None:
        source = ClosedSource(entry.name, kind.name, reason, host=host, inner=source)
    return Listing(
        source, origin, max(entry.every_minutes or kind.every_minutes, kind.least_minutes), per_second,
        kind.licence, kind.attribution, kind.least_minutes,
    )  # fmt: skip


def _reasons(
    entry: SourceEntry, kind: Kind, origin: Origin, secret: str | None, wiring: Wiring
) -> Iterator[str]:
    """Why this source is off, the most telling reason first."""
    if not (kind.enabled if entry.enabled is None else entry.enabled):
        yield "switched_off"
    if origin == "built_in" and not wiring.open_sources and entry.enabled is None:
        yield "open_sources_off"
    if kind.setting and not secret:
        yield f"{kind.setting}_missing"
    if not wiring.contact:
        yield "contact_missing"
