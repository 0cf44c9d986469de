"""What happened to the postings of a list, with the signs that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.freshness.signals import WINDOW, Sign, signs
from data.db import Database
from data.repositories import posting_events
from data.repositories.posting_events import Event


@dataclass(frozen=True)
class History:
    """Oldest first; `signs` may be empty."""

    events: tuple[Event, ...]
    signs: tuple[Sign, ...] = ()


def histories(
    database: Database, vacancy_ids: Sequence[int], *, now: datetime | None = None
) -> dict[int, History]:
    """By vacancy id, three queries for all; a vacancy that is gone is left out."""
    now = now or datetime.now(UTC)
    with database.transaction() as session:
        lives = posting_events.lives(session, vacancy_ids)
        events = posting_events.of_many(session, vacancy_ids)
        earlier = posting_events.earlier_postings(session, vacancy_ids, since=now - WINDOW)
    found: dict[int, History] = {}
    for number, life in lives.items():
        told = events.get(number, [])
        began = min(filter(None, (life.published_at, life.first_seen_at, _first_published(told))))
        found[number] = History(
            tuple(told),
            signs(
                told, began=began, now=now, earlier_postings=earlier.get(number, 0),
                expires_at=life.expires_at, is_open=life.is_open,
            ),
        )  # fmt: skip
    return found


def _first_published(events: Sequence[Event]) -> datetime | None:
    """Of a posting published anew, the date before the first time."""
    before = next((event.before for event in events if event.kind == "reposted" and event.before), None)
    return datetime.fromisoformat(before["published_at"]) if before else None
