"""Titles and tasks that belong together, out of the written tables: what their relation is learned from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from app.search.embedding import Vectors
from app.search.relation import Pairs, Places
from app.taxonomy.occupations.kinds import posts, things
from app.taxonomy.occupations.written import Occupation, occupations

#: Titles made up of a thing and a post ("dairy supervisor"): they have the tasks of both.
_COMPOSED = 2_500
_IN_BATCH = (160, 24, 24, 64)  # occupations, posts, things, composed
_SEED = 1


def written_pairs(encode: Callable[[Sequence[str]], Vectors]) -> Pairs:
    """All names and tasks of the tables, and composed titles; `encode` gives a row for each text."""
    names: list[str] = []
    places: dict[str, int] = {}
    groups: list[tuple[Places, Places]] = []

    def add(called: Sequence[str], tasks: Sequence[str]) -> None:
        first = len(names)
        names.extend(called)
        own = [places.setdefault(task, len(places)) for task in tasks]
        groups.append((np.arange(first, len(names)), np.array(own, dtype=np.int64)))

    tables = occupations(), posts(), things()
    for one in (one for table in tables for one in table):
        add((*one.names, *one.names_ru), one.tasks)
    composed = _composed(posts(), things())
    for title, tasks in composed:
        add((title,), tasks)
    counts = (*map(len, tables), len(composed))
    return Pairs(
        names=encode(names),
        tasks=encode(list(places)),
        groups=groups,
        parts=tuple(zip(counts, _IN_BATCH, strict=True)),
    )


def _composed(
    kinds: Sequence[Occupation], dealt_with: Sequence[Occupation]
) -> list[tuple[str, tuple[str, ...]]]:
    random = np.random.default_rng(_SEED)
    found = []
    for _ in range(_COMPOSED):
        post = kinds[int(random.integers(len(kinds)))]
        thing = dealt_with[int(random.integers(len(dealt_with)))]
        called, about = random.choice(post.names), random.choice(thing.names)
        found.append((f"{about} {called}", (*post.tasks, *thing.tasks)))
    return found
