"""What likes and dislikes teach: small, bounded, visible. Pure.

Terms are the telling words of a title and the skills. A term found in two or more recent dislikes costs a
little, unless the person's own résumé has it; the most similar like adds a little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.matching.terms import Offer, Wanted, fold_skills
from app.matching.titles import telling, title_words
from app.matching.weights import Weights
from data.repositories.feedback import JudgedVacancy

_MIN_SHARED = 2
_NOTED = 3


@dataclass(frozen=True)
class Learned:
    value: float
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Taste:
    """`liked` are the term sets of liked vacancies; `disliked` the terms that cost."""

    liked: tuple[frozenset[str], ...] = ()
    disliked: frozenset[str] = frozenset()

    def effect(self, offer: Offer, weights: Weights) -> Learned:
        """Between `dislike_most` and `like`, with the terms that caused it."""
        if not self.liked and not self.disliked:
            return Learned(0.0, ())
        terms = terms_of(offer.title, offer.skills)
        notes = []
        value = 0.0
        best, shared = 0.0, frozenset[str]()
        for liked in self.liked:
            common = terms & liked
            similarity = len(common) / max(len(liked), 1)
            if len(common) >= min(_MIN_SHARED, len(liked)) and similarity > best:
                best, shared = similarity, common
        if best:
            value += weights.like * best
            notes.append("liked_similar:" + ", ".join(sorted(shared)[:_NOTED]))
        costly = sorted(terms & self.disliked)
        if costly:
            value += max(weights.dislike_most, weights.dislike_term * len(costly))
            notes.append("disliked_terms:" + ", ".join(costly[:_NOTED]))
        return Learned(value, tuple(notes))


NO_TASTE = Taste()


def terms_of(title: str, skills: Sequence[str]) -> frozenset[str]:
    """Telling stems of the title and folded skills."""
    return telling(title_words(title)) | fold_skills(skills)


def taste_of(judged: Sequence[JudgedVacancy], wanted: Wanted, weights: Weights) -> Taste:
    """From the newest likes and dislikes; the caller bounds their number and age."""
    own = wanted.skills.union(*wanted.titles) if wanted.titles else wanted.skills
    liked = tuple(terms_of(one.title, one.skills) for one in judged if one.verdict == "like")
    counted: Counter[str] = Counter()
    for one in judged:
        if one.verdict == "dislike":
            counted.update(terms_of(one.title, one.skills))
    disliked = frozenset(term for term, times in counted.items() if times >= weights.dislike_repeats)
    return Taste(tuple(terms for terms in liked if terms), disliked - own)
