"""The learned relation: invented names and tasks whose vectors are alike only within a side."""

from __future__ import annotations

import numpy as np
import pytest

from app.search.embedding import normalised
from app.search.relation import Pairs, Relation, learned

_GROUPS, _EACH, _DIMENSION = 24, 6, 32


def pairs() -> tuple[Pairs, Pairs]:
    """A task is the name turned by a secret rotation, with noise; the second are pairs never seen."""
    random = np.random.default_rng(5)
    turned = np.linalg.qr(random.normal(size=(_DIMENSION, _DIMENSION)))[0]
    centres = random.normal(size=(_GROUPS + 8, _DIMENSION))

    def some(chosen: np.ndarray) -> Pairs:
        spread = np.repeat(chosen, _EACH, axis=0)
        names = spread + 0.3 * random.normal(size=spread.shape)
        tasks = spread @ turned + 0.3 * random.normal(size=spread.shape)
        places = [np.arange(first, first + _EACH) for first in range(0, len(spread), _EACH)]
        return Pairs(
            normalised(names), normalised(tasks), [(one, one) for one in places], [(len(chosen), 99)]
        )

    return some(centres[:_GROUPS]), some(centres[_GROUPS:])


def rightly(relation: Relation, asked: Pairs) -> float:
    """The share of names whose nearest task is one of their own group."""
    found = [int(relation.likeness(name, asked.tasks).argmax()) // _EACH for name in asked.names]
    return float(np.mean([place == number // _EACH for number, place in enumerate(found)]))


@pytest.fixture(scope="module")
def relation() -> Relation:
    return learned(pairs()[0])


def test_names_find_tasks_they_are_not_like(relation: Relation) -> None:
    seen, _ = pairs()
    plain = (seen.names @ seen.tasks.T).argmax(axis=1) // _EACH
    assert np.mean(plain == np.arange(len(plain)) // _EACH) < 0.3
    assert rightly(relation, seen) > 0.9


def test_what_is_learned_holds_for_names_never_seen(relation: Relation) -> None:
    _, unseen = pairs()
    assert rightly(relation, unseen) > 2 / 8


def test_likeness_is_a_share(relation: Relation) -> None:
    seen, _ = pairs()
    told = relation.likeness(seen.names[0], seen.tasks)
    assert told.shape == (len(seen.tasks),)
    assert told.min() >= 0.0
    assert told.max() <= 1.0
    assert not np.isnan(relation.likeness(np.zeros(_DIMENSION, np.float32), seen.tasks)).any()


def test_it_is_made_of_its_arrays_again(relation: Relation) -> None:
    short = [one.astype(np.float16) for one in relation.arrays()]
    seen, _ = pairs()
    again = Relation.of_arrays(short, _DIMENSION)
    before, after = (one.likeness(seen.names[0], seen.tasks) for one in (relation, again))
    assert np.allclose(before, after, atol=0.02)
    for broken in (short[:-1], [*short[:-1], short[0]], []):
        with pytest.raises(ValueError, match="dimension"):
            Relation.of_arrays(broken, _DIMENSION)
    with pytest.raises(ValueError, match="dimension"):
        Relation.of_arrays(short, 2 * _DIMENSION)
