"""What a plan found is found once for each state of the index, and for each filter."""

from __future__ import annotations

import numpy as np

from app.search.plan import make_plan
from app.search.themes import ThemeReader
from app.search.words import WordReader
from data.lexical import LexicalDocument, LexicalIndex
from data.themes import ThemeIndex


def test_words_of_a_plan_are_looked_up_once_until_the_index_changes(tmp_path):
    index = LexicalIndex(tmp_path / "lexical")
    index.write([LexicalDocument(1, title=["повар"])], cursor=1)
    reader, plan = WordReader(index), make_plan(["Повар"])
    first = reader.ask(plan).own_best()
    assert first["lexical_title"].ids.tolist() == [1]
    assert reader.ask(plan).own_best() is first
    index.write([LexicalDocument(2, title=["повар"])], cursor=2)
    assert sorted(reader.ask(plan).own_best()["lexical_title"].ids.tolist()) == [1, 2]
    assert reader.forget() == 1
    assert reader.ask(plan).own_best() is not first


def test_nearness_to_themes_is_computed_once_until_rows_change(tmp_path, monkeypatch):
    index = ThemeIndex(tmp_path)
    rows = np.eye(3, dtype=np.float32)
    index.replace("model-1", {}, [1, 2, 3], rows, cursor=1, learned=3)
    asked = []

    class Model:
        def place(self, tokens):
            asked.append(tokens)
            return rows[:1]

    reader, plan = ThemeReader(index), make_plan(["Повар"])
    monkeypatch.setattr("app.search.themes.load", lambda *_: Model())
    near = reader.near(plan)
    assert near is not None
    assert near.best(2)[0].tolist() == [1]
    assert near.of(np.array([3, 1]))[1].tolist() == [0.0, 1.0]
    assert reader.near(plan) is near
    index.write([4], rows[:1], [1], cursor=2)
    moved = reader.near(plan)
    assert moved is not None
    assert moved.best(2)[0].tolist() == [4]
    assert len(asked) == 2
    assert reader.forget() == 1
