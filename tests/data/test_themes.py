from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.themes import Floats, Placed, ThemeIndex


def unit(*rows: tuple[float, ...]) -> Floats:
    found = np.array(rows, dtype=np.float32)
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9), np.float32)


@pytest.fixture
def index(tmp_path: Path) -> ThemeIndex:
    return ThemeIndex.beside(tmp_path / "lexical")


def test_nothing_is_there_before_something_was_learned(index: ThemeIndex) -> None:
    assert index.placed() is None
    assert index.model("model-1") is None
    index.write([1], unit((1, 0)), cursor=3)
    assert index.placed() is None, "rows without a model mean nothing"


def test_the_nearest_come_first_and_what_is_not_near_not_at_all(index: ThemeIndex) -> None:
    rows = unit((1, 0), (1, 1), (0, 1), (-1, 0), (1, 1))
    index.replace("model-1", {"a": np.arange(3)}, [5, 9, 2, 4, 7], rows, cursor=8, learned=5)
    placed = index.placed()
    assert placed is not None
    assert (placed.model, placed.cursor, placed.learned) == ("model-1", 8, 5)
    near = placed.near(np.array([1, 0], dtype=np.float32))
    ids, cosines = near.best(10)
    assert ids.tolist() == [5, 7, 9]
    assert cosines == pytest.approx([1.0, 0.7071, 0.7071], abs=1e-3)
    assert near.best(2)[0].tolist()[0] == 5
    asked, told = near.of(np.array([2, 3, 4, 9]))
    assert asked.tolist() == [2, 4, 9], "3 has no place"
    assert told == pytest.approx([0.0, -1.0, 0.7071], abs=1e-3)


@pytest.mark.parametrize("rounded", [1, 7])
def test_the_nearest_of_many_are_those_of_ordering_all(rounded: int) -> None:
    chance = np.random.default_rng(rounded)
    cosines = np.round(chance.standard_normal(20_000) / 4, rounded).astype(np.float32)
    placed = Placed("model-1", np.arange(20_000), cosines[:, None], cursor=1, learned=1)
    near = placed.near(np.ones(1, dtype=np.float32))
    for k in (1, 40, 400, 19_999):
        ids, found = near.best(k)
        expected = np.sort(cosines[cosines > 0])[::-1][:k]
        assert found.tolist() == expected.tolist()
        assert cosines[ids].tolist() == found.tolist()


def test_rows_are_replaced_added_and_taken_out(index: ThemeIndex) -> None:
    index.replace("model-1", {}, [1, 2, 3], unit((1, 0), (1, 0), (1, 0)), cursor=1, learned=3)
    before = index.placed()
    index.write([2, 4, 5], unit((0, 1), (0, 1), (0, 0)), [3], cursor=2)
    placed = index.placed()
    assert placed is not None
    assert placed.ids.tolist() == [1, 2, 4], "a row of zeros has no place"
    assert placed.near(np.array([0, 1], dtype=np.float32)).of(placed.ids)[1].tolist() == [0, 1, 1]
    assert placed.cursor == 2
    assert before is not None
    assert before.ids.tolist() == [1, 2, 3], "a reader keeps what it has"


def test_a_new_model_takes_the_place_of_the_old(index: ThemeIndex) -> None:
    index.replace("model-1", {"a": np.arange(3)}, [1], unit((1, 0)), cursor=1, learned=1)
    index.replace("model-2", {"a": np.arange(4)}, [1], unit((1, 0, 0)), cursor=2, learned=9)
    assert index.model("model-1") is None
    found = index.model("model-2")
    assert found is not None
    assert found["a"].tolist() == [0, 1, 2, 3]


def test_a_damaged_folder_is_an_empty_one(index: ThemeIndex) -> None:
    index.replace("model-1", {}, [1], unit((1, 0)), cursor=1, learned=1)
    for file in index.folder.iterdir():
        file.write_bytes(b"PK not really")
    assert ThemeIndex(index.folder).placed() is None
    assert index.model("model-1") is None
