"""What boards that list every open posting have in common: read to the end, or an error.

Their formats are known field by field: `shapes` names the fields that are read with their types, and a value
of another type sets its row aside. Fields in `ignored` are left aside on purpose; others are news.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Literal

from data.errors import NotFound, PayloadChanged, SourceForbidden, SourceUnavailable
from data.sources import fields
from data.sources.base import NO_SINGLE_CHECK, Known, Liveness, Note, Pay, Payload, Query
from data.sources.feed import PEOPLE, Feed

Shapes = Mapping[str, tuple[type, ...]]
TEXT: tuple[type, ...] = (str,)
ID: tuple[type, ...] = (int, str)
NUMBER: tuple[type, ...] = (int, float, str)
FLAG: tuple[type, ...] = (bool,)
LIST: tuple[type, ...] = (list,)
DICT: tuple[type, ...] = (dict,)

#: Pages share so many rows: a posting that closes while the board is read moves the others up, and the one
#: that slips from the head of the next page to the tail of the last would look closed.
OVERLAP = 3
MAX_PAGES = 500

_EMPLOYMENT = (
    ("PROBATION", r"intern(?:s|ship)?\b|trainee|apprentic|praktik|werkstudent|working.?student|stage\b"),
    ("VOLUNTEER", r"volunt"),
    ("PART", r"part.?time|teilzeit|minijob"),
    ("PROJECT", r"contract(?!.*(?:permanent|unlimited))|freelance|temporary|seasonal|fixed.?term|project"),
    ("FULL", r"full.?time|permanent|regular|vollzeit"),
)
_FORMATS = (
    ("HYBRID", r"hybrid|partial"), ("REMOTE", r"remote|telecommut|home.?based|\bfully\b"),
    ("ON_SITE", r"on.?site|in.?office|in.?person|\bnone\b"),
)  # fmt: skip
_PERIODS: tuple[tuple[Literal["hour", "month", "year", "project"], str], ...] = (
    ("hour", r"hour"), ("month", r"month"), ("year", r"year|annual|annum"),
    ("project", r"one.?time|project"),
)  # fmt: skip


class WholeBoard(Feed):
    """Base of an adapter of a career board. A subclass gives `records`, `parse` and its `shapes`."""

    whole_board = True
    shapes: ClassVar[Shapes] = {}
    personal = PEOPLE | {"recruiters", "hiringManager", "hiring_manager", "creator", "mailbox_email"}
    decisions: ClassVar[tuple[str, ...]] = ("read to the end: what it no longer shows is closed",)
    listed_under = "jobs"

    def payloads(self, query: Query, known: Known, note: Note) -> Iterable[Payload]:
        """Every posting. Raises SourceForbidden (`board_unknown`) and SourceUnavailable when the board was
        not read to its end."""
        return map(self.payload, self.records())

    def records(self) -> Iterator[dict[str, Any]]:
        """The board's postings as they come. Raises as `fetch` does."""
        raise NotImplementedError

    def unknown_keys(self, payload: Payload) -> frozenset[str]:
        return frozenset(payload.body) - frozenset(self.shapes) - self.ignored - self.personal

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        """As of every feed; but a field of a posting may be called as the list is."""
        return [self.payload(record)] if self.listed_under in self.shapes else super().read_line(record)

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        """Only the whole board tells; no request is made."""
        return Liveness("unknown", None, NO_SINGLE_CHECK)

    def look(self, path: str, external_id: str, *, timeout: float) -> Liveness:
        """One posting at its own address: an API's 404 or `active` false close it, another one's page not."""
        if fields.identity(external_id) is None:
            return Liveness("unknown", None, "bad_id")
        answer = self._client.look(f"{path}/{external_id}", timeout=timeout)
        if answer.status == 404 and isinstance(answer.payload, dict):
            return Liveness("archived", 404, "not_found")
        if answer.fault or not isinstance(answer.payload, dict):
            return Liveness("unknown", answer.status or None, answer.fault or "not_json")
        if self.external_id(answer.payload) != external_id:
            return Liveness("unknown", answer.status, "other_object")
        if answer.payload.get("active") is False:
            return Liveness("archived", answer.status, "archived")
        return Liveness("open", answer.status)

    def json(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """As `SourceClient.get_json`; a board that is not there is a fault of its entry."""
        try:
            return self._client.get_json(path, params)
        except NotFound as error:
            raise self.unknown_board() from error

    def text(self, path: str, params: Mapping[str, str | int] | None = None) -> str:
        """As `json`, of `SourceClient.get_text`."""
        try:
            return self._client.get_text(path, params)
        except NotFound as error:
            raise self.unknown_board() from error

    def unknown_board(self) -> SourceForbidden:
        return SourceForbidden(
            self.name, f"{self._client.host} knows no such board; check the entry", code="board_unknown"
        )

    def paged(self, ask: Callable[[int], list[dict[str, Any]]], size: int) -> Iterator[dict[str, Any]]:
        """Rows of a board that is read by offset until a page is shorter than `size`. Raises
        SourceUnavailable when pages do not hang together (`board_moved`) or do not end (`board_endless`)."""
        offset = 0
        tail: set[str | None] = set()
        for _ in range(MAX_PAGES):
            rows = ask(offset)
            ids = [self.external_id(row) for row in rows]
            if tail and not tail & set(ids):
                raise self.broken("the board changed while it was read", "board_moved")
            yield from rows
            if len(rows) < size:
                return
            if len(set(ids)) <= OVERLAP or tail >= set(ids[-OVERLAP:]):
                raise self.broken("the same page again and again", "board_endless")
            tail = set(ids[-OVERLAP:])
            offset += len(rows) - OVERLAP
        raise self.broken(f"more than {MAX_PAGES} pages", "board_endless")

    def expect(self, record: Mapping[str, Any], shapes: Shapes | None = None, under: str = "") -> None:
        """Raises PayloadChanged (`<field>_changed`) for a value of a type that its field never had."""
        for key, types in (self.shapes if shapes is None else shapes).items():
            value = record.get(key)
            odd = not isinstance(value, types) or (isinstance(value, bool) and bool not in types)
            if value is not None and odd:
                code = f"{under or key}_changed"
                raise PayloadChanged(self.name, f"{key} is {type(value).__name__}", code=code)

    def objects(self, record: Mapping[str, Any], key: str, shapes: Shapes) -> list[dict[str, Any]]:
        """The objects of a list, each of them checked. Raises PayloadChanged."""
        rows = record.get(key) or []
        if not all(isinstance(one, dict) for one in rows):
            raise PayloadChanged(self.name, f"{key} holds other things than objects", code=f"{key}_changed")
        for one in rows:
            self.expect(one, shapes, key)
        return list(rows)

    def object(self, record: Mapping[str, Any], key: str, shapes: Shapes) -> dict[str, Any]:
        """The object under `key`, checked; an absent one is empty. Raises PayloadChanged."""
        found = record.get(key) or {}
        self.expect(found, shapes, key)
        return dict(found)

    @property
    def employer(self) -> str | None:
        """As the entry names it; else the board's name at its provider."""
        return self.entry.employer or self.entry.token


def refused(error: SourceUnavailable, *statuses: int) -> bool:
    """Whether a board answered with one of these states of HTTP."""
    return error.details.get("status") in statuses


def employment(*given: str | None) -> str | None:
    """FULL, PART, PROJECT, PROBATION or VOLUNTEER by the words of boards; the first text that tells."""
    for text in given:
        for code, words in _EMPLOYMENT if text else ():
            if re.search(words, text or "", re.IGNORECASE):
                return code
    return None


def work_formats(*given: str | None) -> tuple[str, ...]:
    """ON_SITE, REMOTE or HYBRID by the words of boards; the first text that tells."""
    for text in given:
        for code, words in _FORMATS if text else ():
            if re.search(words, text or "", re.IGNORECASE):
                return (code,)
    return ()


def period(given: str | None) -> Literal["hour", "month", "year", "project"] | None:
    """What pay is for; None for a day, a week, or words we do not know."""
    return next((name for name, sign in _PERIODS if re.search(sign, given or "", re.IGNORECASE)), None)


def currency(given: str | None) -> str | None:
    """An ISO 4217 code, or None."""
    code = (given or "").strip().upper()
    return {"RUR": "RUB", "BYR": "BYN"}.get(code, code) if re.fullmatch("[A-Z]{3}", code) else None


def pay(low: Any, high: Any, unit: str | None, per: str | None) -> Pay | None:
    """Pay as stated, the smaller end first; None when neither end is a figure."""
    ends = (fields.amount(low), fields.amount(high))
    if all(ends) and ends[0] > ends[1]:  # type: ignore[operator]
        ends = (ends[1], ends[0])
    return fields.pay(_plain(ends[0]), _plain(ends[1]), currency(unit), period(per))


def plain_to_html(text: str) -> str:
    """Plain text whose lines survive as lines of HTML."""
    return html.escape(text, quote=False).replace("\n", "<br>")


def _plain(amount: Decimal | None) -> str | None:
    """149000.0 as 149000."""
    return None if amount is None else f"{amount.normalize():f}"
