from __future__ import annotations

import numpy as np
import pytest

from data.errors import IndexUnavailable
from data.vectors import VectorCollection, VectorStore, collection_name
from tests.conftest import free_port


def unit(*values: float) -> np.ndarray:
    row = np.asarray(values, dtype=np.float32)
    return row / np.linalg.norm(row)


@pytest.fixture
def collection(chroma: str, request: pytest.FixtureRequest) -> VectorCollection:
    return VectorStore(chroma).collection("title", request.node.name, 3)


def test_nearest_come_first_with_their_cosine(collection: VectorCollection) -> None:
    collection.upsert([1, 2, 3], np.stack([unit(1, 0, 0), unit(1, 1, 0), unit(0, 0, 1)]))
    found = collection.query(unit(1, 0, 0), 2)
    assert [key for key, _ in found] == [1, 2]
    assert [cosine for _, cosine in found] == pytest.approx([1.0, 2**-0.5], abs=1e-4)


def test_writing_again_replaces_and_deleting_removes(collection: VectorCollection) -> None:
    collection.upsert([1, 2], np.stack([unit(1, 0, 0), unit(0, 1, 0)]), hashes=["a", "b"])
    collection.upsert([1], unit(0, 0, 1)[None, :], hashes=["c"])
    assert collection.hashes_of([1, 2, 99]) == {1: "c", 2: "b"}
    assert collection.query(unit(0, 0, 1), 1)[0][0] == 1
    collection.delete([1, 77])
    assert list(collection.ids()) == [2]
    assert collection.count() == 1


def test_cursor_survives_other_handles_and_keeps_complete(chroma: str, collection: VectorCollection) -> None:
    assert collection.cursor() == 0
    collection.set_cursor(41, complete=True)
    collection.set_cursor(42)
    other = VectorStore(chroma).collection("title", collection.model, 3).state()
    assert (other.cursor, other.complete, other.dimension) == (42, True, 3)


def test_a_dropped_collection_starts_from_nothing(collection: VectorCollection) -> None:
    collection.upsert([1], unit(1, 0, 0)[None, :])
    collection.set_cursor(9)
    collection.drop()
    assert collection.cursor() == 0
    assert collection.count() == 0


def test_a_handle_outlives_the_collection_it_was_opened_on(chroma: str, collection: VectorCollection) -> None:
    collection.upsert([1], unit(1, 0, 0)[None, :])
    other = VectorStore(chroma).collection("title", collection.model, 3)
    other.drop()
    other.upsert([5], unit(1, 0, 0)[None, :])
    assert collection.query(unit(1, 0, 0), 1)[0][0] == 5


def test_writing_to_a_wiped_collection_is_told_and_then_works(
    chroma: str, collection: VectorCollection
) -> None:
    collection.upsert([1], unit(1, 0, 0)[None, :])
    VectorStore(chroma).collection("title", collection.model, 3).drop()
    with pytest.raises(IndexUnavailable):
        collection.upsert([2], unit(0, 1, 0)[None, :])
    collection.upsert([2], unit(0, 1, 0)[None, :])
    assert list(collection.ids()) == [2]
    assert collection.cursor() == 0


def test_models_and_dimensions_never_share_a_collection() -> None:
    names = {
        collection_name(field, model, dimension)
        for field in ("title", "card")
        for model in ("use-v3", "text-embedding-3-small")
        for dimension in (512, 1536)
    }
    assert len(names) == 8
    with pytest.raises(ValueError, match="expected"):
        VectorStore("http://127.0.0.1:9").collection("title", "m", 4).upsert(
            [1], np.zeros((1, 3), dtype=np.float32)
        )


def test_complete_needs_both_fields(chroma: str) -> None:
    store = VectorStore(chroma)
    store.collection("title", "half", 3).set_cursor(1, complete=True)
    store.collection("card", "half", 3).set_cursor(1)
    assert not store.complete("half", 3)
    store.collection("card", "half", 3).set_cursor(1, complete=True)
    assert store.complete("half", 3)


def test_a_server_that_is_not_there_is_said_at_once() -> None:
    store = VectorStore(f"http://127.0.0.1:{free_port()}")
    assert not store.answers()
    with pytest.raises(IndexUnavailable):
        store.collection("title", "m", 3).query(unit(1, 0, 0), 5)
