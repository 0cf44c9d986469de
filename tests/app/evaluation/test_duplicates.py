from __future__ import annotations

from pathlib import Path

import pytest

from app.evaluation import duplicates
from app.evaluation.duplicates import measure
from app.evaluation.metrics import Share
from data.errors import InvalidInput
from tests.app.ingestion.identity_pairs import pairs


def test_precision_comes_first() -> None:
    given = list(pairs())
    assert len(given) >= 300
    found = measure(given)
    wrong = [(pair.kind, pair.one.title) for pair in found.wrong if not pair.same]
    assert found.precision.value >= 0.99, wrong
    assert found.recall.value >= 0.90, {kind: share for kind, share in found.kinds.items() if share.value < 1}


def test_pairs_survive_a_file(tmp_path: Path) -> None:
    given = list(pairs())[::40]
    file = tmp_path / "pairs.jsonl"
    duplicates.save(given, file)
    assert list(duplicates.load(file)) == given


@pytest.mark.parametrize("line", ["{", "[]", '{"one": {}, "other": {}, "same": true}', '{"same": 1}'])
def test_a_line_that_is_no_pair_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="Line 2"):
        list(duplicates.load(file))
    with pytest.raises(InvalidInput):
        list(duplicates.load(tmp_path / "none.jsonl"))


def test_the_interval_holds_the_share() -> None:
    low, high = Share(99, 100).interval()
    assert low < 0.99 < high < 1
    assert Share(0, 0).interval() == (0.0, 1.0)
