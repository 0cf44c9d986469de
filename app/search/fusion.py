"""Many weak signals to one relevance. Pure and typed.

Every signal is already a share of its own best (cosines of normalised vectors, BM25 over its ideal), so the
weighted mean is comparable between queries and does not depend on what else was recalled; on labelled sets it
ranked as well as z-scores and better than reciprocal ranks. What is missing counts as nothing: a document
without a lexical hit has no lexical rank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

#: The features of a candidate, as they are kept beside a match.
FEATURES = (
    "title_cosine",
    "card_cosine",
    "tasks_cosine",
    "lexical_title",
    "lexical_grams",
    "concepts",
    "lexical_skills",
    "lexical_body",
    "tasks_words",
    "themes",
    "role",
)


@dataclass(frozen=True)
class FusionWeights:
    """How much each signal says. Only the proportions matter."""

    title_cosine: float = 0.0
    card_cosine: float = 0.0
    tasks_cosine: float = 0.0
    lexical_title: float = 0.0
    lexical_grams: float = 0.0
    concepts: float = 0.0
    lexical_skills: float = 0.0
    lexical_body: float = 0.0
    tasks_words: float = 0.0
    themes: float = 0.0
    role: float = 0.0

    def only(self, *kept: str) -> FusionWeights:
        """The same proportions among some signals: when one of the indexes is down or switched off."""
        return FusionWeights(**{name: getattr(self, name) for name in kept})


#: A query that knows a job title. The rules from titles to roles are much surer in Russian.
TITLED_RU = FusionWeights(
    title_cosine=1.1,
    card_cosine=0.2,  # 0.15 to 0.3 order Russian postings the same
    lexical_title=0.5,
    lexical_grams=0.8,
    concepts=0.9,  # as good as 0.4 among Russian postings, and what finds English ones
    lexical_skills=0.2,
    lexical_body=1.0,
    themes=0.7,
    role=0.5,
)
TITLED_EN = replace(TITLED_RU, title_cosine=1.5, concepts=1.5, role=0.1, card_cosine=0.6, lexical_body=1.0)
#: Several English titles are a résumé: its card says more than the words of its past titles.
RESUME_EN = replace(
    TITLED_EN,
    title_cosine=1.0,
    concepts=0.6,
    card_cosine=1.0,
    lexical_title=0.3,
    lexical_grams=0.3,
    lexical_skills=0.2,
    themes=0.8,
)
#: A title that is asked for what one does there: the words of tasks hardly share any with it, so what is
#: known of the occupation counts, and of its own words the whole ones rather than their neighbourhood.
SKILLS_OF_TITLE = replace(
    TITLED_EN,
    title_cosine=0.3,
    card_cosine=0.3,
    lexical_title=2.4,
    lexical_body=1.5,
    concepts=2.6,
    role=0.0,
    tasks_cosine=7.0,
    tasks_words=2.4,
)
#: A query of skills alone: the names of technologies say more than their neighbourhood in a vector space,
#: which blurs Java with JavaScript.
SKILLED = FusionWeights(card_cosine=0.02, lexical_skills=1.0, lexical_body=1.0, themes=0.75)
#: Free text that is neither.
WORDED = FusionWeights(card_cosine=1.0, title_cosine=0.5, lexical_body=1.0, lexical_title=0.3)
#: A whole posting or another long text: what it is about as a whole, then its words, then its title.
PASSAGE = FusionWeights(
    title_cosine=1.8,
    card_cosine=0.6,
    lexical_title=0.6,
    lexical_grams=0.6,
    concepts=1.0,
    lexical_skills=0.2,
    lexical_body=3.0,
    themes=3.0,
)

DENSE = ("title_cosine", "card_cosine", "tasks_cosine")
LEXICAL = (
    "lexical_title", "lexical_grams", "concepts", "lexical_skills", "lexical_body", "tasks_words", "themes",
    "role",
)  # fmt: skip


def fuse(signals: Mapping[str, Mapping[int, float]], weights: FusionWeights) -> dict[int, float]:
    """Vacancy id -> relevance 0..1: the weighted mean of its signals, each clipped to 0..1."""
    used = {item.name: getattr(weights, item.name) for item in fields(weights)}
    total = sum(used.values())
    if total <= 0:
        return {}
    relevance: dict[int, float] = {}
    for name, weight in used.items():
        if weight <= 0:
            continue
        for key, value in signals.get(name, {}).items():
            share = min(1.0, max(0.0, value)) * weight / total
            relevance[key] = relevance.get(key, 0.0) + share
    return relevance


def best(relevance: Mapping[int, float], limit: int) -> list[tuple[int, float]]:
    """The highest, ties by id so that the same question gets the same answer."""
    return sorted(relevance.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
