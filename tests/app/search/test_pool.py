"""Asking only about those who can still come among the best gives what asking about everybody gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.search import fusion
from app.search import words as reading
from app.search.plan import make_plan
from app.search.pool import Found, Pool
from app.search.recall import Recall, kind_of
from app.search.words import lexical_queries
from data.lexical import LexicalDocument, LexicalIndex

WEIGHTS = fusion.TITLED_RU
ids = st.integers(1, 40)
scores = st.floats(0, 1, width=16)
truths = st.fixed_dictionaries({name: st.dictionaries(ids, scores, max_size=30) for name in fusion.FEATURES})


def own_best(truth, k):
    """What a signal that knows all of `truth` finds by itself."""
    first = dict(sorted(truth.items(), key=lambda pair: -pair[1])[:k])
    rest = min(first.values()) if len(first) == k else 0.0
    return Found.of(first, rest)


@settings(max_examples=300, deadline=None)
@given(truths, st.integers(1, 6), st.integers(1, 12))
def test_nobody_who_belongs_among_the_best_is_left_out(truth, k, limit):
    found = {name: own_best(scores, k) for name, scores in truth.items()}
    pool = Pool(found)
    places = pool.contenders(WEIGHTS, limit)
    for name, scores in truth.items():
        asked = pool.unknown(name, places)
        pool.learn(name, asked, Found.of({int(key): scores[key] for key in asked if key in scores}))
    seen = {int(key) for one in found.values() for key in one.ids}
    whole = {name: {key: one for key, one in scores.items() if key in seen} for name, scores in truth.items()}
    complete = dict.fromkeys(seen, 0.0) | fusion.fuse(whole, WEIGHTS)
    expected = fusion.best(complete, limit)
    best = pool.best(WEIGHTS, [places], limit)
    assert [one[1] for one in best] == pytest.approx([one[1] for one in expected])
    assert all(one[1] == pytest.approx(complete[one[0]]) for one in best)


def test_only_the_allowed_may_come():
    pool = Pool({"title_cosine": Found.of({number: number / 10 for number in range(1, 10)})})
    places = pool.contenders(WEIGHTS, 2, np.isin(pool.ids, [1, 2, 3]))
    assert [one[0] for one in pool.best(WEIGHTS, [places], 2)] == [3, 2]
    assert Pool({}).contenders(WEIGHTS, 5).tolist() == []


def test_recall_orders_as_asking_every_field_about_everything(tmp_path, monkeypatch):
    index = LexicalIndex(tmp_path / "lexical")
    chance = np.random.default_rng(7)
    words = [f"слов{number}" for number in range(40)]
    index.write(
        [
            LexicalDocument(
                number,
                title=list(chance.choice(words, 4)),
                grams=list(chance.choice(words, 12)),
                skills=list(chance.choice(words, 5)),
                body=list(chance.choice(words, 30)),
                roles=[f"r{number % 7}"],
            )
            for number in range(1, 400)
        ],
        cursor=1,
    )
    monkeypatch.setattr(reading, "_BEST", 30)
    plan = make_plan(["слов1 слов2", "слов3"], ["слов4", "слов5", "слов6"], roles=["3", "5"])
    queries = lexical_queries(plan)
    assert any(queries.values())
    seen = {key for name, query in queries.items() for key in index.search(name, query, 30)}
    whole = {
        reading.FEATURE_OF[name]: index.search(name, query, len(seen), among=sorted(seen))
        for name, query in queries.items()
    }
    weights = replace(kind_of(plan).only(*fusion.LEXICAL), themes=0.0)  # none were learned
    expected = fusion.best(fusion.fuse(whole, weights), 25)
    found = Recall(None, index, None).candidates(plan, limit=25, mode="lexical")
    assert [(one.vacancy_id, round(one.relevance, 6)) for one in found] == [
        (key, round(value, 6)) for key, value in expected
    ]
    assert all(
        one.features[name] == round(scores.get(one.vacancy_id, 0.0), 4)
        for one in found
        for name, scores in whole.items()
    )
