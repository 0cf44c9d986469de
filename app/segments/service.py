"""Asking for the warm-up of a segment. The hot path comes here, so nothing is asked of any board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.resumes.profile import Profile
from app.segments.key import segment_of
from app.segments.queries import discovery_queries
from data.db import Database
from data.repositories import segments

#: On every search that found too little.
EMPTY = "prefetch_empty"
#: A warm-up is queued or at work; the page waits for it.
WARMING = "segment_warming"


@dataclass(frozen=True)
class Asked:
    """`code` is segment_warming, segment_warmed, segment_failed (both a short time ago), segment_capped (no
    more today), segment_no_source or segment_unknown (nothing to ask for); `key` names the segment."""

    code: str
    key: str | None = None


def ask(database: Database, profile: Profile, *, cap: int, ttl: timedelta, sources: bool) -> Asked:
    """Have the segment of `profile` warmed. `cap` warm-ups a day (UTC) for everybody together; one that was
    warmed within `ttl` is not warmed again; `sources`: a board that can be searched is configured.

    Raises DatabaseUnavailable.
    """
    segment = segment_of(profile)
    queries = discovery_queries(profile, segment)
    if not queries:
        return Asked("segment_unknown")
    if not sources:
        return Asked("segment_no_source", segment.key)
    with database.transaction() as session:
        answer = segments.ask(
            session, segment.key, role_id=segment.role_id, band=segment.band, domains=segment.domains,
            queries=queries, cap=cap, ttl=ttl,
        )  # fmt: skip
    return Asked(f"segment_{answer}", segment.key)
