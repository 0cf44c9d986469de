"""From recalled candidates to the list that is shown: leave out, score, order. Pure.

What is left out is counted by rule: `seen`, `hidden`, `disliked` (feedback), `repeated` (the same card of the
same employer in the same city). Candidates that are closed do not come out of the database at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from app.matching.checklist import must_share
from app.matching.scoring import Scored, score
from app.matching.taste import Taste
from app.matching.terms import Offer, Wanted
from app.matching.types import RequirementCheck, Track
from app.matching.weights import Weights
from app.taxonomy.words import fold
from data.repositories.candidates import CandidateRow


class Recalled(Protocol):
    """What recall says of one vacancy: `relevance` 0..1."""

    @property
    def vacancy_id(self) -> int: ...
    @property
    def relevance(self) -> float: ...


@dataclass(frozen=True)
class Ranked:
    """One candidate with its score; lists of these are best first."""

    row: CandidateRow
    scored: Scored
    repeats: tuple[Ranked, ...] = ()  # the same advert under other ids, best first


def rank(
    rows: Sequence[CandidateRow],
    recalled: Mapping[int, Recalled],
    wanted: Wanted,
    taste: Taste,
    weights: Weights,
    now: datetime,
) -> tuple[list[Ranked], Counter[str]]:
    """Every candidate that may be shown, best first, and how many were left out by each rule."""
    left_out: Counter[str] = Counter()
    ranked = []
    for row in rows:
        rule = _rule_against(row)
        if rule:
            left_out[rule] += 1
            continue
        found = recalled[row.id]
        scored = score(
            wanted,
            offer_of(row),
            found.relevance,
            now=now,
            taste=taste,
            weights=weights,
        )
        ranked.append(Ranked(row, scored))
    ranked.sort(key=lambda one: (-one.scored.score, -_published(one.row), one.row.id))
    kept, repeated = _without_repeats(ranked)
    if repeated:
        left_out["repeated"] = repeated
    return kept, left_out


def offer_of(row: CandidateRow) -> Offer:
    """The row in the terms of scoring."""
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
    )


def track_of(
    scored: Scored, checks: Sequence[RequirementCheck], weights: Weights
) -> tuple[Track, tuple[str, ...]]:
    """Match or stretch, and the notes that say why: too little in common, too senior, must-haves missing."""
    share, met, of = must_share(checks)
    notes = (f"must_met:{met}/{of}",) if of else ()
    short = scored.years_short >= weights.stretch_years
    weak = scored.gate < weights.stretch_gate or scored.score < weights.stretch_score
    stretch = weak or short or (of >= 2 and share < weights.stretch_must)
    return ("stretch" if stretch else "match"), notes


def _rule_against(row: CandidateRow) -> str | None:
    if row.hidden:
        return "hidden"
    if row.seen:
        return "seen"
    return "disliked" if row.verdict == "dislike" else None


def _published(row: CandidateRow) -> float:
    return row.published_at.timestamp() if row.published_at else 0.0


def _without_repeats(ranked: Sequence[Ranked]) -> tuple[list[Ranked], int]:
    """Keep the best of those that look the same: the card hash covers title, skills and opening."""
    alike: dict[tuple[str, str, str, str], list[Ranked]] = {}
    for one in ranked:
        row = one.row
        card = (row.card_hash, fold(row.title), fold(row.employer or ""), fold(row.city or ""))
        alike.setdefault(card, []).append(one)
    kept = [replace(first, repeats=tuple(others)) for first, *others in alike.values()]
    return kept, len(ranked) - len(kept)


def without_closed(ranked: Sequence[Ranked], closed: Collection[int]) -> tuple[list[Ranked], list[Ranked]]:
    """Those still open and those closed; an open repeat takes the place of a closed first."""
    alive, gone = [], []
    for one in ranked:
        if one.row.id not in closed:
            alive.append(one)
            continue
        gone.append(one)
        if one.repeats:
            alive.append(replace(one.repeats[0], repeats=one.repeats[1:]))
    return alive, gone
