"""Ranking measures. Pure; each takes one query's ranking and gives a number 0..1.

`ranking` is document ids, best first, each at most once; `grades` are judged documents (absent means 0).
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

Grades = Mapping[str, int]
_Z = 1.96  # 95 %


def ndcg(ranking: Sequence[str], grades: Grades, k: int = 10) -> float:
    """Normalised discounted cumulative gain with gain 2^grade - 1 (Burges et al. 2005) and log2 discount."""
    gained = _dcg([2.0 ** grades.get(document, 0) - 1 for document in ranking[:k]])
    ideal = _dcg(sorted((2.0**grade - 1 for grade in grades.values()), reverse=True)[:k])
    return gained / ideal if ideal else 0.0


def _dcg(gains: Sequence[float]) -> float:
    return math.fsum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def average_precision(ranking: Sequence[str], grades: Grades, strict: int = 1) -> float:
    """Mean of the precision at each relevant document (grade >= strict); those never found count 0."""
    relevant = _relevant(grades, strict)
    found, total = 0, 0.0
    for rank, document in enumerate(ranking, start=1):
        if document in relevant:
            found += 1
            total += found / rank
    return total / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Grades, strict: int = 1) -> float:
    """1 / rank of the first relevant document, 0 when there is none."""
    relevant = _relevant(grades, strict)
    return next((1 / rank for rank, document in enumerate(ranking, start=1) if document in relevant), 0.0)


def recall(ranking: Sequence[str], grades: Grades, k: int = 100, strict: int = 1) -> float:
    """Share of the relevant documents among the first k; capped: with more than k relevant, of k."""
    relevant = _relevant(grades, strict)
    if not relevant:
        return 0.0
    return len(relevant.intersection(ranking[:k])) / min(k, len(relevant))


def _relevant(grades: Grades, strict: int) -> set[str]:
    return {document for document, grade in grades.items() if grade >= strict}


@dataclass(frozen=True)
class Interval:
    """A mean over queries with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


def bootstrap(values: Sequence[float], *, samples: int = 1_000, seed: int = 20261121) -> Interval:
    """Percentile bootstrap over queries (Efron 1979); seeded, so equal values give equal intervals."""
    if not values:
        return Interval(0.0, 0.0, 0.0)
    chance = random.Random(seed)  # noqa: S311 - statistics, not secrets
    means = sorted(fmean(chance.choices(values, k=len(values))) for _ in range(samples))
    return Interval(fmean(values), means[int(0.025 * samples)], means[int(0.975 * samples) - 1])


def macro(values: Sequence[float], groups: Sequence[str]) -> float:
    """The mean of the groups' means: every group counts the same, however many queries it has."""
    gathered: dict[str, list[float]] = {}
    for value, group in zip(values, groups, strict=True):
        gathered.setdefault(group, []).append(value)
    return fmean(fmean(members) for members in gathered.values()) if gathered else 0.0


@dataclass(frozen=True)
class Share:
    """`hits` of `of`, with the Wilson interval of 95 % (Wilson 1927, JASA 22:209)."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else 0.0

    def interval(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 1.0
        share, square = self.value, _Z * _Z
        middle = share + square / (2 * self.of)
        spread = _Z * math.sqrt(share * (1 - share) / self.of + square / (4 * self.of * self.of))
        scale = 1 + square / self.of
        return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)

    def told(self) -> dict[str, float | int]:
        """As files and JSON have it."""
        low, high = self.interval()
        return {
            "value": round(self.value, 4), "hits": self.hits, "of": self.of,
            "low": round(low, 4), "high": round(high, 4),
        }  # fmt: skip
