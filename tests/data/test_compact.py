"""The compact vectors: near ones are found, kills and other readers do no harm."""

from __future__ import annotations

import numpy as np
import pytest

from data import compact as module
from data.compact import FACTS, CompactVectors
from data.nearest import codes_of, differing

DIMENSION = 128


def clustered(many, seed=1, centres=40):
    chance = np.random.default_rng(seed)
    around = np.random.default_rng(0).standard_normal((centres, DIMENSION))
    rows = around[chance.integers(0, centres, many)] + 0.6 * chance.standard_normal((many, DIMENSION))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def fill(compact, rows, first=1, gone=(), cursor=1):
    facts = np.zeros(len(rows), FACTS)
    compact.put(range(first, first + len(rows)), {"title": rows, "card": -rows}, facts, gone, cursor=cursor)
    compact.settle(cursor)


def near(snapshot, *asked):
    """Pairs of id and cosine, best first, a list for each vector."""
    return [list(zip(*map(np.ndarray.tolist, found), strict=True)) for found in snapshot.nearest(*asked)]


def share(found, rows, vector, k, allowed=None):
    cosines = rows @ vector
    if allowed is not None:
        cosines = np.where(allowed, cosines, -2)
    true = set((np.argsort(-cosines)[:k] + 1).tolist())
    return len(true & {key for key, _ in found}) / len(true)


def test_bits_are_counted_right():
    rows = np.random.default_rng(3).standard_normal((50, 700)).astype(np.float32)
    codes = codes_of(rows, np.zeros(700, np.float32))
    bits = rows > 0
    assert differing(codes, codes[0]).tolist() == (bits != bits[0]).sum(axis=1).tolist()


@pytest.mark.parametrize("lists_from", [10**9, 500])
def test_the_nearest_are_found(tmp_path, monkeypatch, lists_from):
    monkeypatch.setattr(module, "_LISTS_FROM", lists_from)
    compact, rows = CompactVectors(tmp_path, "m", DIMENSION), clustered(3_000)
    fill(compact, rows)
    assert compact.tidy() == (lists_from == 500)
    assert not compact.tidy()
    asked = clustered(8, seed=5)
    for vector, found in zip(asked, near(compact.snapshot(), "title", asked, 50), strict=True):
        assert share(found, rows, vector, 50) >= 0.9
        assert all(cosine == pytest.approx(rows[key - 1] @ vector, abs=0.02) for key, cosine in found)
        assert [cosine for _, cosine in found] == sorted((one for _, one in found), reverse=True)
    assert [key for key, _ in near(compact.snapshot(), "card", -asked, 50)[0]][:5] == [
        key for key, _ in near(compact.snapshot(), "title", asked, 50)[0]
    ][:5]
    for seldom in (0.02, 0.4):
        allowed = np.random.default_rng(9).random(3_000) < seldom
        by_row = compact.snapshot().allow(allowed[compact.snapshot().ids - 1])  # tidied rows lie list by list
        together = near(compact.snapshot(), "title", asked, 20, by_row)
        for vector, found, whole in zip(
            asked, together, near(compact.snapshot(), "title", asked, 20), strict=True
        ):
            passing = [one for one in found if allowed[one[0] - 1]]
            assert share(passing[:20], rows, vector, 20, allowed) >= (1.0 if seldom < 0.1 else 0.8)
            assert {key for key, _ in whole} <= {key for key, _ in found}
            assert len(found) == len({key for key, _ in found}) <= 40


def test_a_reader_sees_what_another_handle_writes(tmp_path):
    writer, reader = CompactVectors(tmp_path, "m", DIMENSION), CompactVectors(tmp_path, "m", DIMENSION)
    rows = clustered(20)
    assert reader.snapshot() is None
    fill(writer, rows)
    assert len(near(reader.snapshot(), "title", rows[:1], 50)[0]) == 20
    fill(writer, -rows[:1], first=1, gone=[5], cursor=2)  # 1 is replaced, 5 closed
    [found] = near(reader.snapshot(), "title", -rows[:1], 50)
    assert found[0] == (1, pytest.approx(1.0, abs=0.01))
    assert len(found) == 19
    assert reader.snapshot().rows_of(np.array([1, 2, 5, 99])).tolist() == [20, 1, 4, -1]
    assert reader.cursor() == 2


def test_rows_after_a_kill_are_written_over(tmp_path, monkeypatch):
    compact, rows = CompactVectors(tmp_path, "m", DIMENSION), clustered(30)
    fill(compact, rows[:10])

    def killed(self, manifest):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(CompactVectors, "_write", killed)
        with pytest.raises(KeyboardInterrupt):
            fill(compact, rows[10:20], first=11, cursor=2)
    assert compact.cursor() == 1
    fill(compact, rows[20:], first=21, cursor=2)
    [found] = near(compact.snapshot(), "title", rows[25:26], 50)
    assert found[0][0] == 26
    assert sorted(key for key, _ in found) == [*range(1, 11), *range(21, 31)]


def test_what_is_gone_is_tidied_away(tmp_path):
    compact, rows = CompactVectors(tmp_path, "m", DIMENSION), clustered(20)
    fill(compact, rows)
    fill(compact, rows[:0], gone=range(1, 11), cursor=2)
    before = compact.snapshot()
    assert compact.tidy()
    assert len(compact.snapshot().ids) == 10
    assert compact.cursor() == 2
    assert len(near(before, "title", rows[:1], 50)[0]) == 10, "an old reader keeps what it has"


def test_another_version_is_filled_anew(tmp_path, monkeypatch):
    compact = CompactVectors(tmp_path, "m", DIMENSION)
    fill(compact, clustered(5))
    monkeypatch.setattr(module, "VERSION", 2)
    assert (compact.cursor(), CompactVectors(tmp_path, "m", DIMENSION).snapshot()) == (0, None)
