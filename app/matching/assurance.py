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

Class = Literal[
    "papers",
    "education",
    "other_names",
    "names",
    "words",
    "language",
    "experience",
    "industry",
    "timed",
    "stated",
]

#: Of several aspects that decided, the first of these is weighed.
_CLASSES: tuple[tuple[Class, frozenset[Aspect]], ...] = (
    ("industry", frozenset({"industry"})),
    ("papers", frozenset({"paper", "licence", "car", "citizenship", "portfolio", "journeys"})),
    ("education", frozenset({"education"})),
    ("other_names", frozenset({"other_names"})),
    ("names", frozenset({"names"})),
    ("words", frozenset({"words", "computer", "beside"})),
    ("language", frozenset({"language"})),
    ("experience", frozenset({"years", "same_job", "as_a", "any_work"})),
)
#: What a résumé states when it is there; "missing" is weighed alike for all.
_STATED = frozenset({"papers", "education", "language", "experience", "timed"})


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
    bias=2.879,
    of_any={
        "asking": 0.26,
        "bare": 0.588,
        "gaps": 0.049,
        "lacking": -0.143,
        "proper": 0.209,
        "russian": -0.355,
        "strange": -0.087,
        "wished": -0.271,
        "words": -0.27,
    },
    of_verdict={
        "met": {
            "alien": -0.1,
            "bare": 0.26,
            "choice": 0.387,
            "clauses": 0.075,
            "examples": 1.086,
            "figures": -0.798,
            "items": -0.545,
            "lacking": -0.432,
            "nice": -0.509,
            "quoted": 0.261,
            "strange": -0.076,
            "unshown": -0.078,
        },
        "partly": {
            "alien": -0.238,
            "ands": 0.394,
            "choice": -0.584,
            "figures": 0.904,
            "names": 0.25,
            "strange": -0.086,
        },
        "missing": {
            "asking": 0.411,
            "clauses": -0.158,
            "doing": -1.03,
            "gaps": 0.241,
            "items": 0.333,
            "kin": -3.283,
            "nice": 0.623,
            "proper": 0.167,
            "russian": -0.81,
            "shown": -0.369,
            "words": -0.287,
        },
    },
    of_class={
        ("education", "met"): 0.993,
        ("education", "partly"): -0.197,
        ("experience", "met"): -0.002,
        ("industry", "met"): -1.315,
        ("language", "met"): 1.116,
        ("language", "partly"): 1.836,
        ("names", "met"): -0.529,
        ("names", "missing"): -0.28,
        ("other_names", "partly"): -1.567,
        ("stated", "missing"): 1.208,
    },
    enough=0.90,
    read=3998,
    given=0.58,
    right=0.951,
    right_fresh=0.946,
)


def sure(text: str, finding: Finding, evidence: Evidence, *, nice: bool = False, alien: int = 0) -> float:
    """The probability that a verdict of met, partly or missing on `text` is right; `alien` is `signs.unheld`
    of the posting."""
    signs = signs_of(text, finding, evidence, nice=nice, alien=alien)
    return 1.0 / (1.0 + math.exp(-_odds(signs, finding)))


def _odds(signs: Signs, finding: Finding) -> float:
    start, row = _weighed(finding.verdict, finding.by)
    return float(sum(map(mul, row, signs), start))


@lru_cache(maxsize=1_000)
def _weighed(verdict: Verdict, by: tuple[Aspect, ...]) -> tuple[float, tuple[float, ...]]:
    """What a verdict starts from, and the weight of each sign in their order."""
    found: Class = next((name for name, aspects in _CLASSES if not aspects.isdisjoint(by)), "words")
    if by[:1] == ("years",) and "names" in by:
        found = "timed"  # years of a skill, shown by the line of a job
    what: Class = "stated" if verdict == "missing" and found in _STATED else found
    own = WEIGHTS.of_verdict.get(verdict, {})
    row = tuple(WEIGHTS.of_any.get(name, 0.0) + own.get(name, 0.0) for name in Signs._fields)
    return WEIGHTS.bias + WEIGHTS.of_class.get((what, verdict), 0.0), row
