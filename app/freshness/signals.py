"""Signs that a posting may be a standing advert rather than a place that is free now.

Each sign is a fact of its history with its numbers; together they make no verdict. They are shown with the
word "may" and never hide or reorder anything: agencies and large employers hire for one text all year round.
Thresholds: a board renews a paid publication once a month, so twice in 60 days is ordinary and three times
is not; the median posting of our dated board snapshots is gone within two months, so 90 days is long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.repositories.posting_events import Event

WINDOW = timedelta(days=60)
OFTEN = 3  # publications anew within the window: new dates, and new ids of the same job
LONG = timedelta(days=90)
_GRACE = timedelta(days=1)  # a last day named without a zone


@dataclass(frozen=True)
class Sign:
    """`code` is republished, reopened, open_long or last_day_passed; `count` is times or days."""

    code: str
    count: int


def signs(
    events: Sequence[Event],
    *,
    began: datetime,
    now: datetime,
    earlier_postings: int = 0,
    expires_at: datetime | None = None,
    is_open: bool = True,
) -> tuple[Sign, ...]:
    """What the history of one posting (oldest first) gives reason to ask about.

    `began` is the earlier of its first publication and the day it was first seen; `earlier_postings` are
    postings of the same job on the same board that had closed within the window when this one appeared.
    """
    recent = [event for event in events if event.at > now - WINDOW]
    found = []
    republished = sum(event.kind == "reposted" for event in recent) + earlier_postings
    if republished >= OFTEN:
        found.append(Sign("republished", republished))
    if reopened := _reopened(recent):
        found.append(Sign("reopened", reopened))
    if is_open and now - began > LONG and not any(event.kind == "text_changed" for event in events):
        found.append(Sign("open_long", (now - began).days))
    if is_open and expires_at is not None and expires_at + _GRACE < now:
        found.append(Sign("last_day_passed", (now - expires_at).days))
    return tuple(found)


def _reopened(events: Sequence[Event]) -> int:
    """Openings after a closing; what we had closed by mistake was never closed."""
    count, closed = 0, None
    for event in events:
        if event.kind == "closed":
            closed = event.at
        elif event.kind == "reopened" and closed is not None:
            after = event.after or {}
            published = after.get("published_at")
            ours = after.get("reason") == "audit"
            if not ours and published and datetime.fromisoformat(published) > closed:
                count += 1
            closed = None
    return count
