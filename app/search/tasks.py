"""What somebody with a title does at work: a short title says too little to meet skills by likeness alone.

A title is compared with the names of written occupations, by concepts and by vectors; the likeliest of them
give their tasks, each worth as much as its occupation is likely. Kinds of posts the title names give theirs
beside them, and a relation learned from all tables says of any text how far it belongs to the title. Vectors
and relation are made once for a model and kept in a folder beside the indexes.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.search.embedding import Embedder, Vectors
from app.search.relation import Relation, learned
from app.search.written_pairs import written_pairs
from app.taxonomy.occupations.kinds import kinds_of, posts, things
from app.taxonomy.occupations.lookup import likeness
from app.taxonomy.occupations.written import Occupation, occupations
from data.bounded import Bounded

#: Two occupations this far apart in mean likeness differ e-fold in probability: as far as the right one and
#: its neighbours usually are.
_TEMPERATURE = 0.1
_MOST = 8  # occupations
_LEAST_SHARE = 0.05  # of the likeliest
_REMEMBERED = 500
_BROKEN = (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """`worths` 0..1, of the likeliest 1; `vectors` has a row for each task."""

    tasks: tuple[str, ...]
    worths: tuple[float, ...]
    vectors: Vectors


@dataclass(frozen=True)
class Expected:
    """What the occupation tells and what the kind of post does: two witnesses, whose words are added up. The
    third is the `relation`, which is asked with the vector of the title."""

    occupation: Told
    post: Told
    title: Vectors
    relation: Relation

    @property
    def witnesses(self) -> tuple[Told, ...]:
        """Those that tell anything."""
        return tuple(one for one in (self.occupation, self.post) if one.tasks)


@dataclass(frozen=True)
class _Work:
    """`names`, `tasks` and `of_posts` are rows of vectors; owners are places in `occupations()` and
    `posts()`."""

    names: Vectors
    name_owners: NDArray[np.int64]
    tasks: Vectors
    task_owners: NDArray[np.int64]
    of_posts: Vectors
    post_owners: NDArray[np.int64]
    relation: Relation


class TaskReader:
    """One object for all threads. `folder` is where vectors are kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._work: dict[tuple[str, int], _Work] = {}
        self._known: Bounded[tuple[str, str], Expected] = Bounded(_REMEMBERED)

    def expected(self, title: str, embedder: Embedder) -> Expected:
        """The tasks behind a title; none for an empty one."""
        return self._known.made((embedder.name, title), lambda: self._found(title, embedder))

    def speaks_of_tasks(self, texts: Sequence[str], embedder: Embedder) -> bool:
        """Whether most of some short texts are nearer to a task than to the name of an occupation."""
        if not texts:
            return False
        work, vectors = self._of(embedder), embedder.encode(texts)
        nearer = (vectors @ work.tasks.T).max(axis=1) > (vectors @ work.names.T).max(axis=1)
        return bool(nearer.mean() > 0.5)

    def _found(self, title: str, embedder: Embedder) -> Expected:
        work = self._of(embedder)
        vector = embedder.encode([title])[0]
        if not vector.any():
            nothing = Told((), (), work.tasks[:0])
            return Expected(nothing, nothing, vector, work.relation)
        near = np.full(len(occupations()), -1.0)
        np.maximum.at(near, work.name_owners, work.names @ vector)
        likely = posterior((near + likeness(title)) / 2)
        shares = likely[work.task_owners] / likely.max()
        named = np.isin(work.post_owners, kinds_of(title)).astype(np.float64)
        return Expected(
            _told(occupations(), shares, work.tasks),
            _told(posts(), named, work.of_posts),
            vector,
            work.relation,
        )

    def _of(self, embedder: Embedder) -> _Work:
        key = (embedder.name, embedder.dimension)
        with self._lock:
            if key not in self._work:
                known = occupations()
                names, name_owners = _spread(known, names=True)
                tasks, task_owners = _spread(known, names=False)
                of_posts, post_owners = _spread(posts(), names=False)
                rows, relation = self._kept([*names, *tasks, *of_posts], embedder)
                parts = np.split(rows, np.cumsum([len(names), len(tasks)]))
                self._work[key] = _Work(
                    parts[0], name_owners, parts[1], task_owners, parts[2], post_owners, relation
                )
            return self._work[key]

    def _kept(self, texts: list[str], embedder: Embedder) -> tuple[Vectors, Relation]:
        """Their vectors and the relation from the folder, or made and kept there; other tables or another
        model are another file."""
        told = [embedder.name, *texts, *(name for one in (*posts(), *things()) for name in one.names)]
        told += [task for one in things() for task in one.tasks]
        path = self._folder / f"{hashlib.sha256(chr(10).join(told).encode()).hexdigest()[:16]}.npz"
        try:
            with np.load(path, allow_pickle=False) as kept:
                rows, maps = kept["rows"], [kept[f"map{place}"] for place in range(len(kept.files) - 1)]
            if rows.shape == (len(texts), embedder.dimension):
                relation = Relation.of_arrays(maps, embedder.dimension)
                return np.asarray(rows, dtype=np.float32), relation
        except FileNotFoundError:
            pass
        except _BROKEN as error:
            _log.warning("the vectors of occupations are made again: %s", error)
        encode = _once(embedder)
        rows = encode(texts).astype(np.float16)
        maps = [one.astype(np.float16) for one in learned(written_pairs(encode)).arrays()]
        scratch = path.with_name(f"{path.stem}.{os.getpid()}.npz")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            np.savez(scratch, allow_pickle=False, rows=rows, **{f"map{n}": one for n, one in enumerate(maps)})
            scratch.replace(path)
        except OSError as error:  # made again after the next start
            _log.warning("the vectors of occupations cannot be kept: %s", error)
        return np.asarray(rows, dtype=np.float32), Relation.of_arrays(maps, embedder.dimension)


def _once(embedder: Embedder) -> Callable[[Sequence[str]], Vectors]:
    """The embedder, asked for each text once."""
    known: dict[str, Vectors] = {}

    def encode(texts: Sequence[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(missing, embedder.encode(missing), strict=True))
        return np.stack([known[text] for text in texts])

    return encode


def posterior(likely: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of the few likeliest, 0 for the others: a softmax of their likeness."""
    best = np.argsort(-likely, kind="stable")[:_MOST]
    shares = np.exp((likely[best] - likely[best[0]]) / _TEMPERATURE)
    found = np.zeros(len(likely))
    found[best] = np.where(shares >= _LEAST_SHARE, shares, 0.0)
    return np.asarray(found / found.sum())


def _told(known: tuple[Occupation, ...], shares: NDArray[np.float64], rows: Vectors) -> Told:
    """The tasks with a share, which has a place for each task of `known` as `rows` has."""
    tasks = [task for one in known for task in one.tasks]
    chosen = np.flatnonzero(shares > 0)
    return Told(
        tasks=tuple(tasks[place] for place in chosen),
        worths=tuple(shares[chosen].tolist()),
        vectors=rows[chosen],
    )


def _spread(known: tuple[Occupation, ...], *, names: bool) -> tuple[list[str], NDArray[np.int64]]:
    """All names or tasks one after another, and the place of each one's occupation."""
    lists = [(*one.names, *one.names_ru) if names else one.tasks for one in known]
    owners = [place for place, some in enumerate(lists) for _ in some]
    return [text for some in lists for text in some], np.array(owners, dtype=np.int64)
