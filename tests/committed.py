"""A database whose rows are really committed: for what other threads and processes have to see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Delete

from data.db import Database


@contextmanager
def committed(url: str, *removals: Delete) -> Iterator[Database]:
    """What was written is removed in the end by `removals`, in that order."""
    with Database.opened(url) as database:
        yield database
        with database.transaction() as session:
            for one in removals:
                session.execute(one)
