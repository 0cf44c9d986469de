"""What the ingestion tests need around a run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from data.errors import SourceUnavailable
from data.sources import hh_payload
from data.sources.base import (
    NO_SINGLE_CHECK,
    Known,
    Liveness,
    Note,
    Payload,
    Posting,
    Query,
    SourceState,
    unnoted,
)
from data.sources.hh import HhSource
from tests.data.sources.board import Board, posting

AGENT = "Podbor/0.1 (tester@example.invalid)"


def demo(board: Board) -> HhSource:
    return HhSource(
        "demo", "http://board.invalid", token="t", user_agent=AGENT, invented=True, transport=board.transport
    )


def a_board(size: int) -> Board:
    return Board([posting(number) for number in range(size)])


def jsonl(path: Path, *records: dict[str, Any] | str) -> Path:
    lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records]
    path.write_text("\n".join(lines) + "\n")
    return path


class WholeBoard:
    """A company's board in this process: it shows all of `postings` at once, or fails as it is told.

    `stop_after` rows the reading ends with an error; `short` makes it show only so many, as if that were all.
    A posting without a name cannot be understood.
    """

    kind = "whole"
    whole_board = True

    def __init__(self, name: str, postings: dict[str, dict[str, Any]]) -> None:
        self.name = name
        self.postings = postings
        self.stop_after: int | None = None
        self.short: int | None = None
        self.whole_tells_all = False  # asks nobody what is known

    def state(self) -> SourceState:
        return SourceState(self.name, True, host="board.invalid")

    def fetch(self, query: Query, *, known: Known, note: Note = unnoted) -> Iterator[Payload]:
        shown = list(self.postings.items())[: self.short]
        for number, (identity, body) in enumerate(shown):
            if query.limit is not None and number >= query.limit:
                return
            if number == self.stop_after:
                raise SourceUnavailable(self.name, "no usable answer (server_error)", code="server_error")
            same = not self.whole_tells_all and known(identity, hh_payload.moment(body.get("published_at")))
            yield Payload(self.name, identity, "list" if same else "detail", body)
        if self.stop_after is not None and self.stop_after >= len(shown):
            raise SourceUnavailable(self.name, "no usable answer (no_answer)", code="no_answer")

    def parse(self, payload: Payload) -> Posting:
        return hh_payload.parse(payload)

    def unknown_keys(self, payload: Payload) -> frozenset[str]:
        return frozenset()

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        return list(hh_payload.payloads(self.name, record))

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        return Liveness("unknown", None, NO_SINGLE_CHECK)


def whole_board(name: str, numbers: Iterable[int]) -> WholeBoard:
    return WholeBoard(name, {str(100_000 + number): a_posting(number) for number in numbers})


def a_posting(number: int, **fields: Any) -> dict[str, Any]:
    """Told whole: hh's shape with its text."""
    return posting(number, description=f"<p>Работа {number}</p>") | fields
