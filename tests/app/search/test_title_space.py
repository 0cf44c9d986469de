"""Names of one occupation come nearer to each other, and whoever comes into question is compared there."""

from __future__ import annotations

import numpy as np
import pytest

from app.search import title_learning
from app.search.company import LEAST, settled
from app.search.embedding import normalised
from app.search.plan import make_plan
from app.search.plan_vectors import PlanVectors
from app.search.pool import Found, Pool
from app.search.title_learning import Names, learned, own_names, strongest
from app.search.title_space import TitleSpace, space_of, write_space

#: The second axis tells nothing, the first tells twice as much.
SPACE = TitleSpace(np.eye(3, dtype=np.float32)[:2], np.array([3.0, -1.0], np.float32))


def test_cosines_are_those_of_the_mapped_vectors() -> None:
    rows = normalised(np.random.default_rng(1).standard_normal((6, 3)))
    mapped = normalised(rows * [2.0, 0.0, 1.0])
    assert SPACE.cosines(rows, rows[:2]) == pytest.approx(mapped @ mapped[:2].T, abs=1e-5)
    assert SPACE.placed(rows) == pytest.approx(mapped, abs=1e-5)
    nothing = np.zeros((1, 3), np.float32)
    assert not SPACE.cosines(rows, nothing).any()
    assert not SPACE.placed(nothing).any()


def test_a_table_is_read_as_it_was_written(tmp_path) -> None:
    write_space(SPACE, tmp_path / "some-model.3.npy")
    read = space_of("some-model", 3, tmp_path)
    assert read is not None
    assert (read.axes.tolist(), read.stretch.tolist()) == (SPACE.axes.tolist(), SPACE.stretch.tolist())
    assert space_of("other-model", 3, tmp_path) is None


def test_what_does_not_tell_groups_apart_is_unlearned(monkeypatch) -> None:
    """Four numbers tell the group, four are chance: names of groups nobody has seen come nearer too."""
    monkeypatch.setattr(title_learning, "_STAY", 0.001)
    monkeypatch.setattr(title_learning, "_RATE", 0.02)
    chance = np.random.default_rng(3)
    own = np.repeat(chance.standard_normal((60, 4)), 3, axis=0)
    rows = normalised(np.hstack([own, 1.5 * chance.standard_normal((180, 4))]))
    groups = np.repeat(np.arange(60), 3)
    seen = groups < 40
    names = Names([""] * int(seen.sum()), groups[seen], np.eye(40, dtype=np.bool_))
    space = strongest(learned(names, rows[seen], steps=120, batch=32), axes=8)

    def found(near):
        near = near - 9 * np.eye(len(near))
        return np.mean(groups[~seen][near.argmax(axis=1)] == groups[~seen])

    unseen = rows[~seen]
    assert found(space.cosines(unseen, unseen)) > found(unseen @ unseen.T) + 0.1


def test_own_names_have_company_and_kin() -> None:
    names = own_names()
    of = dict(zip(names.texts, names.groups.tolist(), strict=True))
    assert of["сварщик"] == of["welder"]
    assert np.bincount(names.groups).min() > 1
    assert names.akin[of["spot welder"], of["welder"]]
    assert not names.akin[of["dermatologist"], of["welder"]]


def test_the_shipped_space_knows_other_names_of_a_job(local) -> None:
    space = space_of(local.name, local.dimension)
    assert space is not None
    assert space.axes @ space.axes.T == pytest.approx(np.eye(len(space.axes)), abs=0.01)
    assert space.stretch.min() > -1.0
    pairs = [
        ("Lorry Driver", "Truck Driver"),
        ("Barrister at Law", "Trial Attorney"),
        ("Janitor", "Office Cleaner"),
        ("Staff Nurse", "Hospital Nurse"),
        ("Bookkeeper", "Accounts Clerk"),
        ("Бухгалтер-ревизор", "Internal Auditor"),
    ]
    rows = local.encode([title for pair in pairs for title in pair])
    one, other = rows[::2], rows[1::2]

    def margin(near):
        apart = near[~np.eye(len(near), dtype=bool)]
        return (np.diag(near).mean() - apart.mean()) / apart.std()

    assert margin(space.cosines(one, other)) > margin(one @ other.T)


def test_titles_of_contenders_are_compared_in_the_space() -> None:
    rows = normalised(np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 0.0, 0.0]]))
    ids = np.array([1, 2, 3])
    near = [(ids[:1], (rows[:1] @ rows[0]).astype(np.float32))]
    vectors = PlanVectors(
        rows[:1], [1.0], rows[:1], near, near, 1, lambda field, asked: rows[asked - 1], SPACE
    )
    pool = Pool({**vectors.found, "concepts": Found(ids, np.ones(3))})
    vectors.complete(pool, np.arange(3))
    told = dict(zip(pool.names, pool._known, strict=True))
    assert told["title_cosine"] == pytest.approx([1.0, 2 / 5**0.5, 0.0], abs=1e-5)
    assert told["card_cosine"] == pytest.approx([1.0, 0.5, 0.0], abs=1e-5)


def test_one_english_title_alone_is_compared_there() -> None:
    assert make_plan(["Nurse"], ["triage"]).one_english_title
    assert not make_plan(["Медсестра"]).one_english_title
    assert not make_plan(["Nurse", "Paramedic"]).one_english_title
    assert not make_plan([], ["python"]).one_english_title
    assert not make_plan(["Nurse"], passage="A posting of a hospital", whole=True).one_english_title


def test_company_of_titles_is_kept_in_the_space() -> None:
    """Along the second axis one is near to the best, along the first another: that one counts."""
    relevance = np.concatenate([[0.9, 0.52, 0.5], np.full(LEAST, 0.1)])
    cards = np.zeros((len(relevance), 3), np.float32)
    cards[:3] = normalised(np.array([[1.0, 1.0, 0.1], [0.1, 1.0, 0.4], [1.0, 0.1, 0.6]]))
    cards[3:] = normalised(np.random.default_rng(2).standard_normal((LEAST, 3)) - [0, 0, 9])
    nothing = np.zeros((len(relevance), 2), np.float32)
    raw, there = (settled(relevance, nothing, cards, space=one) for one in (None, SPACE))
    assert there[2] > there[1]
    assert raw[1] > raw[2]
    assert sorted(raw.tolist()) == sorted(there.tolist()) == sorted(relevance.tolist())
