from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import pytest

from app.search.embedding import CachedEmbedder, LocalEmbedder, Vectors, embeddable


def test_like_titles_are_near_across_languages(local: LocalEmbedder) -> None:
    cook, chef, driver = local.encode(["повар", "cook", "truck driver"])
    assert float(cook @ chef) > float(cook @ driver) + 0.2
    assert np.linalg.norm(cook) == pytest.approx(1.0, abs=1e-5)


def test_rows_keep_their_order_and_empty_text_has_no_direction(local: LocalEmbedder) -> None:
    texts = ["a rather long title of a job that nobody has", "", "cook", " \n "]
    rows = local.encode(texts)
    assert rows.shape == (4, local.dimension)
    assert rows.dtype == np.float32
    assert not rows[1].any()
    assert not rows[3].any()
    assert float(rows[2] @ local.encode(["cook"])[0]) == pytest.approx(1.0, abs=1e-4)
    assert local.encode([]).shape == (0, local.dimension)


def test_nasty_text_is_taken(local: LocalEmbedder) -> None:
    rows = local.encode(["\ud800 \x00 ﷺ" * 50, "слово " * 200_000, "👩‍🍳" * 100])
    assert np.isfinite(rows).all()
    assert len(embeddable("слово " * 200_000)) <= 1_000
    assert embeddable("и\u0306") == "й"


def test_threads_get_the_same_vectors(local: LocalEmbedder) -> None:
    texts = ["повар", "водитель погрузчика", "data engineer"]
    expected = local.encode(texts)
    found: list[Vectors] = []
    threads = [threading.Thread(target=lambda: found.append(local.encode(texts))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(np.allclose(rows, expected, atol=1e-5) for rows in found)


class Counting:
    name, dimension = "counting", 2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.asarray([[len(text), 1.0] for text in texts], dtype=np.float32)


def test_the_cache_asks_once_and_stays_bounded() -> None:
    inner = Counting()
    cached = CachedEmbedder(inner, size=2)
    rows = cached.encode(["a", "bb", "a"])
    assert rows[:, 0].tolist() == [1, 2, 1]
    cached.encode(["bb", "a"])
    assert inner.asked == ["a", "bb"]
    cached.encode(["ccc"])
    cached.encode(["bb"])
    assert inner.asked == ["a", "bb", "ccc", "bb"], "the longest unused was forgotten"
