"""Questions to one state of the lexical index: what a question is made of is built once."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import tantivy
from numpy.typing import NDArray

from data.bm25 import K1, FieldQuestion, Question, idf
from data.errors import IndexUnavailable
from data.forward import Snapshot
from data.mapped import Rows
from data.tokens import TextField, Words

#: Longer queries cost time and say nothing new.
MAX_TERMS = 96
#: Terms of a field are passed over from the commonest on until those that are left stand in so many documents
#: together, counted again for each.
POSTINGS = 400_000
#: Where the forward store tells the scores, so many entries of the index are read to find: the rarest terms.
FINDING = 100_000
Scores = NDArray[np.float64]
_NOTHING = (np.zeros(0, np.int64), np.zeros(0, np.float64))
_UNREADABLE = "The lexical index cannot be read."


class Asking:
    """One for all threads, as long as the index stays as it is. `forward` is None until it has caught up."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, forward: Snapshot | None) -> None:
        self.schema = schema
        self.searcher = searcher
        self.forward = forward if forward is not None and forward.live >= searcher.num_docs else None
        self._statistics: dict[TextField, tuple[float, float]] = {}

    def prepare(self, queries: Mapping[TextField, Sequence[Words]], *, finding: bool = False) -> Asked:
        """`queries` as this state of the index understands them; raises IndexUnavailable. `finding`: their
        own best are only to be found, `scores` tells them later where it can tell of anybody."""
        finding = finding and self.forward is not None
        try:
            return Asked(self, {name: self._of_field(name, some, finding) for name, some in queries.items()})
        except (ValueError, OSError) as error:
            raise IndexUnavailable(_UNREADABLE) from error

    def term(self, name: TextField, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self.schema, name, term, "freq")

    def question(self, alternatives: Mapping[TextField, Sequence[Mapping[str, float]]]) -> Question:
        """The same question for the forward store."""
        return Question({name: self._weighed(name, some) for name, some in alternatives.items()})

    def _weighed(self, name: TextField, alternatives: Sequence[Mapping[str, float]]) -> FieldQuestion:
        if name == "roles" or not alternatives:
            return FieldQuestion(alternatives)
        terms = {term for some in alternatives for term in some}
        documents, average = self._counted(name, terms)
        full = {term: (K1 + 1) * idf(documents, self.searcher.doc_freq(name, term)) for term in terms}
        return FieldQuestion(
            [{term: boost * full[term] for term, boost in some.items()} for some in alternatives], average
        )

    def _counted(self, name: TextField, terms: Iterable[str]) -> tuple[float, float]:
        """How many documents tantivy counts (some of them deleted) and how long the field is on average: it
        says so only where it explains a hit."""
        for term in terms:
            if name in self._statistics:
                break
            query = self.term(name, term)
            for _, address in self.searcher.search(query, limit=1, count=False).hits:
                told = _by_description(json.loads(query.explain(self.searcher, address).to_json()))
                self._statistics[name] = (told["N"], told["avgdl"])
        # where only deleted documents have any of the terms, no weight matters
        return self._statistics.get(name, (float(self.searcher.num_docs), 1.0))

    def _of_field(self, name: TextField, queries: Sequence[Words], finding: bool) -> _Field:
        chosen = [sorted(one.terms.items(), key=lambda pair: -pair[1])[:MAX_TERMS] for one in queries]
        if name == "roles":
            pairs = zip(queries, chosen, strict=True)
            told = [{term: wanted.worth} for wanted, terms in pairs for term, _ in terms]
            return _Field(told, told)
        asked = {term for terms in chosen for term, weight in terms if weight > 0}
        frequent = {term: self.searcher.doc_freq(name, term) for term in asked}
        most = _most_frequent(frequent, POSTINGS)
        here, told = self.searcher.num_docs, []
        for wanted, terms in zip(queries, chosen, strict=True):
            known = [(term, weight, frequent[term]) for term, weight in terms if weight > 0]
            ideal = (K1 + 1) * sum(weight * idf(here, count) for _, weight, count in known)
            present = {
                term: wanted.worth * weight / ideal for term, weight, count in known if 0 < count <= most
            }
            if present:
                told.append(present)
        if not finding:
            return _Field(told, told)
        rare = _most_frequent(frequent, FINDING)
        found = []
        for some in told:
            least = max(rare, min(frequent[term] for term in some))  # each alternative is looked for
            found.append({term: boost for term, boost in some.items() if frequent[term] <= least})
        return _Field(told, found)


@dataclass(frozen=True)
class _Field:
    """Term -> boost of each alternative with a known term, its share of the ideal times its worth: of all
    terms that count, and of those that are enough to find."""

    told: Sequence[Mapping[str, float]]
    found: Sequence[Mapping[str, float]]


class Asked:
    """One question to one state of the index, in some fields."""

    def __init__(self, asking: Asking, fields: Mapping[TextField, _Field]) -> None:
        self.fields: tuple[TextField, ...] = tuple(fields)
        self._asking = asking
        self._queries = {name: _built(asking, name, one.found) for name, one in fields.items()}
        told = {name: one.told for name, one in fields.items()}
        self._question = asking.question(told) if asking.forward is not None else None

    @property
    def telling(self) -> bool:
        """Whether `scores` is cheap enough to be asked of everybody."""
        return self._question is not None

    def best(self, name: TextField, k: int, among: Sequence[int] | None = None) -> tuple[Rows, Scores]:
        """Ids and scores of the `k` best of a field as `LexicalIndex.search` describes them, best first. When
        it is only to find, the commonest words do not count."""
        query = self._queries[name]
        if query is None or k <= 0 or (among is not None and not len(among)):
            return _NOTHING
        searcher = self._asking.searcher
        try:
            if among is not None:
                inside = tantivy.Query.term_set_query(self._asking.schema, "id", list(among))
                only = tantivy.Query.const_score_query(inside, 0.0)
                query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, only)])
            hits = searcher.search(query, limit=k, count=False).hits
            ids = searcher.fast_field_values("id", [address for _, address in hits])
        except (ValueError, OSError) as error:
            raise IndexUnavailable(_UNREADABLE) from error
        scores = np.array([score for score, _ in hits], dtype=np.float64)
        return np.array(ids, dtype=np.int64), np.minimum(scores, 1.0)

    def scores(self, ids: Rows) -> Scores:
        """(fields, ids): 0 where nothing of the question stands, NaN where the vacancy is not known (yet)."""
        forward, question = self._asking.forward, self._question
        found = np.full((len(self.fields), len(ids)), np.nan)
        if forward is not None and question is not None:
            rows = forward.rows_of(ids)
            here = np.flatnonzero(rows >= 0)
            found[:, here] = question.scores(forward, rows[here]).T
            return found
        order = np.argsort(ids)
        for row, name in zip(found, self.fields, strict=True):
            keys, values = self.best(name, len(ids), among=ids.tolist())
            row[:] = 0.0
            row[order[np.searchsorted(ids[order], keys)]] = values
        return found


def _built(
    asking: Asking, name: TextField, alternatives: Sequence[Mapping[str, float]]
) -> tantivy.Query | None:
    parts = []
    for terms in alternatives:
        if name == "roles":
            parts += [
                tantivy.Query.const_score_query(asking.term(name, one), worth) for one, worth in terms.items()
            ]
            continue
        boosted = [tantivy.Query.boost_query(asking.term(name, one), boost) for one, boost in terms.items()]
        parts.append(tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in boosted]))
    if len(parts) > 1:
        return tantivy.Query.disjunction_max_query(parts)
    return parts[0] if parts else None


def _most_frequent(frequent: Mapping[str, int], postings: int) -> float:
    """Terms that stand in more documents than this are passed over, so that the others have `postings`
    entries in the index at most. The commonest say least, and in a small index none is passed over."""
    read = 0
    for number, found in enumerate(sorted(frequent.values())):
        read += found
        if read > postings and number:
            return found - 1
    return math.inf


def _by_description(told: Mapping[str, object]) -> dict[str, float]:
    """Every number of an explanation by the first word of what it is."""
    details = told.get("details")
    found = {str(told["description"]).split(",")[0]: float(str(told["value"]))}
    for one in details if isinstance(details, list) else []:
        found |= _by_description(one)
    return found
