"""People for a posting: whom of some hundred résumés a recruiter would call.

A posting says its trade once and its company for a page, and a résumé its trades in a line each among a
page of duties. So both are read into titles and parts, and a posting is compared with each person by what
either says in few words: title with titles (vectors, concepts of both languages), the titles a person had
with the words and parts of the posting, the skills, each part of the résumé with the part of the posting that
answers it best (late interaction, Khattab and Zaharia 2020), and all words (cosine of tf-idf). Whom the same
résumés surround rise together (Diaz 2005). Vectors of parts are told from what all postings and all people
say: without that any two pages of business English are alike.

Each signal is standardised over the people of one posting, so that neither its scale nor a posting every
word of which everybody shares decides. Pure but for the embedder; bounded in people, parts and characters.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from app.search.embedding import Embedder
from app.search.people_reading import Person, Wanted
from app.search.people_scores import Cosines, Ranks, Rows, Scores, neighbourhood, standard, unit
from app.taxonomy.title_concepts import weighted
from app.taxonomy.words import stems

#: More people than that are not read but searched.
MOST = 5_000
_PARTS = 20_000  # of all people together: some minutes of embedding
_PARTS_OF_ONE, _LEAST_PARTS = 40, 4
_SHARE = 0.5  # of a person's worth that their neighbours tell
_TITLE_WORDS = 0.3  # BM25's b among titles: several are no verbosity


@dataclass(frozen=True)
class Weights:
    """How much each signal says: round numbers, which nothing was fitted to closely."""

    title_cosine: float = 1.0
    title_concepts: float = 1.0
    title_words: float = 0.3
    concepts_said: float = 0.7  # the concepts of their titles that the posting names anywhere
    titles_said: float = 0.4  # the words of their titles that the posting has
    title_parts: float = 0.4  # the part of the posting that is most like one of their titles
    skills: float = 0.6
    parts: float = 1.0
    words: float = 0.6


_OF_TITLES = frozenset(
    ("title_cosine", "title_concepts", "title_words", "concepts_said", "titles_said", "title_parts")
)


class People:
    """What is known of some people, in their order. One `relevance` costs some milliseconds for a hundred."""

    def __init__(self, people: Sequence[Person], embedder: Embedder, weights: Weights = Weights()) -> None:
        """At most MOST people; their parts are embedded here."""
        self._embedder = embedder
        self._weights = weights
        self._titled = np.array([bool(one.titles) for one in people], dtype=np.bool_)
        bodies = [Counter(stems(one.text)) for one in people]
        self._words = Cosines(bodies)
        self._skills = Cosines([Counter(one.skills) for one in people])
        named = [Counter(word for title in one.titles for word in set(stems(title))) for one in people]
        self._title_words = Ranks(named, _TITLE_WORDS)
        known = [dict.fromkeys(_concepts_of(one.titles), 1) for one in people]
        self._concepts = Ranks(known, 0.0)
        self._concepts_said = Ranks(known, 0.5)
        self._title_stems = [[set(stems(title)) for title in one.titles] for one in people]
        self._title_vectors = Rows(embedder, [list(one.titles) for one in people])
        most = max(_LEAST_PARTS, min(_PARTS_OF_ONE, _PARTS // max(1, len(people))))
        parts = Rows(embedder, [list(one.parts[:most]) for one in people])
        self._everywhere = parts.rows.mean(axis=0) if len(parts.rows) else np.zeros(1, np.float32)
        self._parts = parts.apart_from(self._everywhere)
        self._near = neighbourhood(self._parts.means())

    def __len__(self) -> int:
        return len(self._titled)

    def hear(self, postings: Sequence[Wanted]) -> None:
        """What postings have in common tells nothing of any: several of those that will be asked."""
        parts = [part for one in postings for part in one.parts]
        if len(postings) > 1 and parts:  # one alone has nothing in common with others
            self._everywhere = self._embedder.encode(parts).mean(axis=0)

    def relevance(self, wanted: Wanted) -> Scores:
        """For each person how well they answer, standardised: only the order and the distances count."""
        count = len(self)
        if not count:
            return np.zeros(0)
        rows = self._embedder.encode(wanted.parts or (wanted.title,))
        words = Counter(stems(f"{wanted.title}\n{wanted.text}"))
        named = Counter(_concepts_of((wanted.title, *wanted.clauses)))
        nothing = np.zeros(count)
        signals = {
            "title_cosine": nothing,
            "title_concepts": nothing,
            "title_words": nothing,
            "concepts_said": self._concepts_said.of({key: 1 + math.log(named[key]) for key in named}),
            "titles_said": np.array([self._said(titles, words) for titles in self._title_stems]),
            "title_parts": self._title_vectors.best(rows),
            "skills": self._skills.of(Counter(wanted.skills)),
            "parts": self._parts.answered(unit(rows - self._everywhere)),
            "words": self._words.of(words),
        }
        if wanted.title:
            signals |= {
                "title_cosine": self._title_vectors.best(self._embedder.encode([wanted.title])),
                "title_concepts": self._concepts.of(weighted(wanted.title)),
                "title_words": self._title_words.of(Counter(stems(wanted.title))),
            }
        total = sum(self._weighed(one.name, signals[one.name]) for one in fields(Weights))
        alone = standard(np.asarray(total))
        company = np.maximum(alone, 0.0) @ self._near.T
        return np.asarray((1.0 - _SHARE) * np.maximum(alone, 0.0) + _SHARE * company + 1e-6 * alone)

    def _weighed(self, name: str, signal: Scores) -> Scores:
        """A signal in its proportion. What titles say is worth as much as there are people with a title, and
        nothing for or against those without."""
        weight = getattr(self._weights, name)
        if name not in _OF_TITLES:
            return np.asarray(weight * standard(signal))
        found = np.zeros(len(signal))
        if self._titled.any():
            found[self._titled] = weight * self._titled.mean() * standard(signal[self._titled])
        return found

    def _said(self, titles: Sequence[set[str]], words: Mapping[str, int]) -> float:
        """Which share of the best of some titles the posting has, rare words counting more."""
        found = 0.0
        for title in titles:
            whole = sum(map(self._words.rarity, title))
            if whole > 0:
                found = max(found, sum(map(self._words.rarity, title & words.keys())) / whole)
        return found


def _concepts_of(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from weighted(text)
