from __future__ import annotations

import math

import pytest

from app.evaluation.metrics import average_precision, bootstrap, macro, ndcg, recall, reciprocal_rank

GRADES = {"a": 3, "b": 1, "c": 2, "far": 1}
RANKING = ["x", "a", "b", "y", "c"]


def test_ndcg_by_hand() -> None:
    gained = 7 / math.log2(3) + 1 / math.log2(4) + 3 / math.log2(6)
    ideal = 7 / 1 + 3 / math.log2(3) + 1 / math.log2(4) + 1 / math.log2(5)
    assert ndcg(RANKING, GRADES) == pytest.approx(gained / ideal)
    assert ndcg(RANKING, GRADES, k=1) == 0
    assert ndcg(["a", "c", "b", "far"], GRADES) == pytest.approx(1.0)


def test_average_precision_by_hand() -> None:
    assert average_precision(RANKING, GRADES) == pytest.approx((1 / 2 + 2 / 3 + 3 / 5) / 4)
    assert average_precision(RANKING, GRADES, strict=2) == pytest.approx((1 / 2 + 2 / 5) / 2)


def test_reciprocal_rank_and_recall_by_hand() -> None:
    assert reciprocal_rank(RANKING, GRADES) == 0.5
    assert reciprocal_rank(RANKING, GRADES, strict=4) == 0
    assert recall(RANKING, GRADES) == 0.75
    assert recall(RANKING, GRADES, k=2) == 0.5, "two of at most two"
    assert recall(RANKING, GRADES, strict=3) == 1


def test_nothing_judged_or_nothing_found_is_zero() -> None:
    for measure in (ndcg, average_precision, reciprocal_rank, recall):
        assert measure([], GRADES) == 0
        assert measure(RANKING, {}) == 0


def test_bootstrap_is_seeded_and_surrounds_the_mean() -> None:
    values = [0.0, 1.0] * 50
    first, second = bootstrap(values), bootstrap(values)
    assert first == second
    assert first.low < first.mean == 0.5 < first.high
    assert bootstrap([0.3] * 10).low == pytest.approx(0.3)
    assert bootstrap([]).mean == 0


def test_macro_counts_groups_alike() -> None:
    assert macro([1.0, 1.0, 1.0, 0.0], ["a", "a", "a", "b"]) == 0.5
