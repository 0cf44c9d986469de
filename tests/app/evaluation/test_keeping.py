"""Evaluations that were kept, as the page draws them."""

from __future__ import annotations

import pytest

from app.evaluation import service
from app.evaluation.dataset import Document, LabelledSet, Query
from data.db import Database
from data.repositories import evaluations


def a_set() -> LabelledSet:
    documents = tuple(Document(id=name, title=name, text="", skills=()) for name in ("d1", "d2"))
    queries = (Query(id="q1", text="x", group="cooks"), Query(id="q2", text="y", group="drivers"))
    return LabelledSet("set", documents, queries, {"q1": {"d1": 1}, "q2": {"d2": 1}})


def test_what_was_measured_is_read_back(database: Database) -> None:
    result = service.measure(a_set(), {"q1": ["d1", "d2"], "q2": ["d1", "d2"]}, "hybrid")
    with database.transaction() as session:
        service.keep(session, result, model="use", note="x" * 300)
    with database.transaction() as session:
        frame = evaluations.over_time(session)
    assert frame["at"].n_unique() == 1
    assert frame["measure"].to_list() == ["ndcg@10", "map", "mrr", "recall@100", "ndcg@10_macro"]
    first = frame.row(0, named=True)
    assert (first["set"], first["mode"], first["model"]) == ("set", "hybrid", "use")
    assert (first["queries"], first["documents"], first["note"]) == (2, 2, "x" * 200)
    assert first["value"] == pytest.approx(result.measures["ndcg@10"].mean)
    assert first["low"] <= first["value"] <= first["high"]
    assert frame.row(4, named=True)["low"] is None


def test_nothing_kept_is_an_empty_table(database: Database) -> None:
    with database.transaction() as session:
        assert evaluations.over_time(session).is_empty()
