"""How alike the words of a short field and of a short text are: the cosine of their sets, rare words heavier.

BM25 asks how much of a query a document has, and hardly minds what else stands there. Of two names of tasks
the rest of the longer one matters as much: "operate a crane" is no answer to "operate". What the unmatched
words of a field are is not told by the index, only how many they are: each is taken to weigh as much as the
words asked for do in the mean.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.asking import Asking, Scores
from data.bm25 import idf
from data.errors import IndexUnavailable
from data.forward import LENGTHS
from data.mapped import Rows
from data.tokens import FIELDS, TextField, Words

#: A word that more documents have is passed over.
MOST = 5_000


def most_alike(asking: Asking, name: TextField, alternatives: Sequence[Words]) -> tuple[Rows, Scores]:
    """Ids in ascending order, and for each the cosine with the likest alternative times its worth, 0..1;
    words count once. Raises IndexUnavailable."""
    terms = sorted({term for one in alternatives for term in one.terms})
    try:
        holders, weights = _holders(asking, name, terms)
    except (ValueError, OSError) as error:
        raise IndexUnavailable("The lexical index cannot be read.") from error
    ids = np.unique(np.concatenate([*holders.values(), np.zeros(0, np.int64)]))
    lengths = _lengths(asking, name, ids)
    usual = float(np.mean([weights[term] ** 2 for term in holders])) if holders else 0.0
    places = {term: np.searchsorted(ids, one) for term, one in holders.items()}
    best, matched, number = np.zeros(len(ids)), np.zeros(len(ids)), np.zeros(len(ids))
    for one in alternatives:
        length = sum(weights[term] ** 2 for term in one.terms) ** 0.5
        some = [term for term in one.terms if term in places]
        for term in some:
            matched[places[term]] += weights[term] ** 2
            number[places[term]] += 1
        for at in (places[term] for term in some):
            whole = matched[at] + np.maximum(lengths[at] - number[at], 0.0) * usual
            best[at] = np.maximum(best[at], one.worth * matched[at] / (length * np.sqrt(whole)))
        for term in some:
            matched[places[term]] = 0.0
            number[places[term]] = 0.0
    return ids, np.minimum(best, 1.0)


def _holders(
    asking: Asking, name: TextField, terms: Sequence[str]
) -> tuple[dict[str, Rows], dict[str, float]]:
    """Term -> who has it, where that is anybody and not half the world; term -> its weight."""
    searcher, holders, weights = asking.searcher, {}, {}
    for term in terms:
        count = searcher.doc_freq(name, term)
        weights[term] = idf(searcher.num_docs, count)
        if 0 < count <= MOST:
            hits = searcher.search(asking.term(name, term), limit=count, count=False).hits
            ids = searcher.fast_field_values("id", [address for _, address in hits])
            holders[term] = np.array(ids, dtype=np.int64)
    return holders, weights


def _lengths(asking: Asking, name: TextField, ids: Rows) -> NDArray[np.float64]:
    """How many words each has; none more than what matched where nobody can tell."""
    lengths = np.zeros(len(ids))
    if asking.forward is not None:
        rows = asking.forward.rows_of(ids)
        here = np.flatnonzero(rows >= 0)
        lengths[here] = LENGTHS[asking.forward.lengths_of(rows[here])[:, FIELDS.index(name)]]
    return lengths
