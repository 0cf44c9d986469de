"""What a person says of a vacancy, and taking it back. Each call is one small transaction, safe to repeat.

It returns the state after it, so a page can show the click at once and correct itself from the answer.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from app.matching.stored import state_of
from app.matching.types import FeedbackState
from data.db import Database
from data.errors import InvalidInput
from data.repositories import feedback
from data.repositories.feedback import FeedbackRow

Action = Literal["like", "dislike", "seen", "hidden", "relevance", "applied"]
REASONS = ("skills", "place", "salary", "company", "other")
_COLUMNS: dict[Action, tuple[str, ...]] = {
    "like": ("verdict", "reason"),
    "dislike": ("verdict", "reason"),
    "seen": ("seen",),
    "hidden": ("hidden",),
    "relevance": ("relevance",),
    "applied": ("applied",),
}


def like(database: Database, person_id: UUID, vacancy_id: int) -> FeedbackState:
    """A like takes the place of a dislike."""
    return _write(database, person_id, vacancy_id, {"verdict": "like", "reason": None})


def dislike(database: Database, person_id: UUID, vacancy_id: int, reason: str | None = None) -> FeedbackState:
    """A dislike takes the place of a like; `reason` is one of REASONS or None, else InvalidInput."""
    if reason is not None and reason not in REASONS:
        raise InvalidInput("This reason is not known.", code="feedback_reason_unknown", reason=reason)
    return _write(database, person_id, vacancy_id, {"verdict": "dislike", "reason": reason})


def mark_seen(database: Database, person_id: UUID, vacancy_id: int) -> FeedbackState:
    """It will not return in a later search."""
    return _write(database, person_id, vacancy_id, {"seen": True})


def hide(database: Database, person_id: UUID, vacancy_id: int) -> FeedbackState:
    """It will not return in a later search."""
    return _write(database, person_id, vacancy_id, {"hidden": True})


def mark_applied(database: Database, person_id: UUID, vacancy_id: int) -> FeedbackState:
    """It will not return in a later search as something new."""
    return _write(database, person_id, vacancy_id, {"applied": True})


def rate(database: Database, person_id: UUID, vacancy_id: int, relevance: int) -> FeedbackState:
    """`relevance` is 1 (not at all) to 5 (exactly), else InvalidInput."""
    if isinstance(relevance, bool) or not 1 <= relevance <= 5:
        raise InvalidInput("Relevance is a number from 1 to 5.", code="feedback_relevance_range")
    return _write(database, person_id, vacancy_id, {"relevance": relevance})


def undo(database: Database, person_id: UUID, vacancy_id: int, action: Action) -> FeedbackState:
    """Take one thing back, whatever it was; undoing what was never said changes nothing."""
    if action not in _COLUMNS:
        raise InvalidInput("This cannot be undone.", code="feedback_action_unknown", action=action)
    with database.transaction() as session:
        verdict = action if action in ("like", "dislike") else None
        row = feedback.clear(session, person_id, vacancy_id, _COLUMNS[action], verdict=verdict)
    return _state(row)


def _write(database: Database, person_id: UUID, vacancy_id: int, changes: dict[str, object]) -> FeedbackState:
    with database.transaction() as session:
        return _state(feedback.write(session, person_id, vacancy_id, changes))


def _state(row: FeedbackRow | None) -> FeedbackState:
    return FeedbackState() if row is None else state_of(row)
