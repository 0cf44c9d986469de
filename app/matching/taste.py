"""What likes, dislikes and ratings teach: small, bounded, visible. Pure.

Two lessons, kept apart:

* Dislikes cost. What returns in two or more recent dislikes and is not the person's own takes −0.02 from a
  vacancy that has it, −0.06 at most. The reason says what to look at: skills, place, pay or the company; a
  company that is named as the reason costs from the first time. What is liked as often as disliked is free.
* Likes raise. A ridge regression over the traits of everything judged (like +1, dislike −1, a rating between)
  with a strong prior at nought tells how far a vacancy is like what was liked, against the usual one of the
  same list. It adds 0 to `Weights.like`, never less than nothing: only repeated dislikes take away.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from app.matching.features import PAY, SCALES, Subject, codes_of, features_of, names_of, pay_of
from app.matching.terms import Wanted
from app.matching.weights import Weights
from app.taxonomy.words import fold
from data.repositories.feedback import JudgedVacancy

_NOTED = 3
_PAY_SPREAD = 0.35  # of log pay: half as much again is about one unit
_PAY_SCALE = 0.6
_LEAST_TOLD = 0.004  # a trait that moves less is not named
#: What a dislike is about, by its reason.
_ABOUT: dict[str | None, tuple[str, ...]] = {
    "skills": ("word", "skill"),
    "place": ("city", "format"),
    "salary": (PAY,),
    "company": ("employer",),
}
_ABOUT_ALL = ("word", "skill", "employer", "domain")
_SEPARATORS = str.maketrans({"|": " ", ";": " "})


@dataclass(frozen=True)
class Learned:
    """What to add to a score, and why: "liked_similar:3.1|format:REMOTE;skill:Kotlin" (points, traits)."""

    value: float
    notes: tuple[str, ...] = ()


NOTHING = Learned(0.0)


@dataclass(frozen=True)
class Lesson:
    """One thing learned: a vacancy that has the trait `code` gains (or loses) about `value` of a score."""

    code: str
    name: str  # as a posting spells it, a code of the dictionary, or roubles a month
    value: float
    kind: Literal["like", "dislike"]


@dataclass(frozen=True)
class Background:
    """What the list usually has: the mean value of each trait, and the mean of log pay."""

    means: Mapping[str, float] = field(default_factory=dict)
    pay: float | None = None

    @classmethod
    def of(cls, subjects: Sequence[Subject]) -> Background:
        totals: Counter[str] = Counter()
        for one in subjects:
            totals.update(features_of(one))
        pays = [pay for one in subjects if (pay := pay_of(one)) is not None]
        among = max(len(subjects), 1)
        return cls(
            {code: total / among for code, total in totals.items()},
            math.fsum(pays) / len(pays) if pays else None,
        )


@dataclass(frozen=True)
class Taste:
    """`costs` are the traits that cost, `pay_under` the pay (log) from which down pay does; `weights` those
    of the regression, `usual` what they say of the usual vacancy; `names` the spellings of traits."""

    costs: frozenset[str] = frozenset()
    pay_under: float | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    usual: Mapping[str, float] = field(default_factory=dict)
    usual_pay: float | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not self.costs and self.pay_under is None and not self.weights

    def effect(self, one: Subject, weights: Weights, *, suits: float = 1.0) -> Learned:
        """Between `dislike_most` and `like`, with the traits that caused it. `suits` 0..1 is how far the
        vacancy suits without learning: nobody wants the right perks in the wrong job."""
        if self.empty:
            return NOTHING
        features, pay = features_of(one), pay_of(one)
        likes, liked = self._raised(features, pay, weights)
        likes = round(likes * min(1.0, max(0.0, suits)), 4)
        cost, costly = self._cost(features, pay, weights)
        notes = []
        if likes:
            notes.append(self._note("liked_similar", likes, liked))
        if cost:
            notes.append(self._note("disliked_terms", cost, costly))
        return Learned(likes + cost, tuple(notes))

    def lessons(self, weights: Weights, *, most: int = 12) -> list[Lesson]:
        """All that is worth telling, the strongest first."""
        found = [
            Lesson(code, self._name(code), weights.dislike_term, "dislike") for code in sorted(self.costs)
        ]
        if self.pay_under is not None:
            found.append(Lesson(PAY, self._name(PAY), weights.dislike_term, "dislike"))
        for code, weight in self.weights.items():
            scale = 1.0 if code == PAY else _usual_value(code)
            value = min(weights.like, weights.like * weights.like_steepness * weight * scale)
            if value >= _LEAST_TOLD:
                found.append(Lesson(code, "" if code == PAY else self._name(code), value, "like"))
        return sorted(found, key=lambda one: (-abs(one.value), one.code))[:most]

    def _raised(
        self, features: Mapping[str, float], pay: float | None, weights: Weights
    ) -> tuple[float, list[str]]:
        if not self.weights:
            return 0.0, []
        given = {code: self.weights[code] * value for code, value in features.items() if code in self.weights}
        if PAY in self.weights:
            given[PAY] = self.weights[PAY] * _pay_value(pay, self.usual_pay)
        alike = math.fsum(given.values()) - math.fsum(self.usual.values())
        if alike <= 0.0:
            return 0.0, []
        value = round(weights.like * min(1.0, weights.like_steepness * alike), 4)
        more = {code: part - self.usual.get(code, 0.0) for code, part in given.items()}
        told = sorted((code for code, part in more.items() if part > 0.0), key=lambda code: -more[code])
        return value, told[:_NOTED]

    def _cost(
        self, features: Mapping[str, float], pay: float | None, weights: Weights
    ) -> tuple[float, list[str]]:
        costly = sorted(self.costs.intersection(features))
        if self.pay_under is not None and pay is not None and pay <= self.pay_under:
            costly.append(PAY)
        return max(weights.dislike_most, weights.dislike_term * len(costly)), costly[:_NOTED]

    def _note(self, code: str, value: float, traits: Iterable[str]) -> str:
        """What raises by its pay is paid better than usual: it has no amount."""
        named = {one: "" if one == PAY and value > 0 else self._name(one) for one in traits}
        told = ";".join(
            f"{one.partition(':')[0]}:{name}".translate(_SEPARATORS) for one, name in named.items()
        )
        return f"{code}:{value * 100:.1f}|{told}"

    def _name(self, code: str) -> str:
        """Of pay: up to how much is too low."""
        if code == PAY:
            return str(round(math.exp(self.pay_under))) if self.pay_under is not None else ""
        return self.names.get(code, code.partition(":")[2])


NO_TASTE = Taste()


def _usual_value(code: str) -> float:
    """The value of a trait that stands alone in its kind, of a word or a skill among a few."""
    kind = code.partition(":")[0]
    return SCALES[kind] / (2.0 if kind in ("word", "skill") else 1.0)


def taste_of(
    judged: Sequence[JudgedVacancy],
    wanted: Wanted,
    weights: Weights,
    background: Background | None = None,
    *,
    without: Collection[str] = (),
) -> Taste:
    """From the newest judgements; the caller bounds their number and age. `background` is the list as it
    would be without learning, `without` are traits the person has taken out of what was learned."""
    if not judged:
        return NO_TASTE
    names: dict[str, str] = {}
    for one in reversed(judged):
        names.update(names_of(one))
    costs = _costs(judged, wanted, weights) - set(without)
    pay_under = None if PAY in without else _pay_under(judged, weights)
    usual = background or Background()
    fitted = _fit(judged, usual, weights)
    kept = {code: weight for code, weight in fitted.items() if code not in without}
    mean = {code: weight * usual.means.get(code, 0.0) for code, weight in kept.items()}
    return Taste(costs, pay_under, kept, mean, usual.pay, names)


def _costs(judged: Sequence[JudgedVacancy], wanted: Wanted, weights: Weights) -> frozenset[str]:
    disliked: Counter[str] = Counter()
    liked: Counter[str] = Counter()
    named: set[str] = set()
    for one in judged:
        codes = codes_of(one)
        if one.verdict == "like":
            liked.update(_flat(codes, codes))
        elif one.verdict == "dislike":
            disliked.update(_flat(codes, _ABOUT.get(one.reason, _ABOUT_ALL)))
            if one.reason == "company":
                named.update(_flat(codes, ("employer",)))
    own = _own(wanted)
    return frozenset(
        code
        for code, times in disliked.items()
        if (times >= weights.dislike_repeats or code in named) and times > liked[code] and not own(code)
    )


def _flat(codes: Mapping[str, frozenset[str]], kinds: Iterable[str]) -> list[str]:
    return [f"{kind}:{name}" for kind in kinds for name in codes.get(kind, ())]


def _own(wanted: Wanted) -> Callable[[str], bool]:
    """What is the person's own never costs."""
    cities = {fold(city) for city in (wanted.city, *(area.name for area in wanted.areas)) if city}
    held = {f"skill:{name}" for name in wanted.skills}
    held |= {f"word:{word}" for title in wanted.titles for word in title}
    held |= {f"word:{name}" for name in wanted.skills}
    held |= {f"domain:{name}" for name in wanted.domains} | {f"city:{city}" for city in cities}
    if wanted.remote:
        held.add("format:REMOTE")
    return held.__contains__


def _pay_under(judged: Sequence[JudgedVacancy], weights: Weights) -> float | None:
    """The second best pay that was called too low; one slip of the finger teaches nothing."""
    low = sorted(
        (
            pay
            for one in judged
            if one.verdict == "dislike" and one.reason == "salary" and (pay := pay_of(one)) is not None
        ),
        reverse=True,
    )
    return low[weights.dislike_repeats - 1] if len(low) >= weights.dislike_repeats else None


def _fit(judged: Sequence[JudgedVacancy], usual: Background, weights: Weights) -> dict[str, float]:
    """Ridge regression in its dual form (Saunders et al. 1998): as many equations as judgements, ≤ 90.

    Inputs are differences from the usual vacancy, so what everything on the list has teaches nothing. Pay
    only ever attracts: that somebody liked what is paid less is no wish for less.
    """
    target = np.array([_opinion(one) for one in judged])
    found = [features_of(one) for one in judged]
    codes = sorted(set().union(*found))
    rows = [[one.get(code, 0.0) - usual.means.get(code, 0.0) for code in codes] for one in found]
    for row, one in zip(rows, judged, strict=True):
        row.append(_pay_value(pay_of(one), usual.pay))
    traits = np.array(rows)
    kernel = traits @ traits.T + weights.like_prior * np.eye(len(judged))
    learned = traits.T @ np.linalg.solve(kernel, target)
    return {
        code: float(weight)
        for code, weight in zip((*codes, PAY), learned, strict=True)
        if abs(weight) > 1e-4 and (code != PAY or weight > 0)
    }


def _opinion(one: JudgedVacancy) -> float:
    if one.verdict is not None:
        return 1.0 if one.verdict == "like" else -1.0
    return ((one.relevance or 3) - 3) / 2


def _pay_value(pay: float | None, usual: float | None) -> float:
    if pay is None or usual is None:
        return 0.0
    return _PAY_SCALE * min(1.5, max(-1.5, (pay - usual) / _PAY_SPREAD))
