"""Every kind of board that an entry may name."""

from __future__ import annotations

from data.sources import arbeitnow, habr, hh_rss, remoteok, remotive, superjob, trudvsem, zarplata
from data.sources.entry import Kind

_ALL: tuple[Kind, ...] = (
    trudvsem.KIND,
    habr.KIND,
    superjob.KIND,
    remotive.KIND,
    remoteok.KIND,
    arbeitnow.KIND,
    zarplata.KIND,
    hh_rss.KIND,
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
