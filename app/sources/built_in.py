"""Boards that need no name at a provider: there is one of each, listed without an entry of the operator.

Those whose kind is off by default wait for `enabled = true` under their name.
"""

from __future__ import annotations

from collections.abc import Mapping

from data.sources.entry import Kind, SourceEntry

#: Name of the source -> its kind. What is not among the known kinds is not listed.
BUILT_IN = {
    "trudvsem": "trudvsem",
    "habr": "habr",
    "superjob": "superjob",
    "remotive": "remotive",
    "remoteok": "remoteok",
    "arbeitnow": "arbeitnow",
    "zarplata": "zarplata",
    "hh-rss": "hh-rss",
}


def names(kinds: Mapping[str, Kind]) -> dict[str, str]:
    """Those whose kind is known."""
    return {name: kind for name, kind in BUILT_IN.items() if kind in kinds}


def entries(kinds: Mapping[str, Kind]) -> dict[str, SourceEntry]:
    return {name: SourceEntry(name=name, kind=kind) for name, kind in names(kinds).items()}
