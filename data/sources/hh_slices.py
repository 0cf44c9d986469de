"""Cutting a search that hh.ru will not page through to its end.

The server answers `(page + 1) * per_page <= 2000` and nothing deeper. A search that finds more is cut by
publication window (halves, down to five minutes, the grain of its dates), then by professional role, by
experience and by area. Slices share their edges, so callers must drop repeated ids. Cuts by anything but
time may lose what fits none of their parts (a role nobody lists, no experience named, a posting on the region
itself): `hh_reading` counts, and looks at what is missing from other sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from data.sources.base import Query

DEPTH = 2000
PER_PAGE = 100
GRAIN = timedelta(minutes=5)
#: Postings live about a month; everything older is one more slice, usually empty.
RECENT = timedelta(days=64)
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
EXPERIENCE = ("noExperience", "between1And3", "between3And6", "moreThan6")
WORK_FORMATS = ("ON_SITE", "REMOTE", "HYBRID", "FIELD_WORK")
NEWEST = "publication_time"
#: Other orders of one search show other ends of it.
OTHER_ORDERS = ("salary_desc", "salary_asc", "relevance")
#: Bounded runs begin their deeper pages at one of these offsets in turn.
ROTATIONS = 12


@dataclass(frozen=True)
class Slice:
    """One search as the server is asked for it. Times are UTC."""

    text: str | None = None
    area_ids: tuple[str, ...] = ()
    role_ids: tuple[str, ...] = ()
    experience: tuple[str, ...] = ()
    work_formats: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    employer_ids: tuple[str, ...] = ()
    order: str = NEWEST

    @classmethod
    def of(cls, query: Query) -> Slice:
        return cls(
            query.text, query.area_ids, query.role_ids, query.experience, query.work_formats,
            query.since and query.since.astimezone(UTC), query.until and query.until.astimezone(UTC),
        )  # fmt: skip

    def params(self, page: int) -> dict[str, Any]:
        if not 0 <= page < DEPTH // PER_PAGE:
            raise ValueError(f"page {page} lies below the depth the server allows")
        params: dict[str, Any] = {
            "page": page, "per_page": PER_PAGE, "no_magic": "true", "order_by": self.order,
        }  # fmt: skip
        if self.text:
            params["text"] = self.text
        for key, values in (
            ("area", self.area_ids), ("professional_role", self.role_ids),
            ("experience", self.experience), ("work_format", self.work_formats),
            ("employer_id", self.employer_ids),
        ):  # fmt: skip
            if values:
                params[key] = list(values)
        if self.since or self.until:  # the server wants date_from whenever it gets date_to
            params["date_from"] = _iso(self.since or BEGINNING)
        if self.until:
            params["date_to"] = _iso(self.until)
        return params


def halves(whole: Slice, *, now: datetime) -> list[Slice]:
    """Two slices of less time that cover `whole`, the newer first; none at the grain of the dates."""
    until, since = whole.until or _grain_up(now), whole.since
    if since is None and until - BEGINNING > RECENT:
        return [
            replace(whole, since=until - RECENT, until=whole.until),
            replace(whole, since=BEGINNING, until=until - RECENT),
        ]
    since = since or BEGINNING
    if until - since <= GRAIN:
        return []
    middle = since + max(GRAIN, (until - since) // 2 // GRAIN * GRAIN)
    return [replace(whole, since=middle, until=until), replace(whole, since=since, until=middle)]


def parts(
    whole: Slice,
    *,
    roles: Callable[[], Sequence[str]],
    children: Callable[[tuple[str, ...]], Sequence[str]],
) -> list[Slice]:
    """Smaller slices of the same time; none when it cannot be cut further.

    `roles()` gives all role ids, `children(areas)` the areas directly inside; both may ask the server.
    """
    if len(choices := whole.role_ids or tuple(roles())) > 1:
        return [replace(whole, role_ids=(one,)) for one in choices]
    if len(choices := whole.experience or EXPERIENCE) > 1:
        return [replace(whole, experience=(one,)) for one in choices]
    if choices := whole.area_ids if len(whole.area_ids) > 1 else tuple(children(whole.area_ids)):
        return [replace(whole, area_ids=(one,)) for one in choices]
    return []


def other_sides(whole: Slice, employers: Sequence[str]) -> Iterator[Slice]:
    """The same search in other orders and through other filters: each shows a part of it."""
    if whole.order == NEWEST:
        yield from (replace(whole, order=order) for order in OTHER_ORDERS)
    if not whole.work_formats:
        yield from (replace(whole, work_formats=(one,)) for one in WORK_FORMATS)
    if not whole.employer_ids:
        yield from (replace(whole, employer_ids=(one,)) for one in employers)


def pages_in_turn(count: int, *, start: int = 0, rotation: int = 0) -> list[int]:
    """Pages `start` to `count` - 1: the first of them first, the rest from a place that turns with
    `rotation` (0 to 11), so that bounded runs do not read the same pages every time."""
    if not 0 <= rotation < ROTATIONS:
        raise ValueError(f"a rotation of {rotation} is not within 0 to {ROTATIONS - 1}")
    pages = list(range(start, count))
    rest = pages[1:]
    turn = rotation % len(rest) if rest else 0
    return pages[:1] + rest[turn:] + rest[:turn]


def _iso(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%S+0000")


def _grain_up(value: datetime) -> datetime:
    """The next whole five minutes, so that the newest posting is inside."""
    stamp = int(value.timestamp())
    grain = int(GRAIN.total_seconds())
    return datetime.fromtimestamp((stamp // grain + 1) * grain, UTC)
