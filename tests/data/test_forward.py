"""The forward store tells of any vacancy what the inverted index tells, and survives what befalls files."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data import asking as asking_module
from data import forward as module
from data.bm25 import FieldQuestion, Question
from data.forward import LENGTHS, ForwardStore, number_of
from data.lexical import FIELDS, LexicalDocument, LexicalIndex, Words

#: Shrinking an example of so many words takes minutes.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
VOCABULARY = [f"слово{number}" for number in range(25)]
tokens = st.lists(st.sampled_from(VOCABULARY), max_size=60)
documents = st.builds(
    LexicalDocument,
    st.integers(1, 30),
    title=tokens,
    skills=tokens,
    body=tokens,
    grams=tokens,
    concepts=tokens,
    roles=st.lists(st.sampled_from(["r1", "r2", "r3"]), max_size=2, unique=True),
)
steps = st.lists(
    st.tuples(
        st.lists(documents, max_size=12, unique_by=lambda one: one.id),
        st.lists(st.integers(1, 30), max_size=8, unique=True),
    ),
    min_size=1,
    max_size=4,
)
asked_terms = st.dictionaries(
    st.sampled_from([*VOCABULARY, "неведомое"]), st.sampled_from([0.0, 0.5, 1.0, 2.0]), max_size=12
)
alternatives = st.lists(st.builds(Words, asked_terms, st.sampled_from([1.0, 0.6, 0.57])), max_size=4)
roles = st.lists(
    st.builds(Words, st.sampled_from([{"r1": 1.0}, {"r2": 1.0}]), st.sampled_from([1.0, 0.6])), max_size=2
)
questions = st.fixed_dictionaries({name: roles if name == "roles" else alternatives for name in FIELDS})


@settings(max_examples=40, deadline=None, phases=UNSHRUNK, suppress_health_check=[HealthCheck.too_slow])
@given(steps, questions, st.sampled_from([1, 20, 400_000]))
def test_scores_are_those_of_the_inverted_index(tmp_path_factory, happened, queries, postings):
    index = LexicalIndex(tmp_path_factory.mktemp("words") / "lexical")
    for number, (written, deleted) in enumerate(happened, start=1):
        index.write(
            written, [key for key in deleted if key not in {one.id for one in written}], cursor=number
        )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(asking_module, "POSTINGS", postings)
        asking = index.ask()
        asked = asking.prepare(queries)
        forward, asking.forward = asking.forward, None
        slow = asking.prepare(queries)
    asking.forward = forward
    ids = np.arange(1, 31)
    assert forward is not None
    assert forward.live == index.count()
    found = np.nan_to_num(asked.scores(ids))
    for row, name in zip(found, asked.fields, strict=True):
        truth = np.zeros(len(ids))
        keys, scores = asked.best(name, len(ids), among=ids.tolist())
        truth[keys - 1] = scores
        assert row == pytest.approx(truth, abs=1e-4), name
    asking.forward = None
    assert found == pytest.approx(slow.scores(ids[::-1])[:, ::-1], abs=1e-4)


def test_lengths_are_told_apart_as_tantivy_does(tmp_path):
    index = LexicalIndex(tmp_path / "lexical")
    lengths = [1, 39, 40, 41, 55, 57, 100, 257, 1_000, 5_000]
    index.write([LexicalDocument(n, body=["суп"] + ["вода"] * (n - 1)) for n in lengths], cursor=1)
    asked = index.ask().prepare({"body": [Words({"суп": 1.0})]})
    truth = index.search("body", [Words({"суп": 1.0})], 20)
    assert asked.scores(np.array(lengths))[0] == pytest.approx([truth[n] for n in lengths], abs=1e-5)
    assert LENGTHS[[0, 24, 40, 41, 48, 56]].tolist() == [0, 24, 40, 42, 56, 88]


@pytest.fixture
def index(tmp_path):
    made = LexicalIndex(tmp_path / "lexical")
    made.write([LexicalDocument(n, title=["повар" if n % 2 else "водитель"]) for n in range(1, 9)], cursor=8)
    return made


def asked_of(index, *ids):
    return index.ask().prepare({"title": [Words({"повар": 1.0})]}).scores(np.array(ids))[0]


@pytest.mark.parametrize("damage", ["missing", "garbage", "version", "cut"])
def test_without_it_the_index_answers_and_asks_to_be_filled_again(index, damage):
    truth = asked_of(index, 1, 2, 3)
    folder = index.folder / "forward"
    manifest = json.loads((folder / "manifest.json").read_text())
    if damage == "missing":
        (folder / "manifest.json").unlink()
    elif damage == "garbage":
        (folder / "manifest.json").write_text("[]")
    elif damage == "version":
        (folder / "manifest.json").write_text(json.dumps(manifest | {"version": -1}))
    else:
        (folder / f"e{manifest['epoch']}" / "entries").write_bytes(b"")
    later = LexicalIndex(index.folder)
    assert later.ask().forward is None
    assert asked_of(later, 1, 2, 3) == pytest.approx(truth)
    assert later.cursor() == 0
    assert later.count() == 8
    later.write([LexicalDocument(1, title=["повар"])], cursor=1)
    assert later.ask().forward is None, "one of eight is not all"
    later.write([LexicalDocument(n, title=["повар" if n % 2 else "водитель"]) for n in range(2, 9)], cursor=8)
    assert later.ask().forward is not None
    assert asked_of(later, 1, 2, 3) == pytest.approx(truth)
    assert later.cursor() == 8


def test_what_is_gone_is_cleared_away_while_readers_keep_what_they_have(index):
    before = index.ask()
    for number in range(9, 14):
        index.write([LexicalDocument(n, title=["повар"]) for n in (2, 4, 6)], cursor=number)
    folder = index.folder / "forward"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["rows"] - manifest["gone"] == 8
    assert manifest["gone"] <= module._GONE_SHARE * manifest["rows"]
    assert [path.name for path in folder.iterdir() if path.is_dir()] == [f"e{manifest['epoch']}"]
    assert before.prepare({"title": [Words({"повар": 1.0})]}).scores(np.array([1]))[0][0] > 0
    assert all(asked_of(index, 1, 2, 3, 4) > 0)
    assert asked_of(index, 8, 99).tolist()[0] == 0
    assert np.isnan(asked_of(index, 8, 99)[1])


def test_rows_an_interrupted_writer_left_are_written_over(index):
    store = ForwardStore(index.folder / "forward")
    store.append(store._manifest(), [LexicalDocument(50, title=["повар"] * 9)])
    index.write([LexicalDocument(51, title=["повар"])], cursor=9)
    assert np.isnan(asked_of(index, 50)[0])
    assert asked_of(index, 51)[0] == pytest.approx(asked_of(index, 1)[0])


def test_words_that_share_a_slot_are_told_apart(tmp_path):
    store = ForwardStore(tmp_path)
    store.put([LexicalDocument(1, body=[f"т{n}" for n in range(20_000)])], [], cursor=1)
    snapshot = store.snapshot()
    asked = {f"ж{n}": 1.0 for n in range(500)}
    numbers = {number_of(2, f"т{n}") for n in range(20_000)}
    common = sum(number_of(2, term) in numbers for term in asked)
    [[found]] = Question({"body": FieldQuestion([asked])}).scores(snapshot, np.array([0]))
    assert found == min(common, 1)
