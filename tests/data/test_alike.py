"""The cosine of words: the rest of a field matters as much as what matches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data import alike
from data.alike import most_alike
from data.lexical import LexicalDocument, LexicalIndex, Words

TITLES = {
    1: ["operate", "crane"],
    2: ["operate"],
    3: ["operate", "crane", "of", "harbour"],
    4: ["bake", "bread"],
    5: ["operate", "oven"],
}


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    made = LexicalIndex(tmp_path / "lexical")
    made.write([LexicalDocument(key, title=words) for key, words in TITLES.items()], cursor=5)
    return made


def asked(index: LexicalIndex, *texts: str, worth: float = 1.0) -> dict[int, float]:
    words = [Words(dict.fromkeys(text.split(), 1.0), worth) for text in texts]
    ids, scores = most_alike(index.ask(), "title", words)
    assert list(ids) == sorted(ids)
    return dict(zip(ids.tolist(), scores.tolist(), strict=True))


def test_the_same_words_are_wholly_alike_and_others_less(index: LexicalIndex) -> None:
    found = asked(index, "operate crane")
    assert found[1] == pytest.approx(1.0)
    assert found[1] > found[3] > found[5]
    assert 4 not in found


def test_the_likest_alternative_counts_with_its_worth(index: LexicalIndex) -> None:
    found = asked(index, "bake bread", "operate crane", worth=0.5)
    assert found[4] == pytest.approx(0.5)
    assert found[1] == pytest.approx(0.5)
    assert asked(index, "bread bake")[4] == pytest.approx(1.0)


def test_words_nobody_has_lower_the_share_and_alone_find_nothing(index: LexicalIndex) -> None:
    assert asked(index, "bake bread zzq")[4] < 0.9
    assert asked(index, "zzq") == {}
    assert asked(index) == {}


def test_the_commonest_words_are_passed_over(index: LexicalIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "MOST", 2)
    found = asked(index, "operate crane")
    assert set(found) == {1, 3}
    assert all(np.isfinite(score) and 0 < score < 1 for score in found.values())
