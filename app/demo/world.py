"""The invented labour market at one hour of its clock: same seed, size and hour, same answers."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import RLock
from typing import Literal

from app.demo.churn import ANCHOR, MOSCOW, Life, lives, moment, parse_id
from app.demo.vacancy import Vacancy, draw, renewed

DEFAULT_SEED = 20261121
DEFAULT_SIZE = 3600
_KEPT_AFTER_END = 24 * 45  # hours an archived posting can still be opened


@dataclass(frozen=True)
class Listed:
    """A vacancy with its dates, as the board shows it now."""

    vacancy: Vacancy
    created_at: datetime
    published_at: datetime
    archived: bool = False


class World:
    """`start` is the first hour shown; the clock then moves with real time and with `advance`.

    Without a `clock` the world stands still but for `advance`: what tests want.
    """

    def __init__(
        self,
        seed: int = DEFAULT_SEED,
        size: int = DEFAULT_SIZE,
        *,
        start: datetime,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        if not 1 <= size <= 200_000:
            raise ValueError("a world has 1 to 200,000 places")
        self.seed = seed
        self.size = size
        self.lock = RLock()
        self._start = start.astimezone(MOSCOW).replace(minute=0, second=0, microsecond=0)
        self._clock = clock
        self._advanced = 0
        self._hour = self._wanted_hour()
        self.version = 0  # grows whenever the open list changes
        self.changed_slots: set[int] = set()
        self._archived: set[str] = set()
        self._removed: set[str] = set()
        self._lives: list[Life] = []
        self._events: list[tuple[int, int]] = []
        for slot in range(size):
            life = lives(seed, slot, self._hour)[0]
            self._lives.append(life)
            self._events.append((life.next_event(self._hour), slot))
        heapq.heapify(self._events)

    @property
    def hour(self) -> int:
        return self._hour

    @property
    def now(self) -> datetime:
        return ANCHOR + timedelta(hours=self._hour)

    def advance(self, hours: int) -> None:
        with self.lock:
            self._advanced += hours
            self.catch_up()

    def catch_up(self) -> None:
        """Bring the world to its clock: end, replace and renew what is due."""
        with self.lock:
            hour = self._wanted_hour()
            if hour <= self._hour:
                return
            self._hour = hour
            while self._events and self._events[0][0] <= hour:
                _, slot = heapq.heappop(self._events)
                life = self._lives[slot]
                if life.ends <= hour:
                    life = lives(self.seed, slot, hour)[0]
                    self._lives[slot] = life
                heapq.heappush(self._events, (life.next_event(hour), slot))
                self._touch(slot)

    def archive(self, number: str) -> bool:
        """Close one posting by hand. False if there is no such posting."""
        return self._withdraw(number, self._archived)

    def remove(self, number: str) -> bool:
        return self._withdraw(number, self._removed)

    def status(self, number: str) -> Literal["open", "archived", "missing"]:
        life = self._life(number)
        if life is None or number in self._removed or life.born > self._hour:
            return "missing"
        if life.ends <= self._hour:
            if life.removed or self._hour - life.ends > _KEPT_AFTER_END:
                return "missing"
            return "archived"
        return "archived" if number in self._archived else "open"

    def listed(self, number: str) -> Listed | None:
        """A posting by id, open or archived; None when the board answers 404."""
        with self.lock:
            status = self.status(number)
            life = self._life(number)
            if status == "missing" or life is None:
                return None
            return self._listed(life, archived=status == "archived")

    def open_in(self, slot: int) -> Listed | None:
        """The open posting of a place; None if it was withdrawn by hand."""
        life = self._lives[slot]
        if life.id in self._archived or life.id in self._removed:
            return None
        return self._listed(life, archived=False)

    def _listed(self, life: Life, *, archived: bool) -> Listed:
        vacancy = draw(self.seed, life.slot, life.generation, life.id)
        edition = life.edition(self._hour)
        published = moment(life.published(self._hour), life.id)
        return Listed(renewed(vacancy, edition), moment(life.born, life.id), published, archived)

    def _life(self, number: str) -> Life | None:
        place = parse_id(number)
        if place is None or place[0] >= self.size:
            return None
        slot, generation = place
        current = self._lives[slot]
        if current.generation == generation:
            return current
        return next(iter(lives(self.seed, slot, self._hour, generation)), None)

    def _withdraw(self, number: str, into: set[str]) -> bool:
        with self.lock:
            place = parse_id(number)
            if place is None or self.status(number) == "missing":
                return False
            into.add(number)
            self._touch(place[0])
            return True

    def _touch(self, slot: int) -> None:
        self.changed_slots.add(slot)
        self.version += 1

    def _wanted_hour(self) -> int:
        now = self._start if self._clock is None else max(self._start, self._clock())
        return max(0, int((now - ANCHOR).total_seconds() // 3600)) + self._advanced
