from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.fusion import DENSE, FEATURES, LEXICAL, TITLED_RU, FusionWeights, best, fuse

WEIGHTS = FusionWeights(title_cosine=3.0, lexical_title=1.0)
scores = st.dictionaries(st.integers(1, 30), st.floats(-2, 2), max_size=20)


def test_relevance_is_the_weighted_mean_and_missing_counts_nothing() -> None:
    found = fuse({"title_cosine": {1: 0.8, 2: 0.4}, "lexical_title": {1: 1.0, 3: 0.5}}, WEIGHTS)
    assert found == pytest.approx({1: (3 * 0.8 + 1.0) / 4, 2: 0.3, 3: 0.125})


def test_signals_without_weight_bring_nobody_in() -> None:
    assert fuse({"card_cosine": {9: 1.0}}, WEIGHTS) == {}
    assert fuse({"title_cosine": {9: 1.0}}, FusionWeights()) == {}


def test_what_is_left_keeps_its_proportions() -> None:
    alone = fuse({"title_cosine": {1: 0.8}, "lexical_title": {1: 1.0}}, WEIGHTS.only("title_cosine"))
    assert alone == pytest.approx({1: 0.8})


def test_every_feature_is_dense_or_lexical() -> None:
    assert sorted((*DENSE, *LEXICAL)) == sorted(FEATURES)


@given(st.fixed_dictionaries(dict.fromkeys(FEATURES, scores)))
def test_always_between_0_and_1_and_independent_of_other_documents(
    signals: dict[str, dict[int, float]],
) -> None:
    everything = fuse(signals, TITLED_RU)
    assert all(0.0 <= value <= 1.0 + 1e-9 for value in everything.values())
    for key, value in everything.items():
        alone = {name: {k: v for k, v in found.items() if k == key} for name, found in signals.items()}
        assert fuse(alone, TITLED_RU)[key] == pytest.approx(value)


def test_ties_have_one_order() -> None:
    assert best({3: 0.5, 1: 0.5, 2: 0.9}, 2) == [(2, 0.9), (1, 0.5)]
