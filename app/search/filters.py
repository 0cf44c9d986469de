"""What a person excludes outright, in the terms the indexes know. Everything else only weighs.

Recall uses it to look among the right vacancies. It may let a few others through and never drops one that
passes; the exact rules, with reasons and counts, are those of the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class HardFilters:
    """Empty fields exclude nothing, and what a posting does not state passes unless said otherwise.

    `area_ids` are ids of the hh.ru directory; a posting lies in its own area and in all those above it, and
    one of its places is enough. `or_remote` lets remote work pass wherever it is. `salary_floor_rub` is net
    roubles a month; a range passes when its upper end, or an open range's lower end, reaches it.
    """

    area_ids: frozenset[str] = frozenset()
    or_remote: bool = False
    remote: bool = False  # remote work only
    salary_floor_rub: int | None = None
    salary_stated: bool = False  # postings without pay are excluded too
    sources: frozenset[str] = frozenset()
    experience: frozenset[str] = frozenset()  # bands of the hh.ru dictionary
    posted_since: datetime | None = None  # UTC; a posting without a date passes

    @property
    def empty(self) -> bool:
        return self == NOTHING


NOTHING = HardFilters()
