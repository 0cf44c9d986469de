"""When an invented vacancy appears, is renewed and leaves.

The world has a fixed number of places. Each place is held by one vacancy after another; a life takes about
33 days, so some 3 % leave and 3 % come a day. Hours count from a fixed day: a restart finds the same world.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from random import Random

from app.demo.phrases import stream

MOSCOW = timezone(timedelta(hours=3))
ANCHOR = datetime(2026, 7, 1, tzinfo=MOSCOW)
_SPANS = ((3, 10, 0.15), (20, 45, 0.62), (45, 70, 0.23))  # days from, to, share
_FIRST_ID = 130_000_000
_STRIDE = 262_144  # at least the largest number of places


@dataclass(frozen=True)
class Life:
    """Hours since the anchor. `removed` tells an outright deletion from archiving at the end."""

    slot: int
    generation: int
    born: int
    ends: int
    period: int  # hours between renewals
    removed: bool

    @property
    def id(self) -> str:
        return str(_FIRST_ID + self.generation * _STRIDE + self.slot)

    def edition(self, hour: int) -> int:
        """How often it was renewed until `hour`."""
        return (min(hour, self.ends - 1) - self.born) // self.period

    def published(self, hour: int) -> int:
        return self.born + self.edition(hour) * self.period

    def next_event(self, hour: int) -> int:
        return min(self.ends, self.published(hour) + self.period)


def parse_id(number: str) -> tuple[int, int] | None:
    """The (slot, generation) behind an id, or None for an id that cannot be ours."""
    if not number.isascii() or not number.isdigit() or len(number) > 12:
        return None
    generation, slot = divmod(int(number) - _FIRST_ID, _STRIDE)
    return (slot, generation) if generation >= 0 else None


def lives(seed: int, slot: int, until: int, generation: int | None = None) -> list[Life]:
    """The lives of a place that began up to hour `until`, the last one first; or the one of `generation`."""
    random = stream(seed, "lives", slot)
    daytime = random.randint(8, 20)  # people publish by day; lives and renewals keep the hour
    start = -int(_span(random) * random.random() / 24 + 1) * 24 + daytime
    found: list[Life] = []
    while start <= until:
        length = _span(random)
        period = random.choice((96, 168, 336, 720, 720))
        life = Life(slot, len(found), start, start + length, period, random.random() < 0.2)
        found.append(life)
        start += length
    if generation is None:
        return found[::-1]
    return [found[generation]] if generation < len(found) else []


def moment(hour: int, number: str) -> datetime:
    """A point within the hour that ends at `hour`, fixed per vacancy: never ahead of the clock."""
    return ANCHOR + timedelta(hours=hour, seconds=-(int(number) * 7919 % 3600))


def _span(random: Random) -> int:
    """Length of a life in hours, whole days."""
    point = random.random()
    for low, high, share in _SPANS:
        point -= share
        if point < 0:
            return random.randint(low, high) * 24
    return _SPANS[-1][1] * 24
