"""What a search is asked with, and what it may ask of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.matching.selection import Recalled
from app.resumes.profile import Profile
from app.search.filters import HardFilters
from app.search.plan import QueryPlan
from app.segments.service import Asked
from data.repositories.freshness import VacancyRef
from data.sources.base import Liveness

#: Looks at vacancies within its own time budget; those it says nothing of stay as they are.
FreshnessCheck = Callable[[Sequence[VacancyRef]], Mapping[int, Liveness]]
#: Asks for the warm-up of a profile's segment; nothing is crawled before it returns.
WarmUp = Callable[[Profile], Asked]


class Recall(Protocol):
    def candidates(
        self, plan: QueryPlan, *, limit: int = ..., filters: HardFilters = ...
    ) -> Sequence[Recalled]: ...


@dataclass(frozen=True)
class Scanned:
    """A scan of the boards that this search ends: it was begun under `search_id`, and `outcome` says how it
    went. No warm-up is asked for after it."""

    search_id: UUID
    outcome: tuple[str, ...] = ()


@dataclass(frozen=True)
class Request:
    """One search as it was asked for; `id` is the request id and `text` the résumé's text."""

    id: UUID
    person_id: UUID
    resume_id: UUID | None
    profile: Profile
    text: str
    top: int
    job_type: str
    started: datetime
    scanned: Scanned | None = None
    saved_search: int | None = None
