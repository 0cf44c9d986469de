from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from app.search import following, projection
from app.search.compacting import compact_beside
from app.search.embedding import LocalEmbedder, Vectors
from app.search.filters import HardFilters
from app.search.plan import QueryPlan, make_plan
from app.search.recall import Mode, Recall, Recalled
from data.db import Database
from data.errors import IndexUnavailable
from data.lexical import LexicalIndex
from data.repositories import projections, vacancies
from data.themes import ThemeIndex
from data.vectors import VectorStore
from tests.conftest import free_port
from tests.data.rows import a_row

TITLES = ["Повар горячего цеха", "Водитель погрузчика", "Бухгалтер по зарплате", "Data engineer"]


class Model:
    """The real model under a name of its own, so that every test has its own collections."""

    dimension = LocalEmbedder.dimension

    def __init__(self, name: str, inner: LocalEmbedder) -> None:
        self.name = name
        self.inner = inner
        self.asked = 0
        self.fail_after: int | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += len(texts)
        if self.fail_after is not None and self.asked > self.fail_after:
            raise KeyboardInterrupt
        return self.inner.encode(texts)


@pytest.fixture
def store(chroma: str) -> VectorStore:
    return VectorStore(chroma)


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    return LexicalIndex(tmp_path / "lexical")


@pytest.fixture
def model(request: pytest.FixtureRequest, local: LocalEmbedder) -> Model:
    return Model(f"projection-{request.node.name}", local)


def write(database: Database, *titles: str, first: int = 1, **fields: object) -> None:
    with database.transaction() as session:
        rows = [
            a_row(
                str(number), title=title, body=title, skills=(), key_skills=(), role_ids=(),
                content_hash=f"{title}{fields}", card_hash=title, **fields,
            )
            for number, title in enumerate(titles, start=first)
        ]  # fmt: skip
        vacancies.upsert(session, rows)


def ids(database: Database) -> list[int]:
    with database.transaction() as session:
        return sorted(row.id for row in projections.changed_since(session, 0, limit=100) if row.is_open)


def held(store: VectorStore, model: Model) -> list[int]:
    return sorted(store.collection("title", model.name, model.dimension).ids())


def test_a_text_without_a_vector_leaves_the_index(
    database: Database, store: VectorStore, lexical: LexicalIndex, model: Model
) -> None:
    write(database, "Повар")
    projection.follow(database, store, lexical, model)
    assert held(store, model) == ids(database)
    write(database, " ")  # the same posting, now without a word to embed
    projection.follow(database, store, lexical, model)
    assert held(store, model) == []
    assert ids(database)


def test_follow_indexes_once_and_is_idempotent(
    database: Database, store: VectorStore, lexical: LexicalIndex, model: Model
) -> None:
    write(database, *TITLES)
    steps: list[projection.Progress] = []
    first = projection.follow(database, store, lexical, model, on_progress=steps.append)
    assert (first.embedded, first.indexed) == (4, 4)
    assert {step.index for step in steps} == {"vectors", "lexical"}
    again = projection.follow(database, store, lexical, model, learn=True)
    assert (again.seen, again.embedded, again.indexed) == (0, 0, 0)
    assert held(store, model) == ids(database)
    assert lexical.count() == 4
    assert Recall(store, lexical, model).candidates(make_plan(["повар"]))[0].vacancy_id == ids(database)[0]


def test_only_what_changed_is_embedded_and_closed_ones_go(
    database: Database, store: VectorStore, lexical: LexicalIndex, model: Model
) -> None:
    write(database, *TITLES)
    projection.follow(database, store, lexical, model)
    model.asked = 0
    write(database, TITLES[0], city="Омск")
    moved = projection.follow(database, store, lexical, model)
    assert (moved.seen, moved.skipped, model.asked) == (1, 1, 0), "the card is the same"
    write(database, "Кондитер")
    write(database, TITLES[1], first=2, status="archived")
    report = projection.follow(database, store, lexical, model)
    assert (report.embedded, report.removed) == (1, 1)
    assert held(store, model) == ids(database)
    assert lexical.count() == 3
    found = [one.vacancy_id for one in Recall(store, lexical, model).candidates(make_plan(["кондитер"]))]
    assert found[0] == ids(database)[0]
    assert sorted(found) == ids(database)


def test_a_wiped_store_and_a_wiped_folder_come_back(
    database: Database, store: VectorStore, lexical: LexicalIndex, model: Model
) -> None:
    write(database, *TITLES)
    projection.follow(database, store, lexical, model)
    for field in ("title", "card"):
        store.collection(field, model.name, model.dimension).drop()
    shutil.rmtree(lexical.folder)
    assert projection.follow(database, store, LexicalIndex(lexical.folder), model).embedded == 4
    assert held(store, model) == ids(database)
    assert LexicalIndex(lexical.folder).count() == 4


def test_a_killed_run_is_taken_up_again(
    database: Database,
    store: VectorStore,
    lexical: LexicalIndex,
    model: Model,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(following, "_BATCH", 2)
    write(database, *TITLES)
    model.fail_after = 5
    with pytest.raises(KeyboardInterrupt):
        projection.follow(database, store, lexical, model)
    assert len(held(store, model)) == 2
    model.fail_after = None
    assert projection.follow(database, store, lexical, model).seen == 2
    assert held(store, model) == ids(database)


def test_rebuild_forgets_what_is_not_in_postgres(
    database: Database, store: VectorStore, lexical: LexicalIndex, model: Model
) -> None:
    write(database, *TITLES)
    projection.follow(database, store, lexical, model)
    stray = store.collection("title", model.name, model.dimension)
    stray.upsert([9_999_999], model.encode(["стажёр"]))
    report = projection.rebuild(database, store, lexical, model)
    assert (report.embedded, report.indexed, report.removed) == (4, 4, 1)
    assert held(store, model) == ids(database)


def test_a_title_finds_what_means_the_same_in_another_language(
    database: Database, store: VectorStore, lexical: LexicalIndex, model: Model
) -> None:
    write(database, "Fabric cutter", "Veterinary surgeon", "Forklift truck driver", "Site foreman")
    projection.follow(database, store, lexical, model)
    recall = Recall(store, lexical, model)
    for title, place in (("Ветеринар", 1), ("Водитель погрузчика", 2), ("Прораб", 3)):
        best = recall.candidates(make_plan([title]), mode="lexical")[0]
        assert best.vacancy_id == ids(database)[place], title
        assert best.features["concepts"] > 0.3


def test_another_database_is_noticed(
    database: Database, store: VectorStore, lexical: LexicalIndex, model: Model
) -> None:
    write(database, *TITLES)
    projection.follow(database, store, lexical, model)
    for field in ("title", "card"):
        store.collection(field, model.name, model.dimension).set_cursor(10**12)
    assert projection.follow(database, store, lexical, model).embedded == 4


def test_the_old_model_answers_until_the_new_one_has_caught_up(
    database: Database, store: VectorStore, lexical: LexicalIndex, model: Model
) -> None:
    write(database, *TITLES)
    projection.follow(database, store, lexical, model)
    new = Model(f"{model.name}-new", model.inner)
    store.collection("title", new.name, new.dimension).upsert([1], new.encode(["повар"]))
    plan = make_plan(["повар"])
    before = Recall(store, lexical, new, others=(model,)).candidates(plan, mode="dense")
    assert len(before) == 4
    assert new.asked == 1, "the query was embedded by the old model"
    projection.follow(database, store, lexical, new)
    new.asked = 0
    assert Recall(store, lexical, new, others=(model,)).candidates(plan, mode="dense")
    assert new.asked > 0


def test_either_index_may_be_down(
    database: Database, store: VectorStore, lexical: LexicalIndex, model: Model, tmp_path: Path
) -> None:
    write(database, *TITLES)
    projection.follow(database, store, lexical, model)
    down = VectorStore(f"http://127.0.0.1:{free_port()}")
    nothing = LexicalIndex(tmp_path / "nothing")
    plan = make_plan(["повар горячего цеха"])
    compact = Recall(down, lexical, model).recall(plan)
    assert (compact.missing, len(compact.candidates)) == ((), 4), "nothing is asked of the store"
    compact_beside(lexical, model).wipe()
    words = Recall(down, lexical, model).recall(plan)
    assert words.missing == ("vectors",)
    assert words.candidates[0].vacancy_id == ids(database)[0]
    vectors = Recall(store, nothing, model).recall(plan)
    assert vectors.missing == ("lexical",)
    assert vectors.candidates[0].vacancy_id == ids(database)[0]
    assert vectors.candidates[0].relevance > 0.9, "what is left counts in full"
    with pytest.raises(IndexUnavailable):
        Recall(down, nothing, model).candidates(plan)


def test_what_a_plan_recalled_is_remembered_until_an_index_changes(
    database: Database,
    store: VectorStore,
    lexical: LexicalIndex,
    model: Model,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(database, *TITLES)
    projection.follow(database, store, lexical, model)
    recall, plan = Recall(store, lexical, model), make_plan(["повар"])
    asked: list[HardFilters] = []
    whole = recall.recall

    def counted(plan: QueryPlan, *, limit: int, mode: Mode, filters: HardFilters) -> Recalled:
        asked.append(filters)
        return whole(plan, limit=limit, mode=mode, filters=filters)

    monkeypatch.setattr(recall, "recall", counted)
    first = recall.candidates(plan)
    first_copy = list(first)
    assert recall.candidates(plan) == first
    first.clear()
    assert recall.candidates(plan) == first_copy, "what is remembered belongs to nobody who asked"
    remote = HardFilters(remote=True)
    assert recall.candidates(plan, filters=remote) == recall.candidates(plan, filters=remote)
    assert [one.remote for one in asked] == [False, True]
    recall.candidates(plan, limit=1)
    assert len(asked) == 3
    write(database, TITLES[0], status="archived")
    projection.follow(database, store, lexical, model)
    assert first_copy[0].vacancy_id not in {one.vacancy_id for one in recall.candidates(plan)}
    recall.forget()
    asked.clear()
    recall.candidates(plan)
    assert len(asked) == 1
    compact_beside(lexical, model).wipe()
    recall.candidates(plan)
    recall.candidates(plan)
    assert len(asked) == 3, "what the vector store says may change at any time"


def test_strange_plans_are_answered(
    database: Database, store: VectorStore, lexical: LexicalIndex, model: Model
) -> None:
    write(database, *TITLES)
    projection.follow(database, store, lexical, model)
    recall = Recall(store, lexical, model)
    assert recall.candidates(make_plan([])) == []
    for plan in (
        make_plan(["👩‍🍳"]),
        make_plan(['"; DROP TABLE'], ["(a AND b", "*"]),
        make_plan([], ["1С", "C++"]),
        make_plan([], [], opening="ищу работу на кухне"),
        make_plan(["повар"] * 6, [f"навык {n}" for n in range(10_000)]),
    ):
        found = recall.candidates(plan, limit=3)
        assert len(found) <= 3
        assert all(0 <= one.relevance <= 1 for one in found)


def test_themes_are_learned_from_what_is_there_and_follow_it(
    database: Database, store: VectorStore, lexical: LexicalIndex, model: Model
) -> None:
    index = ThemeIndex.beside(lexical.folder)
    trades = ("кухня", "рейс", "баланс", "станок")
    duties = [[f"{trade}{one}" for one in range(12)] for trade in trades]
    with database.transaction() as session:
        rows = [
            a_row(
                str(number), title=f"Сотрудник {number}", skills=(), key_skills=(), role_ids=(),
                body=" ".join(Random(number).sample(duties[number % 4], 6) * 4),
                content_hash=str(number), card_hash=str(number),
            )
            for number in range(1, 49)
        ]  # fmt: skip
        vacancies.upsert(session, rows)
    assert "themes" not in projection.follow(database, store, lexical, model).seconds, "not amid an ingestion"
    assert "themes" in projection.follow(database, store, lexical, model, learn=True).seconds
    placed = index.placed()
    assert placed is not None
    assert placed.ids.tolist() == ids(database)
    found = Recall(store, lexical, model).candidates(make_plan([], passage="кухня1 кухня2"), limit=4)
    with database.transaction() as session:
        bodies = {row.id: row.body for row in projections.changed_since(session, 0, limit=100)}
    assert all("кухня" in bodies[one.vacancy_id] for one in found)
    assert all(one.features["themes"] > 0.3 for one in found)

    write(database, "Повар", first=49)
    write(database, "Сотрудник 1", status="archived")
    again = projection.follow(database, store, lexical, model, learn=True)
    assert "themes" not in again.seconds, "learned anew only when there is much more to learn from"
    after = index.placed()
    assert after is not None
    assert (after.model, after.cursor) == (placed.model, again.revision)
    assert len(after.ids) == 47, "the closed one is out, one without a body has no place"

    for file in index.folder.glob("model-*"):
        file.unlink()
    assert "themes" in projection.follow(database, store, lexical, model, learn=True).seconds, (
        "a lost model comes back"
    )
    assert "themes" in projection.rebuild(database, store, lexical, model).seconds


def test_amid_a_run_the_compact_vectors_wait_for_the_next_following(
    database: Database, store: VectorStore, lexical: LexicalIndex, model: Model
) -> None:
    def more(step: projection.Progress) -> None:
        if step.index == "vectors":
            write(database, TITLES[1], first=2)

    compact = compact_beside(lexical, model)
    write(database, TITLES[0])
    assert projection.follow(database, store, lexical, model, amid=True, on_progress=more).seen == 1
    assert (len(held(store, model)), compact.cursor()) == (1, 0)
    last = projection.follow(database, store, lexical, model, amid=True)
    assert last.seen == 1
    assert compact.cursor() == last.revision > 0
    assert held(store, model) == ids(database)
