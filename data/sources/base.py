"""What a source is: `fetch` touches the network, `parse` does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True)
class Payload:
    """A raw record of a board, as it came. `kind` is detail (a whole posting) or list (a search item)."""

    source: str
    external_id: str
    kind: Literal["detail", "list"]
    body: dict[str, Any]


class Pay(BaseModel):
    """Pay as the posting states it."""

    model_config = ConfigDict(frozen=True)

    low: Decimal | None = None
    high: Decimal | None = None
    currency: str | None = None  # ISO 4217; RUR is RUB, BYR is BYN
    gross: bool | None = None
    period: Literal["hour", "shift", "month", "year", "project"] | None = None


class Posting(BaseModel):
    """A payload in our terms: fields as the board gives them, not yet normalised."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    external_id: str
    url: str | None = None
    title: str
    employer: str | None = None
    employer_id: str | None = None
    area_id: str | None = None
    area_name: str | None = None
    city: str | None = None
    description_html: str = ""
    key_skills: tuple[str, ...] = ()
    role_ids: tuple[str, ...] = ()
    role_names: tuple[str, ...] = ()
    experience: str | None = None
    work_formats: tuple[str, ...] = ()
    employment: str | None = None
    pay: Pay | None = None
    published_at: datetime | None = None
    archived: bool = False
    complete: bool = True  # False for a list item: it must not overwrite a full description
    cities: tuple[str, ...] = ()  # every place it names, when there are several
    country: str | None = None  # ISO 3166-1 alpha-2
    group: str | None = None  # the board's own id of the job behind several postings
    links: tuple[str, ...] = ()  # further addresses of the same posting
    expires_at: datetime | None = None  # last day as the board states it


@dataclass(frozen=True)
class Query:
    """What to ask a source for. `limit` bounds the number of postings fetched.

    `start_page` and `rotation` are for searches that are paged: where to begin, and which pages a bounded
    read takes after the first (0 to 11, another one each time).
    """

    text: str | None = None
    area_ids: tuple[str, ...] = ()
    role_ids: tuple[str, ...] = ()
    since: datetime | None = None
    limit: int | None = None
    until: datetime | None = None
    experience: tuple[str, ...] = ()  # noExperience, between1And3, between3And6, moreThan6
    work_formats: tuple[str, ...] = ()  # ON_SITE, REMOTE, HYBRID, FIELD_WORK
    start_page: int = 0
    rotation: int = 0


@dataclass(frozen=True)
class Liveness:
    """One look at one posting. Unknown keeps the last known state.

    `soft` marks an "archived" that is only a sign: the page answers, but says nothing of the posting any more
    (its JSON-LD is gone, a 404 that is no API's answer). A second look must confirm it.
    """

    verdict: Literal["open", "archived", "unknown"]
    status_code: int | None = None
    reason: str | None = None
    soft: bool = False


#: The reason of `check` where a source has no page or endpoint of one posting: sweeps leave it out.
NO_SINGLE_CHECK = "no_single_check"


@dataclass
class SourceState:
    """Whether a source can be used now, and why not: shown on screen and in `podbor doctor`."""

    name: str
    configured: bool
    reason: str | None = None  # a stable code, e.g. hh_token_missing
    invented: bool = False
    host: str | None = None
    decisions: list[str] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)  # what the words of `reason` need


#: `known(external_id, published_at)`: whether a posting is stored and has not moved since.
Known = Callable[[str, datetime | None], bool]
#: Takes a decision worth keeping in the run's report.
Note = Callable[[str], None]


def unnoted(decision: str) -> None:
    """Where decisions go when nobody keeps them."""


class Source(Protocol):
    name: str
    #: What kind of board it is (`data.sources.kinds`).
    kind: str
    #: A fetch of the empty query that ends without an error has shown every open posting, so what it did
    #: not show is closed. False for searches and feeds with a window: absence there proves nothing.
    whole_board: bool

    def state(self) -> SourceState: ...

    def fetch(self, query: Query, *, known: Known, note: Note = unnoted) -> Iterator[Payload]:
        """Yield payloads; `known` spares details of what has not moved: those come as their list item."""
        ...

    def parse(self, payload: Payload) -> Posting:
        """Pure. Raises PayloadChanged."""
        ...

    def unknown_keys(self, payload: Payload) -> frozenset[str]:
        """Fields nobody has described yet: news for the run's report, not a failure."""
        ...

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        """Payloads in one record of a file of raw payloads: one object, a wrapped one, or a search page."""
        ...

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        """One request at the most. Only the board's own word is "archived": a flag, an API's 404 or 410; a
        gatekeeper's page under any status is "unknown". Without a way to ask: `NO_SINGLE_CHECK`."""
        ...
