"""An index of any size out of a few real rows: recombined texts, vectors with noise. Nothing is embedded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.evaluation.parts import Parts, Say
from app.search import projection
from app.search.compacting import compact_beside
from app.search.documents import lexical_document
from app.search.embedding import Vectors
from app.search.facts import facts_of, source_number
from data.compact import CompactVectors
from data.lexical import LexicalDocument
from data.repositories import projections, synthetic, vacancies
from data.repositories.synthetic import Copy
from data.vectors import FIELDS, Field

_NOISE = 0.35  # length of the random step from an original vector to its copy: dense clusters
_BATCH = 20_000


@dataclass(frozen=True)
class _Originals:
    """Everything a copy is made of, by id of the original; rows of arrays are `place[id]`."""

    place: Mapping[int, int]
    documents: Mapping[int, LexicalDocument]
    vectors: Mapping[Field, Vectors]
    facts: NDArray[Any]


def grow(parts: Parts, originals: int, size: int, say: Say) -> int:
    """Fill up to about `size` vacancies with copies of the first `originals`; returns how many there are.

    The compact vectors serve searches, so copies are written there and not into the vector store, which would
    take most of an hour for a million.
    """
    with parts.database.transaction() as session:
        base = projections.open_after(session, 0, limit=originals)
        have = vacancies.count(session)
    copies = have // len(base)
    known = _Originals(
        {row.id: place for place, row in enumerate(base)},
        {row.id: lexical_document(projection.indexable(row)) for row in base},
        {name: _stored(parts, name, [row.id for row in base]) for name in FIELDS},
        facts_of(base),
    )
    compact = compact_beside(parts.lexical, parts.embedder)
    chance = np.random.default_rng(size)
    while have + len(base) <= size:
        many = min(max(1, _BATCH // len(base)), (size - have) // len(base))
        with parts.database.transaction() as session:
            made = synthetic.multiply(session, first=copies, last=copies + many - 1)
            revision = projections.last_revision(session)
        copies += many
        have += len(made)
        parts.lexical.write(
            [replace(known.documents[one.of_text], id=one.id) for one in made], cursor=revision
        )
        _put(compact, made, known, chance, revision)
        say(f"{have} vacancies")
    compact.settle(compact.cursor())
    compact.tidy()
    with parts.database.transaction() as session:
        synthetic.analyse(session)
    return have


def _put(
    compact: CompactVectors,
    made: Sequence[Copy],
    known: _Originals,
    chance: np.random.Generator,
    revision: int,
) -> None:
    texts = np.array([known.place[one.of_text] for one in made])
    places = np.array([known.place[one.of_place] for one in made])
    facts = known.facts[texts]
    for name in ("area", "several", "pay", "published"):
        facts[name] = known.facts[places][name]
    numbers = {board: source_number(board) for board in {one.source for one in made}}
    facts["source"] = [numbers[one.source] for one in made]
    vectors = {name: _near(rows[texts], chance) for name, rows in known.vectors.items()}
    compact.put([one.id for one in made], vectors, facts, [], cursor=revision)


def _stored(parts: Parts, name: Field, ids: Sequence[int]) -> Vectors:
    found = parts.store.collection(name, parts.embedder.name, parts.embedder.dimension).vectors_of(ids)
    return np.stack([found[key] for key in ids])


def _near(rows: Vectors, chance: np.random.Generator) -> Vectors:
    step = chance.standard_normal(rows.shape, dtype=np.float32)
    step *= _NOISE / np.linalg.norm(step, axis=1, keepdims=True)
    moved = rows + step
    result: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return result
