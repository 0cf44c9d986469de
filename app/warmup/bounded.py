"""A board that is read until a moment and no longer, and that tells what it names."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from data.errors import SourceUnavailable
from data.sources.base import Known, Liveness, Note, Payload, Posting, Query, Source, SourceState, unnoted

TIME_IS_UP = "time_is_up"


class Bounded:
    """`source`, but its fetch ends with SourceUnavailable (`time_is_up`) once `until` (time.monotonic) is
    reached: what was read stays, and nothing is concluded about the rest. `tell` is called for every posting
    with its id, before it is stored; whatever it raises ends the fetch."""

    def __init__(self, source: Source, *, until: float, tell: Callable[[str], None]) -> None:
        self.name = source.name
        self.kind = source.kind
        self.whole_board = source.whole_board
        self.client = getattr(source, "client", None)  # the run counts its requests
        self._source = source
        self._until = until
        self._tell = tell

    def state(self) -> SourceState:
        return self._source.state()

    def fetch(self, query: Query, *, known: Known, note: Note = unnoted) -> Iterator[Payload]:
        self._in_time()
        for payload in self._source.fetch(query, known=known, note=note):
            self._tell(payload.external_id)
            yield payload
            self._in_time()

    def parse(self, payload: Payload) -> Posting:
        return self._source.parse(payload)

    def unknown_keys(self, payload: Payload) -> frozenset[str]:
        return self._source.unknown_keys(payload)

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        return self._source.read_line(record)

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        return self._source.check(external_id, timeout=timeout)

    def _in_time(self) -> None:
        if time.monotonic() >= self._until:
            raise SourceUnavailable(self.name, "the time for this is up", code=TIME_IS_UP)
