"""Every kind of board that an entry may name."""

from __future__ import annotations

from data.sources.entry import Kind

_ALL: tuple[Kind, ...] = ()

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
