"""The score of one posting for one person: parts that add up. Pure; weights come from `weights`.

`text_parts` is the part that reads words (title, skills, recall relevance): offline evaluation ranks by it
alone, where nobody has a city or a salary. `score` adds the rest. Parts re-rank and never drop.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from app.matching import fits
from app.matching.terms import RANKS, Offer, Wanted
from app.matching.titles import TitleFit, alike, compare
from app.matching.weights import DEFAULT, Weights
from app.taxonomy.words import fold

_OLDER_TITLE = 0.85  # what an earlier job says about the next one
_NOTED_SKILLS = 3
_NOTHING = TitleFit(0.0, frozenset())


class TextParts(NamedTuple):
    """`parts` are title, partial_title, skills and semantic; `gate` 0..1 how surely the profession fits."""

    parts: dict[str, float]
    gate: float
    title_fit: float
    evidence: bool  # a word of the title, the role or a skill fits: more than a semantic hit

    @property
    def total(self) -> float:
        return math.fsum(self.parts.values())


class Basis(NamedTuple):
    """What the notes on a score are told from; only what is shown is asked for them."""

    wanted: Wanted
    offer: Offer
    text: TextParts
    place: float | None
    salary: float | None


@dataclass(frozen=True)
class Scored:
    """`score` 0..1 is the sum of `parts`; `told` are notes beside those on the score itself."""

    score: float
    parts: dict[str, float]
    gate: float
    years_short: float
    basis: Basis | None = field(default=None, compare=False, repr=False)
    told: tuple[str, ...] = ()

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Stable codes with arguments, "city_differs:Казань"."""
        return (*(_notes(self.basis, self.years_short) if self.basis else ()), *self.told)


def text_parts(
    wanted: Wanted,
    offer: Offer,
    relevance: float,
    weights: Weights = DEFAULT,
) -> TextParts:
    """What the words say; `relevance` is recall's 0..1."""
    relevance = min(1.0, max(0.0, relevance)) if math.isfinite(relevance) else 0.0
    best, title_fit = _title(wanted, offer, weights)
    both = wanted.skills & offer.folded
    held, asked = fits.skill_weight(both, weights), fits.skill_weight(offer.folded, weights)
    evidence = bool(title_fit >= weights.gate_opens or fits.real_skills(both))
    sure = max(
        title_fit,
        fits.skill_evidence(held, asked, weights),
        relevance * weights.relevance_opens if evidence else 0.0,
    )
    opened = (sure - weights.gate_opens) / (weights.gate_open - weights.gate_opens)
    gate = weights.gate_floor + (1.0 - weights.gate_floor) * min(1.0, max(0.0, opened))
    partial = bool(best.shared) and title_fit < 1.0
    own = {
        "title": weights.title * title_fit,
        "partial_title": weights.partial_title * best.similarity if partial else 0.0,
        "skills": weights.skills * gate * fits.skills(held, asked, weights, known=bool(wanted.skills)),
        "semantic": weights.semantic * relevance * (1.0 if evidence else weights.semantic_without_evidence),
    }
    sure_of = gate if wanted.titles else 1.0  # a query of skills alone has no profession to be sure of
    # between two languages it says nothing that no word is shared, nor how surely the words fit
    foreign = wanted.russian is not None and wanted.russian != offer.russian
    scale = _with_recall(
        math.fsum(own.values()), relevance, 1.0 if foreign else sure_of, evidence or foreign, weights
    )
    return TextParts(
        parts={name: round(value * scale, 4) for name, value in own.items()},
        gate=gate,
        title_fit=title_fit,
        evidence=evidence,
    )


def _with_recall(own: float, relevance: float, gate: float, told: bool, weights: Weights) -> float:
    """By how much recall's order stretches or shrinks the parts of the text.

    Recall compares words and meaning field by field against the whole index and orders better than the parts
    do; the parts say why. So their sum is drawn towards relevance, as far as the profession fits. Measured on
    labelled sets the mixture orders better than either (docs/adr/0010).
    """
    if own <= 0.0 or not told:
        return 1.0  # a semantic hit alone stays what it is
    trusted = weights.recall_trusted + (1.0 - weights.recall_trusted) * gate
    fit = _levelled(relevance / weights.full_relevance, weights.full_bends) * trusted
    most = weights.title + weights.partial_title + weights.skills + weights.semantic
    return (weights.recall_share * most * fit + (1.0 - weights.recall_share) * own) / own


def _levelled(share: float, bends: float) -> float:
    """A share 0 or more as one below 1: as it is up to `bends`, then ever slower, so that the very best keep
    their order."""
    if share <= bends:
        return share
    return bends + (1.0 - bends) * -math.expm1((bends - share) / (1.0 - bends))


def score(
    wanted: Wanted,
    offer: Offer,
    relevance: float,
    *,
    now: datetime,
    weights: Weights = DEFAULT,
) -> Scored:
    """The whole score but for what was learned of the person (`with_feedback`). What is unknown counts as ½
    of its part, the same for everybody."""
    text = text_parts(wanted, offer, relevance, weights)
    place, salary = fits.place(wanted, offer), fits.salary(wanted, offer)
    found = (
        ("place", weights.place, place),
        ("salary", weights.salary, salary),
        ("seniority", weights.seniority, fits.seniority(wanted, offer)),
        ("recency", weights.recency, fits.recency(offer, now, weights)),
    )
    parts = dict(text.parts)
    for name, weight, fit in found:
        parts[name] = round(weight * text.gate * (weights.unknown if fit is None else fit), 4)
    same_domain = not wanted.domains.isdisjoint(offer.domains)
    parts["domain"] = round(weights.domain * text.gate, 4) if same_domain else 0.0
    parts["feedback"] = 0.0
    total = min(1.0, max(0.0, round(math.fsum(parts.values()), 4)))
    short = fits.years_short(wanted, offer) or 0.0
    return Scored(total, parts, text.gate, short, Basis(wanted, offer, text, place, salary))


def with_feedback(scored: Scored, value: float, notes: tuple[str, ...]) -> Scored:
    """The same with what was learned as its part; `value` keeps the score within 0..1."""
    parts = scored.parts | {"feedback": value}
    total = min(1.0, max(0.0, round(math.fsum(parts.values()), 4)))
    return replace(scored, score=total, parts=parts, told=(*scored.told, *notes))


def _title(wanted: Wanted, offer: Offer, weights: Weights) -> tuple[TitleFit, float]:
    """The best of the person's titles, and the fit with what the hh roles say."""
    words, meaning = offer.words, offer.meaning
    best = _NOTHING
    for number, title in enumerate(wanted.titles):
        fit = compare(title, words)
        if number < len(wanted.meanings):
            meant = alike(wanted.meanings[number], meaning)
            if meant.similarity > fit.similarity:
                fit = meant
        factor = 1.0 if number < wanted.wished else _OLDER_TITLE
        if fit.similarity * factor > best.similarity:
            best = TitleFit(fit.similarity * factor, fit.shared)
    role = 0.0
    for number, role_id in enumerate(wanted.role_ids):
        if role_id in offer.role_ids:
            role = max(role, 1.0 if number == 0 else 0.7)
    share = weights.role_share * role
    return best, min(1.0, max(best.similarity, share + (1.0 - share) * best.similarity))


def _notes(basis: Basis, short: float) -> list[str]:
    wanted, offer, text, place, salary = basis
    notes = []
    if not text.evidence:
        notes.append("semantic_only")
    elif text.title_fit < DEFAULT.gate_opens:
        notes.append("role_differs")
    if place is not None and place < 1.0:
        notes.append("remote" if "REMOTE" in offer.work_formats else f"city_differs:{offer.city or ''}")
    if salary is not None and salary < 1.0:
        notes.append(f"salary_below:{offer.salary_rub_to or offer.salary_rub_from}")
    elif offer.salary_rub_from is None and offer.salary_rub_to is None:
        notes.append("salary_unknown")
    if short:
        notes.append(f"years_short:{short:.1f}")
    if wanted.seniority in RANKS and offer.seniority in RANKS:
        gap = RANKS[offer.seniority or ""] - RANKS[wanted.seniority or ""]
        if abs(gap) >= 1:
            notes.append(f"{'level_above' if gap > 0 else 'level_below'}:{offer.seniority}")
    unknown = (name for name in offer.skills if fold(name.strip()) not in wanted.skills)
    missing = list(islice(unknown, _NOTED_SKILLS))
    if not offer.skills:
        notes.append("skills_unknown")
    elif missing:
        notes.append("skills_missing:" + ", ".join(missing))
    return notes
