"""Every kind of board that an entry may name."""

from __future__ import annotations

from data.sources import (
    arbeitnow,
    ashby,
    greenhouse,
    habr,
    hh_rss,
    lever,
    personio,
    recruitee,
    remoteok,
    remotive,
    site,
    smartrecruiters,
    superjob,
    teamtailor,
    trudvsem,
    workable,
    zarplata,
)
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
    greenhouse.KIND,
    lever.KIND,
    ashby.KIND,
    workable.KIND,
    personio.KIND,
    teamtailor.KIND,
    recruitee.KIND,
    smartrecruiters.KIND,
    site.KIND,
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
