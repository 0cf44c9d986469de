"""What is measured is the real pipeline: rows arrive, and the second reading embeds nothing."""

from __future__ import annotations

from pathlib import Path

from app.commands.bench import _bodies, _source
from app.evaluation.parts import Parts
from app.evaluation.throughput import measure, recombined
from data.db import Database
from data.lexical import LexicalIndex
from data.repositories import vacancies
from data.vectors import VectorStore
from tests.embedders import HashedEmbedder


def test_a_small_ingestion_and_the_same_again(database: Database, chroma: str, tmp_path: Path) -> None:
    parts = Parts(database, VectorStore(chroma), LexicalIndex(tmp_path / "lexical"), HashedEmbedder())
    found = measure(parts, tmp_path, _source(), _bodies(20), 60, lambda text: None)
    assert found["first"]["counts"]["new"] == 60
    assert found["again_unchanged"]["counts"]["unchanged"] == 60
    assert found["again_unchanged"]["embedded"] == 0
    assert {"archive", "normalise", "upsert", "index"} <= set(found["first"]["stages_ms_per_1000"])
    with database.transaction() as session:
        assert vacancies.count(session, source="demo") == 60


def test_recombined_payloads_differ() -> None:
    bodies = list(recombined(_bodies(10), 50))
    assert len({body["id"] for body in bodies}) == len({body["description"] for body in bodies}) == 50
    assert len({body["name"] for body in bodies}) > 5
