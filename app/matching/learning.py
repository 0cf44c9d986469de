"""Learning laid over a ranked list: who moves, by how much, and that nobody strong is buried. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.matching.features import Subject
from app.matching.taste import NO_TASTE, Background, Learned, Taste, taste_of
from app.matching.terms import Wanted
from app.matching.weights import Weights
from data.repositories.feedback import JudgedVacancy

#: The best so many without learning …
STRONG = 30
#: … stay among the first so many with it, whatever was disliked.
KEPT_WITHIN = 50
#: So many of the best tell what the usual vacancy of a list is like.
USUAL = 50
MOVED = "moved"  # the note of how many places learning moved a vacancy, up +, down −
_STEP = 0.0001  # scores have four digits


@dataclass(frozen=True)
class Standing:
    """One vacancy of a list that stands best first without learning; `score` is without it too."""

    subject: Subject
    score: float


@dataclass(frozen=True)
class Moved:
    """`value` to add to the score, why, and by how many places it moves up (+) or down (−)."""

    value: float
    notes: tuple[str, ...] = ()
    places: int = 0

    @property
    def told(self) -> tuple[str, ...]:
        """The notes, with the places where there are any."""
        return (*self.notes, f"{MOVED}:{self.places:+d}") if self.places else self.notes


@dataclass(frozen=True)
class Lessons:
    """What one person's judgements teach for one résumé; `without` are the traits they took out."""

    judged: tuple[JudgedVacancy, ...] = ()
    wanted: Wanted = Wanted()
    without: frozenset[str] = frozenset()
    switched_on: bool = True

    def taste(self, usual: Sequence[Subject] | Background, weights: Weights) -> Taste:
        """`usual` is the list as it stands without learning."""
        if not self.switched_on or not self.judged:
            return NO_TASTE
        background = usual if isinstance(usual, Background) else Background.of(usual[:USUAL])
        return taste_of(self.judged, self.wanted, weights, background, without=self.without)


NO_LESSONS = Lessons()


def settle(standings: Sequence[Standing], taste: Taste, weights: Weights) -> list[Moved]:
    """One for each, in the order given. Scores stay within 0..1."""
    if taste.empty:
        return [Moved(0.0) for _ in standings]
    effects = [
        _bounded(one.score, taste.effect(one.subject, weights, suits=one.score / weights.stretch_score))
        for one in standings
    ]
    scores = [one.score + learned.value for one, learned in zip(standings, effects, strict=True)]
    while buried := [one for one in _order(scores)[KEPT_WITHIN:] if one < STRONG]:
        # above the last but so many of the others: then all of the strong find room
        number = buried[0]
        others = sorted(scores[STRONG:], reverse=True)
        lifted = min(1.0, others[KEPT_WITHIN - STRONG] + _STEP)
        effects[number] = replace(effects[number], value=round(lifted - standings[number].score, 4))
        scores[number] = standings[number].score + effects[number].value
    places = {number: place for place, number in enumerate(_order(scores))}
    return [
        Moved(learned.value, learned.notes, number - places[number] if learned.value else 0)
        for number, learned in enumerate(effects)
    ]


def _order(scores: Sequence[float]) -> list[int]:
    return sorted(range(len(scores)), key=lambda number: (-round(scores[number], 4), number))


def _bounded(score: float, learned: Learned) -> Learned:
    return replace(learned, value=round(min(1.0 - score, max(-score, learned.value)), 4))
