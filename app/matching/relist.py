"""The list on screen, ordered anew by what was just said; kept, so that a refresh shows the same.

Only the order and the part of the score that is learned change: nothing is recalled or left out. A liked card
rises with what is like it, else it would sink below; a disliked one stays what it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.matching.learner import Learner
from app.matching.learning import MOVED, Lessons, Moved, Standing, settle
from app.matching.terms import wanted_from
from app.matching.weights import Weights
from app.resumes.profile import Profile
from data.db import Database, Session
from data.repositories import candidates, searches
from data.repositories.candidates import CandidateRow
from data.repositories.searches import NewPlace, ShownRow

_OURS = ("liked_similar", "disliked_terms", MOVED)


@dataclass(frozen=True)
class Relisted:
    """How many cards went up and down against what was on screen."""

    up: int = 0
    down: int = 0


def relist(
    database: Database,
    learner: Learner,
    weights: Weights,
    person_id: UUID,
    profile: Profile,
    *,
    now: datetime,
) -> Relisted:
    """Order the person's last search anew; nothing happens when there is none."""
    with database.transaction() as session:
        search = searches.last_completed(session, person_id)
        if search is None or not searches.hold(session, person_id, search.id):
            return Relisted()
        shown = searches.matches_of(session, person_id, search.id)
        lessons = learner.lessons(session, person_id, profile.digest(), wanted_from(profile), now=now)
        places, told = reordered(shown, rows_of(session, person_id, shown), lessons, weights)
        searches.reorder(session, person_id, search.id, places)
    return told


def rows_of(session: Session, person_id: UUID, shown: Sequence[ShownRow]) -> dict[int, CandidateRow]:
    found = candidates.rows(session, person_id, [one.vacancy_id for one in shown])
    return {row.id: row for row in found}


def before_learning(one: ShownRow) -> float:
    return round(one.score - one.parts.get("feedback", 0.0), 4)


def usual(shown: Sequence[ShownRow], rows: dict[int, CandidateRow]) -> list[CandidateRow]:
    """The list as it would stand without learning, as far as it is still open."""
    ordered = sorted(shown, key=lambda one: -before_learning(one))
    return [rows[one.vacancy_id] for one in ordered if one.vacancy_id in rows]


def reordered(
    shown: Sequence[ShownRow], rows: dict[int, CandidateRow], lessons: Lessons, weights: Weights
) -> tuple[list[NewPlace], Relisted]:
    """Every match at its new place, and how many moved. Pure."""
    order = sorted(range(len(shown)), key=lambda number: (-before_learning(shown[number]), number))
    movable = [
        number for number in order if shown[number].vacancy_id in rows and shown[number].verdict != "dislike"
    ]
    taste = lessons.taste(usual(shown, rows), weights)
    standings = [
        Standing(rows[shown[number].vacancy_id], before_learning(shown[number])) for number in movable
    ]
    moved = dict(zip(movable, settle(standings, taste, weights), strict=True))
    scores = {
        number: round(before_learning(one) + moved[number].value, 4) if number in moved else one.score
        for number, one in enumerate(shown)
    }
    base_place = {number: place for place, number in enumerate(order)}
    final = sorted(scores, key=lambda number: (-scores[number], base_place[number]))
    places, up, down = [], 0, 0
    for place, number in enumerate(final):
        one, move = shown[number], moved.get(number)
        up += place < number
        down += place > number
        places.append(_place(one, place, scores[number], move, base_place[number] - place))
    return places, Relisted(up, down)


def _place(one: ShownRow, place: int, score: float, move: Moved | None, climbed: int) -> NewPlace:
    if move is None:
        return NewPlace(one.vacancy_id, place + 1, one.score, one.parts, one.notes)
    kept = [note for note in one.notes if note.partition(":")[0] not in _OURS]
    told = replace(move, places=climbed if move.value else 0).told
    return NewPlace(
        one.vacancy_id, place + 1, score, one.parts | {"feedback": move.value}, [*kept, *told]
    )  # fmt: skip
