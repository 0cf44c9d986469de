"""BM25 of given vacancies for one question in all fields at once, from the forward store.

The same numbers as tantivy's: idf ln(1 + (N - n + 0.5) / (n + 0.5)), k1 1.2, b 0.75, lengths told apart as
far as its one byte goes. Of alternatives the best counts. The work is numpy over a few hundred thousand
entries, which lets other threads run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from data.forward import LENGTHS, NUMBER_MASK, TIMES, TIMES_MASK, Snapshot, number_of
from data.mapped import Rows
from data.tokens import FIELDS, TextField

K1 = 1.2  # tantivy's constants
B = 0.75
_CHUNK = 1_000  # vacancies at once: their entries fit into the cache of a core
_LEAST_BITS = 16  # of the table that finds a term: 128 KB
_MOST_BITS = 22
_ODD = 0x9E3779B1  # the golden ratio, Knuth's multiplicative hashing
Scores = NDArray[np.float64]


def idf(documents: float, with_term: float) -> float:
    """The formula of Lucene and tantivy; `with_term` may count deleted documents too."""
    with_term = min(with_term, documents)
    return math.log(1 + (documents - with_term + 0.5) / (with_term + 0.5))


@dataclass(frozen=True)
class FieldQuestion:
    """`alternatives`: term -> what it gives where it stands endlessly often. `average` is the length of the
    field in tokens; None where only counts whether the term is there at all."""

    alternatives: Sequence[Mapping[str, float]]
    average: float | None = None


@dataclass
class _Term:
    """`weights`: in which alternative (a column each) it weighs how much."""

    place: int
    weights: list[tuple[int, float]] = field(default_factory=list)


class Question:
    """Made once, asked of many vacancies and by any thread."""

    def __init__(self, fields: Mapping[TextField, FieldQuestion]) -> None:
        self.fields = tuple(fields)
        terms: dict[int, _Term] = {}
        starts = []
        columns = 0
        self._norms: Scores = np.zeros((len(FIELDS), len(LENGTHS)))
        for name, asked in fields.items():
            place = FIELDS.index(name)
            starts.append(columns)
            for alternative in asked.alternatives:
                for token, weight in alternative.items():
                    term = terms.setdefault(number_of(place, token), _Term(place))
                    if term.place == place:  # else two words share a number: one in 100,000 questions
                        term.weights.append((columns, weight))
                columns += 1
            if starts[-1] == columns:
                columns += 1  # nothing is asked, and nothing found
            if asked.average is not None:
                self._norms[place] = K1 * (1 - B + B * LENGTHS / max(asked.average, 1e-9))
        self._starts, self._columns = np.array(starts, dtype=np.int64), columns
        self._numbers = np.array(list(terms), dtype=np.uint32)
        self._fields = np.array([one.place for one in terms.values()], dtype=np.int64)
        self._layers = _layers([one.weights for one in terms.values()])
        self._odd, self._shift, self._table = _table_of(self._numbers)

    def scores(self, snapshot: Snapshot, rows: Rows) -> Scores:
        """(rows, `fields`) scores 0..1 of rows of a snapshot."""
        found = np.zeros((len(rows), len(self.fields)))
        for start in range(0, len(rows) if len(self._numbers) else 0, _CHUNK):
            part = rows[start : start + _CHUNK]
            found[start : start + _CHUNK] = self._some(snapshot, part)
        return np.minimum(found, 1.0)

    def _some(self, snapshot: Snapshot, rows: Rows) -> Scores:
        entries, counts = snapshot.entries_of(rows)
        slots = entries & NUMBER_MASK
        slots *= self._odd
        slots >>= self._shift
        found = self._table.take(slots)
        here = np.flatnonzero(found)
        terms = found.take(here).astype(np.int64) - 1
        hits = entries.take(here)
        same = self._numbers.take(terms) == hits & NUMBER_MASK  # another word may share the slot
        here, terms, hits = here[same], terms[same], hits[same]
        of_row = np.repeat(np.arange(len(rows)), counts).take(here)
        times = TIMES.take(hits & TIMES_MASK)
        fields = self._fields.take(terms)
        norms = self._norms[np.arange(len(FIELDS)), snapshot.lengths_of(rows)]
        shares = times / (times + norms[of_row, fields])
        flat = np.zeros(len(rows) * self._columns)
        for chosen, columns, weights in self._layers:
            if chosen is not None:
                kept = np.flatnonzero(chosen.take(terms))
                terms, of_row, shares = terms[kept], of_row[kept], shares[kept]
            places = of_row * self._columns + columns.take(terms)
            flat += np.bincount(places, shares * weights.take(terms), len(flat))
        return np.maximum.reduceat(flat.reshape(len(rows), self._columns), self._starts, axis=1)


_Layer = tuple[NDArray[np.bool_] | None, Rows, Scores]


def _layers(weights: Sequence[Sequence[tuple[int, float]]]) -> list[_Layer]:
    """A term that stands in several alternatives has a column and a weight in each: in which layer it still
    has one (None: all have), the columns, the weights."""
    found: list[_Layer] = []
    for depth in range(max(map(len, weights), default=0)):
        here = np.array([len(one) > depth for one in weights])
        own = [one[min(depth, len(one) - 1)] for one in weights]
        columns = np.array([column for column, _ in own], dtype=np.int64)
        values = np.array([weight for _, weight in own])
        found.append((None if here.all() else here, columns, values))
    return found


def _table_of(numbers: NDArray[np.uint32]) -> tuple[np.uint32, np.uint32, NDArray[np.uint16]]:
    """A multiplier, a shift and a table of term + 1 by slot in which no two terms share one."""
    bits = max(_LEAST_BITS, 2 * len(numbers).bit_length() - 3)
    odd = _ODD
    while True:
        shift = np.uint32(32 - min(bits, _MOST_BITS))
        for _ in range(64):
            slots = (numbers * np.uint32(odd)) >> shift
            if len(np.unique(slots)) == len(slots):
                table = np.zeros(1 << 32 - int(shift), dtype=np.uint16)
                table[slots] = np.arange(1, len(slots) + 1)
                return np.uint32(odd), shift, table
            odd = (odd * 0x2C1B3C6D + 2) & 0xFFFFFFFF
        bits += 1
