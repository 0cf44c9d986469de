"""The compact vectors follow, answer as the store does, and know who passes a filter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.search import dense, projection
from app.search.compacting import compact_beside
from app.search.facts import facts_of, passing
from app.search.filters import NOTHING, HardFilters
from app.search.plan import make_plan
from app.search.recall import Recall
from data.lexical import LexicalIndex
from data.vectors import VectorStore
from tests.app.search.test_projection import ids, write

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
TITLES = [f"Профессия номер {number}" for number in range(40)]


class Directions:
    """Every text has a direction of its own."""

    dimension = 96

    def __init__(self, name: str) -> None:
        self.name = name

    def encode(self, texts: Any) -> Any:
        rows = np.stack(
            [np.random.default_rng(list(text.encode())).standard_normal(self.dimension) for text in texts]
        )
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def parts(chroma, tmp_path, request):
    return VectorStore(chroma), LexicalIndex(tmp_path / "lexical"), Directions(request.node.name)


def test_the_same_answer_as_from_the_store(database, parts):
    store, lexical, model = parts
    write(database, *TITLES)
    projection.follow(database, store, lexical, model)
    plan = make_plan(TITLES[:3], opening="Профессия")
    recall = Recall(store, lexical, model)
    compact = {one.vacancy_id: one for one in recall.candidates(plan, limit=40)}
    compact_beside(lexical, model).wipe()
    stored = Recall(store, lexical, model).candidates(plan, limit=40)
    assert len(stored) == len(compact) == 40
    for one in stored:
        other = compact[one.vacancy_id]
        assert other.relevance == pytest.approx(one.relevance, abs=0.004), "a byte a dimension"
        assert other.features == pytest.approx(one.features, abs=0.01)
    assert [one.vacancy_id for one in stored[:3]] == list(compact)[:3]


def test_changed_and_closed_ones_are_replaced(database, parts):
    store, lexical, model = parts
    write(database, *TITLES[:6])
    projection.follow(database, store, lexical, model)
    write(database, "Совсем другое")
    write(database, TITLES[1], first=2, status="archived")
    projection.follow(database, store, lexical, model)
    snapshot = compact_beside(lexical, model).snapshot()
    asked = model.encode([TITLES[0], TITLES[1], "Совсем другое"])
    found = [dict(zip(*one, strict=True)) for one in snapshot.nearest("title", asked, 10)]
    assert all(set(one) == set(ids(database)) for one in found)
    first = ids(database)[0]
    assert found[2][first] == pytest.approx(1.0, abs=0.01)
    assert found[0][first] < 0.9


def test_a_wiped_folder_and_another_database_come_back(database, parts):
    store, lexical, model = parts
    write(database, *TITLES[:5])
    projection.follow(database, store, lexical, model)
    compact = compact_beside(lexical, model)
    compact.wipe()
    assert (compact.cursor(), compact.snapshot()) == (0, None)
    projection.follow(database, store, lexical, model)
    assert len(compact.snapshot().ids) == 5
    projection.rebuild(database, store, lexical, model)
    assert len(compact.snapshot().ids) == 5


def test_a_rare_kind_is_found_when_it_is_asked_for(database, parts):
    store, lexical, model = parts
    write(database, *TITLES[:30], salary_rub_to=Decimal(50_000))
    write(database, *TITLES[30:], first=31, salary_rub_to=Decimal(200_000))
    projection.follow(database, store, lexical, model)
    recall, plan = Recall(store, lexical, model), make_plan(TITLES[:2])
    rich = HardFilters(salary_floor_rub=150_000)
    paid = set(ids(database)[30:])
    everybody = [one.vacancy_id for one in recall.candidates(plan, limit=5)]
    assert len(everybody) == 5
    found = [one.vacancy_id for one in recall.candidates(plan, limit=5, filters=rich)]
    assert set(everybody) <= set(found), "what is left out can be told"
    assert len(paid & set(found)) >= 5
    compact_beside(lexical, model).wipe()  # nobody can tell: more of all
    assert len(Recall(store, lexical, model).candidates(plan, limit=5, filters=rich)) == 15


def test_who_is_found_by_words_alone_has_its_true_cosines(database, parts, monkeypatch):
    store, lexical, model = parts
    write(database, *TITLES)
    projection.follow(database, store, lexical, model)
    monkeypatch.setattr(dense, "_K", 5)
    plan = make_plan([TITLES[3], TITLES[7], "Профессия"], wished=2)
    found = Recall(store, lexical, model).candidates(plan, limit=40)
    assert len(found) == 40, "by their words"
    asked = model.encode([*plan.titles, plan.text])
    snapshot = compact_beside(lexical, model).snapshot()
    near = np.maximum(snapshot.vectors_of("title", np.array([one.vacancy_id for one in found])) @ asked.T, 0)
    for one, cosines in zip(found, near, strict=True):
        assert one.features["title_cosine"] == pytest.approx((cosines[:3] * plan.worths).max(), abs=2e-4)
    compact_beside(lexical, model).wipe()
    stored = {one.vacancy_id: one for one in Recall(store, lexical, model).candidates(plan, limit=40)}
    for one in found:
        assert stored[one.vacancy_id].features == pytest.approx(one.features, abs=0.01)


def test_what_is_remembered_of_a_plan_is_what_a_new_reader_finds(database, parts):
    store, lexical, model = parts
    write(database, *TITLES[:20], salary_rub_to=Decimal(50_000))
    projection.follow(database, store, lexical, model)
    recall, plan = Recall(store, lexical, model), make_plan(TITLES[:2])
    rich, richer = (HardFilters(salary_floor_rub=floor) for floor in (40_000, 150_000))

    def same(filters):
        kept = recall.candidates(plan, limit=8, filters=filters)
        return kept == Recall(store, lexical, model).candidates(plan, limit=8, filters=filters)

    asked = (NOTHING, rich, richer, NOTHING, rich)
    assert all(map(same, asked))
    write(database, *TITLES[20:], first=21, salary_rub_to=Decimal(200_000))
    projection.follow(database, store, lexical, model)
    assert all(map(same, asked))
    assert recall.forget() > 0
    assert all(map(same, asked))


def one(**fields: Any) -> Any:
    given = {
        "source": "demo", "city": "Казань", "cities": [], "area_id": "88", "experience": "between1And3",
        "work_formats": ["ON_SITE"], "salary_rub_from": Decimal(100_000), "salary_rub_to": None,
        "published_at": NOW,
    }  # fmt: skip
    return SimpleNamespace(**{**given, **fields})


KAZAN, MOSCOW = frozenset(("88",)), frozenset(("1",))


@pytest.mark.parametrize(
    ("fields", "filters", "may_pass"),
    [
        ({}, NOTHING, True),
        ({}, HardFilters(area_ids=KAZAN), True),
        ({}, HardFilters(area_ids=MOSCOW), False),
        ({}, HardFilters(area_ids=frozenset(("113",))), True),  # the whole country
        ({"area_id": None}, HardFilters(area_ids=MOSCOW), False),  # by the name of the city
        ({"area_id": None, "city": None}, HardFilters(area_ids=MOSCOW), True),
        ({"cities": ["Казань", "Москва"]}, HardFilters(area_ids=MOSCOW), True),
        ({"work_formats": ["REMOTE"]}, HardFilters(area_ids=MOSCOW, or_remote=True), True),
        ({}, HardFilters(area_ids=MOSCOW, or_remote=True), False),
        ({}, HardFilters(remote=True), False),
        ({"work_formats": []}, HardFilters(remote=True), True),
        ({}, HardFilters(salary_floor_rub=100_000), True),
        ({}, HardFilters(salary_floor_rub=150_000), False),
        ({"salary_rub_to": Decimal(150_000)}, HardFilters(salary_floor_rub=150_000), True),
        ({"salary_rub_from": None}, HardFilters(salary_floor_rub=150_000), True),
        ({"salary_rub_from": None}, HardFilters(salary_stated=True), False),
        ({}, HardFilters(sources=frozenset(("demo",))), True),
        ({}, HardFilters(sources=frozenset(("hh",))), False),
        ({}, HardFilters(experience=frozenset(("moreThan6",))), False),
        ({"experience": None}, HardFilters(experience=frozenset(("moreThan6",))), True),
        ({"experience": "strange"}, HardFilters(experience=frozenset(("moreThan6",))), True),
        ({}, HardFilters(posted_since=NOW - timedelta(days=1)), True),
        ({}, HardFilters(posted_since=NOW + timedelta(days=1)), False),
        ({"published_at": None}, HardFilters(posted_since=NOW), True),
    ],
)
def test_who_may_pass(fields, filters, may_pass):
    assert passing(facts_of([one(**fields)]), filters).tolist() == [may_pass]
