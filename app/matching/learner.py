"""What was learned of people, remembered for five minutes per person and résumé.

Whatever a person says, takes back or chooses shows in a stamp of two index reads, so the memory is right in
every process at once, not only in the one that was told.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from app.matching.learning import Lessons
from app.matching.terms import Wanted
from data.db import Session
from data.repositories import feedback, learning
from data.repositories.feedback import JudgedVacancy

LASTS_SECONDS = 300.0
MOST = 1_000

_Stamp = tuple[int, datetime | None, datetime | None]


class Learner:
    """One object serves all threads; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[UUID, str], tuple[float, _Stamp, Lessons]] = OrderedDict()
        self._lock = threading.Lock()

    def lessons(
        self, session: Session, person_id: UUID, resume: str, wanted: Wanted, *, now: datetime
    ) -> Lessons:
        """What this person's judgements teach; `resume` is the digest of the profile `wanted` was made of."""
        choice = learning.of(session, person_id)
        stamp: _Stamp = (*feedback.stamp(session, person_id), choice.updated_at)
        key = (person_id, resume)
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None and kept[1] == stamp and self._clock() < kept[0]:
            return kept[2]
        judged: tuple[JudgedVacancy, ...] = ()
        if choice.switched_on and stamp[0]:
            judged = tuple(feedback.judged(session, person_id, now=now, since=choice.forgotten_at))
        found = Lessons(judged, wanted, frozenset(choice.without), choice.switched_on)
        with self._lock:
            self._kept[key] = (self._clock() + LASTS_SECONDS, stamp, found)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return found

    def forget(self) -> int:
        """Drop all of it; how many entries they were."""
        with self._lock:
            number = len(self._kept)
            self._kept.clear()
        return number
