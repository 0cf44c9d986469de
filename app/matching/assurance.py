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
    bias=2.377,
    of_any={
        "asking": 0.349,
        "bare": 0.536,
        "figures": -0.204,
        "lacking": -0.144,
        "proper": 0.196,
        "russian": -0.191,
        "strange": -0.086,
        "unshown": -0.037,
    },
    of_verdict={
        "met": {
            "ands": -0.2,
            "bare": 0.334,
            "choice": 0.426,
            "clauses": 0.09,
            "examples": 1.075,
            "figures": -0.362,
            "items": -0.389,
            "lacking": -0.471,
            "names": -0.21,
            "nice": -0.624,
            "quoted": 0.37,
            "strange": -0.077,
            "unshown": -0.075,
        },
        "partly": {"bare": 1.047, "choice": -0.661, "clauses": 0.094, "figures": 0.761, "strange": -0.096},
        "missing": {
            "asking": 0.363,
            "bare": 0.613,
            "clauses": -0.121,
            "doing": -0.839,
            "gaps": 0.254,
            "items": 0.275,
            "kin": -3.809,
            "lacks": 0.178,
            "nice": 0.685,
            "proper": 0.197,
            "russian": -0.918,
            "several": 0.824,
            "shown": -0.356,
            "words": -0.378,
        },
    },
    of_class={
        ("education", "met"): 0.88,
        ("language", "met"): 1.022,
        ("language", "partly"): 1.77,
        ("names", "met"): -0.424,
        ("other_names", "partly"): -1.366,
        ("stated", "missing"): 1.288,
    },
    enough=0.836,
    read=3554,
    given=0.78,
    right=0.933,
    right_fresh=0.924,
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
