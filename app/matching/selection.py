"""From the candidates that may be shown to the list that is: score, order, one card a job. Pure.

Repeats are other postings of a job, and the same card of the same employer in the same city. What may not be
shown at all is told by `app.matching.filters`; closed postings do not come out of the database.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import Protocol

from app.matching.checklist import must_share
from app.matching.learning import USUAL, Lessons, Standing, settle
from app.matching.openings import cities_of
from app.matching.scoring import Scored, score, with_feedback
from app.matching.terms import Offer, Wanted
from app.matching.types import RequirementCheck, Track
from app.matching.weights import Weights
from app.taxonomy.words import fold
from data.repositories.candidates import CandidateRow, Posting


class Recalled(Protocol):
    """What recall says of one vacancy: `relevance` 0..1."""

    @property
    def vacancy_id(self) -> int: ...
    @property
    def relevance(self) -> float: ...


class Before(Protocol):
    """Scores of offers for one person's wishes, remembered."""

    def of(self, row: CandidateRow, offer: Offer, relevance: float) -> Ranked | None: ...
    def keep(self, row: CandidateRow, offer: Offer, relevance: float, scored: Scored) -> Ranked: ...


_ORDER, _HOME, _LOOK = attrgetter("order"), attrgetter("home"), attrgetter("look")
FAR = "far_from_profile"  # a note: a stretch by the profession or the years, not by must-haves alone


@dataclass(frozen=True)
class Ranked:
    """One candidate with its score; lists of these are best first."""

    row: CandidateRow
    scored: Scored
    repeats: tuple[Ranked, ...] = ()  # other postings of the same job, best first

    @cached_property
    def order(self) -> tuple[float, float, int]:
        """Best first, then the newest."""
        row = self.row
        published = row.published_at.timestamp() if row.published_at else 0.0
        return -self.scored.score, -published, row.id

    @cached_property
    def home(self) -> int:
        """Of its job, or its own."""
        return self.row.job_id if self.row.job_id is not None else -self.row.id

    @cached_property
    def look(self) -> tuple[str, ...]:
        """What two that look the same in one city have in common: the card hash covers title, skills and
        opening."""
        row = self.row
        return row.card_hash, fold(row.title), fold(row.employer or ""), fold(row.city or "")


def rank(
    rows: Sequence[CandidateRow],
    recalled: Mapping[int, Recalled],
    wanted: Wanted,
    lessons: Lessons,
    weights: Weights,
    now: datetime,
    postings: Mapping[int, Sequence[Posting]] | None = None,
    offers: Mapping[int, Offer] | None = None,
    before: Before | None = None,
) -> list[Ranked]:
    """Every job of the rows, best first; what was learned of the person is laid over the order as it would
    be without.

    `postings` are the open postings of the rows' jobs: a job is as near as the nearest of its cities.
    `offers` are those of rows alone, where somebody has them ready, and `before` what they scored before.
    """
    known, ready = postings or {}, offers or {}
    ranked = []
    for row in rows:
        relevance = recalled[row.id].relevance
        others = known.get(row.job_id or 0, ())
        offer = None if others else ready.get(row.id)
        if offer is None:
            alone = score(wanted, offer_of(row, others), relevance, now=now, weights=weights)
            ranked.append(Ranked(row, alone))
        else:
            ranked.append(ranked_of(wanted, row, offer, relevance, weights, now, before))
    ranked.sort(key=_ORDER)
    return _with_lessons(_without_repeats(ranked), lessons, weights)


def ranked_of(
    wanted: Wanted, row: CandidateRow, offer: Offer, relevance: float, weights: Weights, now: datetime,
    before: Before | None,
) -> Ranked:  # fmt: skip
    """From memory, or made and remembered."""
    ranked = before.of(row, offer, relevance) if before is not None else None
    if ranked is not None:
        return ranked
    scored = score(wanted, offer, relevance, now=now, weights=weights)
    return Ranked(row, scored) if before is None else before.keep(row, offer, relevance, scored)


def _with_lessons(ranked: Sequence[Ranked], lessons: Lessons, weights: Weights) -> list[Ranked]:
    taste = lessons.taste([one.row for one in ranked[:USUAL]], weights)
    if taste.empty:
        return list(ranked)
    moved = settle([Standing(one.row, one.scored.score) for one in ranked], taste, weights)
    found = [
        replace(one, scored=with_feedback(one.scored, move.value, move.told))
        for one, move in zip(ranked, moved, strict=True)
    ]
    return sorted(found, key=_ORDER)


def offer_of(row: CandidateRow, postings: Sequence[Posting] = ()) -> Offer:
    """The row in the terms of scoring, with the cities of all postings of its job."""
    cities = cities_of(row, postings)
    return Offer(
        title=row.title,
        skills=tuple(row.skills),
        role_ids=tuple(row.role_ids),
        domains=tuple(row.domains),
        seniority=row.seniority,
        experience=row.experience,
        city=row.city,
        area_id=row.area_id,
        work_formats=tuple(row.work_formats),
        salary_rub_from=row.salary_rub_from,
        salary_rub_to=row.salary_rub_to,
        published_at=row.published_at,
        cities=cities if len(cities) > 1 else (),
    )


def track_of(
    scored: Scored, checks: Sequence[RequirementCheck], weights: Weights
) -> tuple[Track, tuple[str, ...]]:
    """Match or stretch, and the notes that say why: too little in common, too senior, must-haves missing."""
    share, met, of = must_share(checks)
    notes: tuple[str, ...] = (f"must_met:{met}/{of}",) if of else ()
    short = scored.years_short >= weights.stretch_years
    weak = scored.gate < weights.stretch_gate or scored.score < weights.stretch_score
    stretch = weak or short or (of >= 2 and share < weights.stretch_must)
    if weak or short:  # whatever the checklist says
        notes += (FAR,)
    return ("stretch" if stretch else "match"), notes


def _without_repeats(ranked: Sequence[Ranked]) -> list[Ranked]:
    """One for each job: its posting on the company's own board, else the best. Two that look the same in one
    city are one too, whatever their ids say."""
    if len(set(map(_LOOK, ranked))) == len(set(map(_HOME, ranked))) == len(ranked):
        return list(ranked)
    alike: dict[int, list[Ranked]] = {}
    looks: dict[tuple[str, ...], int] = {}
    for one in ranked:
        first = looks.setdefault(one.look, one.home)
        alike.setdefault(one.home if one.home in alike else first, []).append(one)
    kept, moved = [], False
    for group in alike.values():
        if len(group) == 1:
            kept.append(group[0])
            continue
        first_of, *others = sorted(group, key=lambda one: not one.row.own_board)
        moved = moved or first_of is not group[0]
        kept.append(replace(first_of, repeats=tuple(others)))
    if moved:  # else they stand in the order they came in
        kept.sort(key=_ORDER)
    return kept


def without_closed(ranked: Sequence[Ranked], closed: Collection[int]) -> tuple[list[Ranked], list[Ranked]]:
    """Those still open and those closed; an open repeat takes the place of a closed first."""
    alive, gone = [], []
    for one in ranked:
        if one.row.id not in closed:
            alive.append(one)
            continue
        gone.append(one)
        others = tuple(other for other in one.repeats if other.row.id not in closed)
        if others:
            alive.append(replace(others[0], repeats=others[1:]))
    return alive, gone
