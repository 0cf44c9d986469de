"""What sources made of one entry and one client have in common. Their kinds are one file each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Literal

from data.errors import PayloadChanged, SourceUnavailable
from data.sources import fields
from data.sources.base import (
    NO_SINGLE_CHECK,
    Known,
    Liveness,
    Note,
    Payload,
    Query,
    SourceState,
    unnoted,
)
from data.sources.entry import SourceEntry
from data.sources.http import SourceClient

#: Names of fields that hold people, whatever the board. Dropped on arrival, at any depth.
PEOPLE = frozenset({
    "contact", "contacts", "contact_list", "contact_person", "contact_name", "contactPoint", "phone",
    "phones", "telephone", "fax", "faxNumber", "email", "mail", "manager", "recruiter", "author",
})  # fmt: skip


class Feed:
    """Base of an adapter. A subclass says which fields it reads (`used`), which it leaves aside on purpose
    (`ignored`), and what holds people (`personal`)."""

    kind: str
    whole_board = False
    used: ClassVar[frozenset[str]] = frozenset()
    ignored: ClassVar[frozenset[str]] = frozenset()
    personal: ClassVar[frozenset[str]] = PEOPLE
    decisions: ClassVar[tuple[str, ...]] = ()
    #: Where the postings stand in a whole answer of the board; "" where they are a bare list.
    listed_under: ClassVar[str] = ""
    #: Parts of a query the board understands; the rest of what is asked is said not to be.
    understands: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, entry: SourceEntry, client: SourceClient) -> None:
        self.name = entry.name
        self.entry = entry
        self._client = client

    @property
    def client(self) -> SourceClient:
        return self._client

    def state(self) -> SourceState:
        return SourceState(self.name, True, host=self._client.host, decisions=list(self.decisions))

    def fetch(self, query: Query, *, known: Known, note: Note = unnoted) -> Iterator[Payload]:
        """What `payloads` gives, each id once. Raises SourceForbidden, SourceUnavailable."""
        self.say_what_is_not_asked(query, note)
        yield from first(self.payloads(query, known, note), query, note)

    def payloads(self, query: Query, known: Known, note: Note) -> Iterable[Payload]:
        """The postings as they come, of a subclass. Raises as `fetch` does."""
        raise NotImplementedError

    def unknown_keys(self, payload: Payload) -> frozenset[str]:
        return frozenset(payload.body) - self.used - self.ignored - self.personal

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        """One posting, or a whole answer of the board."""
        rows = record.get(self.listed_under)
        if not isinstance(rows, list):
            return [self.payload(record)]
        return [self.payload(one) for one in rows if isinstance(one, dict)]

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        """A feed that cannot be asked for one posting says so, without a request."""
        return Liveness("unknown", None, NO_SINGLE_CHECK)

    def payload(self, record: dict[str, Any], kind: Literal["detail", "list"] = "detail") -> Payload:
        body = fields.without(record, self.personal)
        return Payload(self.name, self.external_id(record) or "", kind, body)

    def external_id(self, record: dict[str, Any]) -> str | None:
        return fields.identity(record.get("id"))

    def required(self, payload: Payload, title: Any) -> tuple[str, str]:
        """(id, title); both must be there. Raises PayloadChanged."""
        found, named = self.external_id(payload.body), fields.text(title)
        if found is None:
            raise PayloadChanged(self.name, "an object without id", code="id_missing")
        if named is None:
            raise PayloadChanged(self.name, f"posting {found} without a title", code="name_missing")
        return found, named

    def broken(self, message: str, code: str) -> SourceUnavailable:
        return SourceUnavailable(self.name, message, code=code)

    def rows(self, answer: Any, *path: str) -> list[dict[str, Any]]:
        """The list of objects under `path`. Raises SourceUnavailable when the answer has another shape."""
        found = fields.inner(answer, *path) if path else answer
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.broken("an answer that is not a list of postings", "not_a_page")
        return found

    def say_what_is_not_asked(self, query: Query, note: Note) -> None:
        asked = {
            "text": query.text, "area": query.area_ids, "role": query.role_ids, "since": query.since,
            "until": query.until, "experience": query.experience, "work_format": query.work_formats,
        }  # fmt: skip
        if left := sorted(name for name, value in asked.items() if value and name not in self.understands):
            note(f"this board knows no filter for: {', '.join(left)}")


def first(rows: Iterable[Payload], query: Query, note: Note) -> Iterable[Payload]:
    """At most `query.limit` of `rows`, each id once."""
    seen: set[str] = set()
    for row in rows:
        if row.external_id and row.external_id in seen:
            continue
        if query.limit is not None and len(seen) >= query.limit:
            note(f"stopped at the limit of {query.limit}")
            return
        seen.add(row.external_id or f"#{len(seen)}")
        yield row
