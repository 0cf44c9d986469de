"""What a search left out, by rule: how many, the best few, and the way back. All but `bring_back` is pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from app.matching import feedback
from app.matching.filters import SAID
from app.matching.selection import Before, Ranked, Recalled, offer_of, ranked_of
from app.matching.terms import Offer, Wanted
from app.matching.types import LeftOut, LeftVacancy
from app.matching.weights import Weights
from app.preferences import service as preferences
from data.db import Database
from data.repositories.candidates import CandidateRow

#: How many of each rule are named; the others are only counted.
BEST = 5
_ACTIONS = {"hidden": "hidden", "seen": "seen", "disliked": "dislike", "applied": "applied"}
Undone = Literal["hidden", "seen", "dislike", "applied"]


def collect(
    left_out: Mapping[str, Sequence[CandidateRow]],
    ranked: Sequence[Ranked],
    archived: Sequence[Ranked],
    recalled: Mapping[int, Recalled],
    wanted: Wanted,
    weights: Weights,
    now: datetime,
    offers: Mapping[int, Offer] | None = None,
    before: Before | None = None,
) -> tuple[LeftOut, ...]:
    """Of what the filters left out, of the repeats behind shown cards, and of what was just found closed.
    Only the most relevant of each rule are scored: the search has no time for all of them. `offers` and
    `before` as for `selection.rank`."""
    ready = offers or {}

    def value(row: CandidateRow) -> float:
        offer = ready.get(row.id) or offer_of(row)
        relevance = recalled[row.id].relevance
        return ranked_of(wanted, row, offer, relevance, weights, now, before).scored.score

    found = []
    for rule, rows in left_out.items():
        nearest = sorted(rows, key=lambda row: (-recalled[row.id].relevance, row.id))[:BEST]
        found.append(LeftOut(rule, len(rows), _best([_of(row, value(row)) for row in nearest])))
    repeats = [repeat for one in ranked for repeat in one.repeats]
    for rule, some in (("repeated", repeats), ("archived", archived)):
        if some:
            named = sorted(some, key=lambda one: -one.scored.score)[:BEST]
            found.append(LeftOut(rule, len(some), _best([_of(one.row, one.scored.score) for one in named])))
    return tuple(sorted(found, key=lambda one: (-one.count, one.rule)))


def bring_back(database: Database, person_id: UUID, vacancy_id: int, rule: str) -> None:
    """From the next search on it is shown again: what the person said of it is taken back, and any other rule
    no longer holds for it. Raises NotFound when there is no such vacancy."""
    if rule in SAID:
        feedback.undo(database, person_id, vacancy_id, cast(Undone, _ACTIONS[rule]))
    else:
        preferences.exempt(database, person_id, vacancy_id)


def _of(row: CandidateRow, value: float) -> LeftVacancy:
    return LeftVacancy(row.id, row.title, row.employer, row.city, row.source, row.url, value)


def _best(some: Sequence[LeftVacancy]) -> tuple[LeftVacancy, ...]:
    return tuple(sorted(some, key=lambda one: (-one.score, one.vacancy_id)))
