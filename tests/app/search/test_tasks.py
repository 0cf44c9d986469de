"""What a title's occupation does, as a signal: invented tasks that share no word with the titles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.evaluation import service
from app.evaluation.dataset import Document, LabelledSet, Query
from app.evaluation.queries import question_of
from app.search import relation
from app.search.embedding import LocalEmbedder, Vectors, normalised
from app.search.plan import make_plan
from app.search.recall import Recall, kind_of
from app.search.tasks import TaskReader, posterior
from data.lexical import LexicalIndex
from data.vectors import VectorStore

WORK = {
    "Baker": ("load the oven with loaves", "prove the dough", "weigh out flour and yeast"),
    "Lorry driver": ("fill in the tachograph", "lash down cargo", "back up with a trailer"),
    "Nurse": ("put in a drip", "change wound dressings", "take blood pressure"),
    "Accountant": ("close the books of the month", "match bank statements", "work out value added tax"),
    "Gardener": ("cut hedges", "sow a lawn", "dig over flower beds"),
    "Hairdresser": ("colour and bleach hair", "trim a beard", "blow-dry"),
}


class Letters:
    """Vectors of letter counts, and how many texts were asked for."""

    name = "letters"
    dimension = 32

    def __init__(self) -> None:
        self.texts = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text.lower():
                row[ord(letter) % self.dimension] += 1.0
        return normalised(rows)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Vectors of occupations by the real model are made once."""
    return tmp_path_factory.mktemp("work")


@pytest.fixture
def briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only matters that a relation is there."""
    monkeypatch.setattr(relation, "_STEPS", 2)


def labelled_set() -> LabelledSet:
    tasks = [task for some in WORK.values() for task in some]
    places = {task: f"d{number}" for number, task in enumerate(tasks)}
    return LabelledSet(
        name="tasks",
        documents=tuple(Document(places[task], task, "") for task in tasks),
        queries=tuple(Query(title, title) for title in WORK),
        grades={title: {places[task]: 1 for task in some} for title, some in WORK.items()},
    )


def test_titles_find_their_tasks_better_than_by_likeness_alone(
    chroma: str, shared: Path, local: LocalEmbedder
) -> None:
    store, lexical, labelled = VectorStore(chroma), LexicalIndex(shared / "lexical"), labelled_set()
    vacancies = service.index(labelled, store, lexical, local)
    recall = Recall(store, lexical, local)
    known = service.evaluate(labelled, vacancies, recall)
    alike = {}
    for query in labelled.queries:
        found = recall.candidates(question_of(query).plan)
        alike[query.id] = [labelled.documents[one.vacancy_id - 1].id for one in found]
    before = service.measure(labelled, alike, "hybrid").measures["ndcg@10"].mean
    assert known.measures["ndcg@10"].mean > before
    assert known.measures["ndcg@10"].mean > 0.9


def test_posts_are_told_from_tasks(shared: Path, local: LocalEmbedder) -> None:
    reader = TaskReader(shared / "occupations")
    assert reader.speaks_of_tasks([task for some in WORK.values() for task in some], local)
    assert not reader.speaks_of_tasks([*WORK, "Senior electrician", "Chief accountant"], local)
    assert not reader.speaks_of_tasks([], local)


def test_only_titles_that_seek_skills_are_expanded() -> None:
    plan = make_plan(["Baker"])
    assert kind_of(plan).tasks_cosine == 0.0
    assert kind_of(replace(plan, seeking="skills")).tasks_cosine > 0.0


def test_vectors_are_kept_and_a_damaged_file_is_made_again(briefly: None, tmp_path: Path) -> None:
    folder, letters = tmp_path / "occupations", Letters()
    first = TaskReader(folder).expected("Пекарь", letters)
    assert "knead dough" in first.occupation.tasks
    assert first.post.tasks == ()
    assert max(first.occupation.worths) == 1.0
    assert (
        len({len(first.occupation.tasks), len(first.occupation.worths), len(first.occupation.vectors)}) == 1
    )
    (kept,) = folder.iterdir()
    asked = letters.texts
    again = TaskReader(folder).expected("Пекарь", letters)
    assert letters.texts == asked + 1, "only the title"
    assert again.occupation.tasks == first.occupation.tasks
    assert np.array_equal(again.occupation.vectors, first.occupation.vectors)
    for made, kept_map in zip(first.relation.arrays(), again.relation.arrays(), strict=True):
        assert np.array_equal(made, kept_map)
    kept.write_bytes(b"damaged")
    assert TaskReader(folder).expected("Пекарь", letters).occupation.tasks == first.occupation.tasks
    assert kept.stat().st_size > 1_000


def test_a_kind_of_post_tells_its_tasks_beside_the_occupation(briefly: None, tmp_path: Path) -> None:
    letters = Letters()
    found = TaskReader(tmp_path / "occupations").expected("Bakery supervisor", letters)
    assert "knead dough" in found.occupation.tasks
    assert "plan shifts" in found.post.tasks
    assert set(found.post.worths) == {1.0}
    assert np.allclose(found.post.vectors, letters.encode(found.post.tasks), atol=1e-3)
    assert found.witnesses == (found.occupation, found.post)


def test_no_title_expects_nothing(briefly: None, tmp_path: Path) -> None:
    assert TaskReader(tmp_path / "occupations").expected("", Letters()).witnesses == ()


def test_the_posterior_is_a_share_of_a_few() -> None:
    shares = posterior(np.array([0.9, 0.85, 0.1, 0.88, 0.2]))
    assert shares.sum() == pytest.approx(1.0)
    assert np.count_nonzero(shares) == 3
    assert shares.argmax() == 0
