"""Labelled sets whose documents are résumés and whose queries are postings or titles."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from app.evaluation.dataset import SHORT, Document, LabelledSet, Query
from app.search.embedding import CachedEmbedder, Embedder
from app.search.people import MOST, People
from app.search.people_reading import (
    Person,
    Wanted,
    read_person,
    read_posting,
    reads_as_posting,
    reads_as_resume,
)

_SAMPLE = 100
#: Shares of documents that must read as résumés, of queries as postings; of the other side at most half.
_PEOPLE, _POSTINGS = 0.4, 0.5
_HEARD = 100  # postings that tell what postings have in common


def looks_for_people(labelled: LabelledSet) -> bool:
    """Whether the documents read as résumés and the queries do not, or the queries as postings and the
    documents are texts that do not."""
    documents = _several([document.text for document in labelled.documents])
    queries = _several([query.text for query in labelled.queries])
    resumes = _share(documents, reads_as_resume)
    if resumes >= _PEOPLE and 2 * _share(queries, reads_as_resume) <= resumes:
        return True
    texts = _share(documents, lambda text: len(text) > SHORT)
    asking = _share(queries, reads_as_posting)
    return texts >= 0.5 and asking >= _POSTINGS and 2 * _share(documents, reads_as_posting) <= asking


def people_of(labelled: LabelledSet, embedder: Embedder) -> People | None:
    """The documents read as people; None where they are something else, or too many to read."""
    if len(labelled.documents) > MOST or not looks_for_people(labelled):
        return None
    return People([_person(document) for document in labelled.documents], CachedEmbedder(embedder))


def rank_people(
    labelled: LabelledSet,
    people: People,
    *,
    on_progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> dict[str, list[str]]:
    """Query id -> everybody, best first; `people` in the order of the documents."""
    postings = [_posting(query) for query in labelled.queries]
    people.hear(postings[:: max(1, len(postings) // _HEARD)])
    rankings: dict[str, list[str]] = {}
    for number, (query, posting) in enumerate(zip(labelled.queries, postings, strict=True), start=1):
        order = np.argsort(-people.relevance(posting), kind="stable")
        rankings[query.id] = [labelled.documents[place].id for place in order.tolist()]
        on_progress("rank", number, len(postings))
    return rankings


def _person(document: Document) -> Person:
    return read_person(document.text, title=document.title, listed=document.skills)


def _posting(query: Query) -> Wanted:
    return read_posting(query.text, title=query.title, listed=query.skills)


def _several(texts: Sequence[str]) -> Sequence[str]:
    return texts[:: max(1, len(texts) // _SAMPLE)]


def _share(texts: Sequence[str], reads: Callable[[str], bool]) -> float:
    return sum(map(reads, texts)) / max(1, len(texts))
