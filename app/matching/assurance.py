"""How sure a verdict on a requirement is, and from where on it is given. Pure.

A logistic regression over `signs`, fitted elsewhere on verdicts read by hand and held to be right or wrong;
only its weights live here (`docs/adr/0040`). What is less sure is "unclear": no claim is made.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from typing import Literal

from app.matching.evidence import Evidence
from app.matching.finding import Aspect, Finding
from app.matching.signs import Signs, signs_of
from app.matching.types import Verdict

Class = Literal["papers", "education", "other_names", "names", "words", "language", "experience", "stated"]

#: Of several aspects that decided, the first of these is weighed.
_CLASSES: tuple[tuple[Class, frozenset[Aspect]], ...] = (
    ("papers", frozenset({"paper", "licence", "car", "citizenship", "portfolio", "journeys"})),
    ("education", frozenset({"education"})),
    ("other_names", frozenset({"other_names"})),
    ("names", frozenset({"names"})),
    ("words", frozenset({"words", "computer", "beside"})),
    ("language", frozenset({"language"})),
    ("experience", frozenset({"years", "industry", "same_job", "as_a", "any_work"})),
)
#: What a résumé states when it is there; "missing" is weighed alike for all.
_STATED = frozenset({"papers", "education", "language", "experience"})


@dataclass(frozen=True)
class Weights:
    """`of_any` and `of_verdict` are log-odds for each unit of a sign, `of_class` those of what decided;
    `enough` is the least probability of being right of a verdict that is given.

    `read` verdicts were read for it; of those at or above `enough`, the share `given` of all, `right` were
    right, found by cross-validation over people, and `right_fresh` of those on postings not used before.
    """

    version: int
    bias: float
    of_any: Mapping[str, float]
    of_verdict: Mapping[Verdict, Mapping[str, float]]
    of_class: Mapping[tuple[Class, Verdict], float]
    enough: float
    read: int
    given: float
    right: float
    right_fresh: float


WEIGHTS = Weights(
    version=1,
    bias=2.742,
    of_any={
        "asking": 0.327,
        "bare": 0.52,
        "lacking": -0.126,
        "proper": 0.224,
        "russian": -0.339,
        "strange": -0.102,
        "unshown": -0.043,
    },
    of_verdict={
        "met": {
            "bare": 0.315,
            "choice": 0.401,
            "clauses": 0.058,
            "examples": 1.046,
            "figures": -0.532,
            "items": -0.561,
            "lacking": -0.469,
            "nice": -0.572,
            "quoted": 0.253,
            "strange": -0.085,
            "unshown": -0.069,
        },
        "partly": {
            "ands": 0.348,
            "choice": -0.757,
            "clauses": 0.076,
            "figures": 0.585,
            "names": 0.233,
            "strange": -0.142,
        },
        "missing": {
            "asking": 0.551,
            "bare": 0.485,
            "choice": -0.383,
            "clauses": -0.137,
            "gaps": 0.265,
            "items": 0.317,
            "kin": -3.616,
            "nice": 0.597,
            "proper": 0.18,
            "russian": -1.024,
            "several": 0.807,
            "shown": -0.387,
            "unshown": 0.043,
            "words": -0.425,
        },
    },
    of_class={
        ("education", "met"): 1.048,
        ("language", "met"): 0.991,
        ("language", "partly"): 1.642,
        ("names", "met"): -0.53,
        ("names", "missing"): -0.316,
        ("names", "partly"): -0.304,
        ("other_names", "partly"): -1.706,
        ("stated", "missing"): 1.027,
    },
    enough=0.85,
    read=3768,
    given=0.75,
    right=0.938,
    right_fresh=0.928,
)


def sure(text: str, finding: Finding, evidence: Evidence, *, nice: bool = False) -> float:
    """The probability that a verdict of met, partly or missing on `text` is right."""
    signs = signs_of(text, finding, evidence, nice=nice)
    return 1.0 / (1.0 + math.exp(-_odds(signs, finding)))


def _odds(signs: Signs, finding: Finding) -> float:
    start, row = _weighed(finding.verdict, finding.by)
    return float(sum(map(mul, row, signs), start))


@lru_cache(maxsize=1_000)
def _weighed(verdict: Verdict, by: tuple[Aspect, ...]) -> tuple[float, tuple[float, ...]]:
    """What a verdict starts from, and the weight of each sign in their order."""
    found: Class = next((name for name, aspects in _CLASSES if not aspects.isdisjoint(by)), "words")
    what: Class = "stated" if verdict == "missing" and found in _STATED else found
    own = WEIGHTS.of_verdict.get(verdict, {})
    row = tuple(WEIGHTS.of_any.get(name, 0.0) + own.get(name, 0.0) for name in Signs._fields)
    return WEIGHTS.bias + WEIGHTS.of_class.get((what, verdict), 0.0), row
