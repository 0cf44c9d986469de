"""What is measured is whole searches over an index that was really grown."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.bench import _rows
from app.evaluation import growing, speed
from app.evaluation.parts import Parts
from app.search.compacting import compact_beside
from app.search.facts import passing
from app.search.filters import HardFilters
from data.db import Database
from data.lexical import LexicalIndex
from data.repositories import vacancies
from data.vectors import VectorStore
from tests.embedders import HashedEmbedder


def test_a_grown_index_is_searched(
    database: Database, chroma: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("SEARCHES", 2), ("CROWD", 1), ("CROWD_SEARCHES", 2)):
        monkeypatch.setattr(speed, name, value)
    parts = Parts(database, VectorStore(chroma), LexicalIndex(tmp_path / "lexical"), HashedEmbedder())
    rows = _rows(40)
    assert speed.ingest_rate(parts, rows)["rows"] == 40
    count = growing.grow(parts, 40, 160, lambda text: None)
    assert count == 160
    assert parts.lexical.count() == 160
    snapshot = compact_beside(parts.lexical, parts.embedder).snapshot()
    assert snapshot is not None
    assert len(snapshot.ids) == 160
    for number in (1, 2, 3):
        board = f"bench-copy-{number}"
        with database.transaction() as session:
            there = vacancies.count(session, source=board)
        mask = passing(snapshot.facts, HardFilters(sources=frozenset((board,))))
        assert int(mask.sum()) == there > 0
    found = speed.search_speed(parts, rows, lambda text: None)
    assert {"bare_ms", "new_ms", "known_ms", "filtered_ms", "crowd_known_ms", "crowd_new_ms"} <= set(found)
    assert set(found["ratio_p95"]) == {"new", "known", "filtered", "crowd_known", "crowd_new"}
    assert found["cold_ms"]["first_search"] > 0
    assert speed.memory(parts, count)["compact_mb_per_million"] > 100
