"""What a kind of post brings with it whatever the field (posts/*.txt), and a field whatever the post
(things/*.txt); both are written like occupations.

A supervisor of plasterers and one of a dairy both plan shifts and teach newcomers; no nearest occupation
knows it of both. A title is of a kind when it has all words of one of its names.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app.taxonomy.occupations.written import Occupation, read
from app.taxonomy.title_concepts import MAX_TITLE
from app.taxonomy.words import stems

POSTS = Path(__file__).parent / "posts"
THINGS = Path(__file__).parent / "things"


@cache
def posts() -> tuple[Occupation, ...]:
    """All kinds of posts, in the order of the files; read once."""
    return tuple(read(POSTS))


@cache
def things() -> tuple[Occupation, ...]:
    """What posts have to do with, in the order of the files; read once."""
    return tuple(read(THINGS))


def kinds_of(title: str) -> list[int]:
    """Places in `posts()`; several for a title of several words, none for most bare trades."""
    said = frozenset(stems(title[:MAX_TITLE]))
    return [place for place, names in enumerate(_stemmed()) if any(name <= said for name in names)]


@cache
def _stemmed() -> tuple[tuple[frozenset[str], ...], ...]:
    """The words of each kind's names; a name without words would be in every title."""
    named = (map(stems, (*post.names, *post.names_ru)) for post in posts())
    return tuple(tuple(frozenset(name) for name in names if name) for names in named)
