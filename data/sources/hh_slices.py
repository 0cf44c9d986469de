"""Cutting a search that hh.ru will not page through to its end.

The server answers `(page + 1) * per_page <= 2000` and nothing deeper. A search that finds more is cut by
publication window (halves, down to five minutes, the grain of its dates), then by professional role, by
area and by experience. Slices share their edges, so callers must drop repeated ids.
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
            "page": page, "per_page": PER_PAGE, "no_magic": "true", "order_by": "publication_time",
        }  # fmt: skip
        if self.text:
            params["text"] = self.text
        for key, values in (
            ("area", self.area_ids), ("professional_role", self.role_ids),
            ("experience", self.experience), ("work_format", self.work_formats),
        ):  # fmt: skip
            if values:
                params[key] = list(values)
        if self.since or self.until:  # the server wants date_from whenever it gets date_to
            params["date_from"] = _iso(self.since or BEGINNING)
        if self.until:
            params["date_to"] = _iso(self.until)
        return params


def parts(
    whole: Slice,
    *,
    now: datetime,
    roles: Callable[[], Sequence[str]],
    children: Callable[[tuple[str, ...]], Sequence[str]],
) -> Iterator[Slice]:
    """Smaller slices that cover `whole`, newest first; none when it cannot be cut further.

    `roles()` gives all role ids, `children(areas)` the areas directly inside; both may ask the server.
    """
    until, since = whole.until or _grain_up(now), whole.since
    if since is None and until - BEGINNING > RECENT:
        yield replace(whole, since=until - RECENT, until=whole.until)
        yield replace(whole, since=BEGINNING, until=until - RECENT)
        return
    since = since or BEGINNING
    if until - since > GRAIN:
        middle = since + max(GRAIN, (until - since) // 2 // GRAIN * GRAIN)
        yield replace(whole, since=middle, until=until)
        yield replace(whole, since=since, until=middle)
        return
    if len(choices := whole.role_ids or tuple(roles())) > 1:
        yield from (replace(whole, role_ids=(one,)) for one in choices)
    elif choices := whole.area_ids if len(whole.area_ids) > 1 else tuple(children(whole.area_ids)):
        yield from (replace(whole, area_ids=(one,)) for one in choices)
    elif len(choices := whole.experience or EXPERIENCE) > 1:
        yield from (replace(whole, experience=(one,)) for one in choices)


def _iso(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%S+0000")


def _grain_up(value: datetime) -> datetime:
    """The next whole five minutes, so that the newest posting is inside."""
    stamp = int(value.timestamp())
    grain = int(GRAIN.total_seconds())
    return datetime.fromtimestamp((stamp // grain + 1) * grain, UTC)
