from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest

from app.search import themes
from app.search.documents import Indexable, lexical_document
from app.search.plan import make_plan
from app.search.themes import ThemeReader
from data.lexical import LexicalDocument
from data.themes import ThemeIndex

TRADES = {"Повар": "kitchen", "Водитель": "road", "Бухгалтер": "ledger", "Токарь": "lathe"}


def posting(number: int, title: str, trade: str) -> LexicalDocument:
    """Each names only a third of the words of its trade, so that two may have hardly one in common."""
    some = Random(number).sample([f"{trade}{place}" for place in range(24)], 8)
    return lexical_document(Indexable(number, title, body=" ".join(some * 3), skills=(some[0],)))


CORPUS = [posting(number, *list(TRADES.items())[number % len(TRADES)]) for number in range(len(TRADES), 161)]


def trades(ids: Iterable[int]) -> set[str]:
    return {list(TRADES)[int(number) % len(TRADES)] for number in ids}


@pytest.fixture
def index(tmp_path: Path) -> ThemeIndex:
    return ThemeIndex.beside(tmp_path / "lexical")


def fill(index: ThemeIndex, corpus: Sequence[LexicalDocument] = CORPUS) -> None:
    themes.rebuild(
        index, lambda wanted: [[one for one in corpus if wanted(one.id)]], count=len(corpus), cursor=7
    )


def test_postings_of_the_trade_are_near_without_a_word_in_common(index: ThemeIndex) -> None:
    fill(index)
    near = ThemeReader(index).near(make_plan([], [], passage="kitchen3 kitchen7"))
    assert near is not None
    ids, _ = near.best(30)
    assert trades(ids) == {"Повар"}
    named = {one.id for one in CORPUS if {"kitchen3", "kitchen7"} & set(one.body)}
    assert set(ids.tolist()) - named, "some of them name neither"


def test_titles_and_skills_place_a_plan_too(index: ThemeIndex) -> None:
    fill(index)
    for plan in (make_plan(["Водитель"]), make_plan([], ["road5"])):
        near = ThemeReader(index).near(plan)
        assert near is not None
        assert trades(near.best(20)[0]) == {"Водитель"}


def test_unknown_words_and_too_little_to_learn_from_say_nothing(index: ThemeIndex) -> None:
    assert ThemeReader(index).near(make_plan(["Повар"])) is None
    fill(index, CORPUS[:10])
    placed = index.placed()
    assert placed is not None
    assert (placed.model, placed.learned) == ("", 10)
    assert ThemeReader(index).near(make_plan(["Повар"])) is None
    fill(index)
    assert ThemeReader(index).near(make_plan(["Zymurgist"])) is None


def test_the_same_postings_teach_the_same_and_models_survive_the_disk(index: ThemeIndex) -> None:
    tokens = [themes.document_tokens(one) for one in CORPUS]
    one, other = themes.learn(tokens), themes.learn(tokens)
    assert one is not None
    assert other is not None
    assert one.name == other.name
    fill(index)
    kept = themes.load(index, one.name)
    assert kept is not None
    assert kept.place(tokens[:3]) == pytest.approx(one.place(tokens[:3]))
    assert kept.place([["nothing", "known"], []]).any() == False  # noqa: E712 - numpy's own truth


def test_directions_are_those_of_the_full_decomposition() -> None:
    tokens = [themes.document_tokens(one) for one in CORPUS]
    found = themes.learn(tokens)
    assert found is not None
    rows = np.zeros((len(tokens), len(found.terms)))
    places = {term: place for place, term in enumerate(found.terms)}
    for row, words in zip(rows, tokens, strict=True):
        for word in set(words) & set(places):
            row[places[word]] = (1 + np.log(words.count(word))) * found.weights[places[word]]
        row /= float(np.linalg.norm(row)) or 1.0
    exact = np.linalg.svd(rows, full_matrices=False)[1]
    kept = np.linalg.norm(rows @ found.directions, axis=0)
    assert kept[:5] == pytest.approx(exact[:5], rel=1e-3)


def test_a_posting_without_a_body_has_no_place() -> None:
    assert themes.document_tokens(lexical_document(Indexable(1, "Повар", body="Зовите"))) == []
