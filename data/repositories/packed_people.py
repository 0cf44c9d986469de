"""Who did what, read from `event_people`: sets of people for any stretch of hours in a few milliseconds.

A set is a sorted array of `people.number` (int32), everybody once. Hours are full hours: `since` is cut down
to its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

People: TypeAlias = NDArray[np.int32]

NOBODY: People = np.empty(0, np.int32)
#: Where numbers lie so far apart, a table of all of them would be larger than what it sorts.
_SPARSE = 100
_HOUR = timedelta(hours=1)
_CELLS = text("""
    SELECT date_bin(:bucket, hour, date_trunc('hour', cast(:origin AS timestamptz), 'UTC')) AS at, event,
           sum(number)::bigint, string_agg(people, ''::bytea)
    FROM event_people
    WHERE hour >= date_trunc('hour', cast(:since AS timestamptz), 'UTC') AND hour < :until
      AND (cast(:events AS text[]) IS NULL OR event = ANY(cast(:events AS text[])))
    GROUP BY 1, 2 ORDER BY 1, 2
""")


@dataclass(frozen=True)
class Cell:
    """One event in one bucket of time that begins at `at`: how often, and who."""

    at: datetime
    event: str
    number: int
    people: People


def cells(
    session: Session, since: datetime, until: datetime, *,
    bucket: timedelta | None = None, events: Sequence[str] | None = None, origin: datetime | None = None,
) -> list[Cell]:  # fmt: skip
    """By bucket and event, in order; what did not happen is absent. Buckets are counted from `origin`, else
    from `since`; without `bucket` there is one for the whole window."""
    given = {
        "since": since, "until": until, "origin": origin or since, "events": list(events) if events else None,
        "bucket": bucket or max(until - since, timedelta(0)) + _HOUR,
    }  # fmt: skip
    return [Cell(row[0], row[1], row[2], _unpacked(row[3])) for row in session.execute(_CELLS, given)]


def together(given: Iterable[Cell]) -> People:
    """Everybody in any of them."""
    return _distinct([cell.people for cell in given])


def by_bucket(given: Iterable[Cell]) -> dict[datetime, People]:
    """Everybody who did anything in each bucket, in order."""
    found: dict[datetime, list[People]] = {}
    for cell in given:
        found.setdefault(cell.at, []).append(cell.people)
    return {at: _distinct(sets) for at, sets in found.items()}


def in_both(one: People, other: People) -> People:
    return one[np.isin(one, other, assume_unique=True)]


def newest(
    session: Session, wanted: People, since: datetime, until: datetime, *,
    most: int, events: Sequence[str] | None = None,
) -> People:  # fmt: skip
    """Of `wanted` those who did any of the events last in the window: `most` of them and whoever did it in
    the same hour as the last of these; all, if they are fewer."""
    found, end, step = NOBODY, until, timedelta(hours=6)
    while end > since and len(found) < min(most, len(wanted)):
        start = max(since, end - step)
        by_hour = by_bucket(cells(session, start, end, bucket=_HOUR, events=events))
        for people in reversed(by_hour.values()):
            found = np.union1d(found, in_both(wanted, people))
            if len(found) >= most:
                break
        end, step = start, step * 4
    return found


def _unpacked(packed: bytes) -> People:
    return _distinct([np.frombuffer(packed, ">i4").astype(np.int32)])


def _distinct(sets: Sequence[People]) -> People:
    everybody = np.concatenate(sets) if sets else NOBODY
    top = int(everybody.max(initial=0))
    if top > _SPARSE * len(everybody):
        return np.unique(everybody)
    seen = np.zeros(top + 1, bool)  # ten times faster than to sort
    seen[everybody] = True
    return np.flatnonzero(seen).astype(np.int32)
