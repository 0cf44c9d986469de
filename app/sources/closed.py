"""A source that cannot be read, and says why: it is listed like every other, and asks nobody anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.sources.problems import sentence
from data.errors import SourceNotConfigured
from data.sources.base import Known, Liveness, Note, Payload, Posting, Query, Source, SourceState, unnoted


class ClosedSource:
    """Stands for a source that is off (`inner` still understands files of raw payloads) or whose entry
    cannot be used (no `inner`)."""

    whole_board = False

    def __init__(
        self,
        name: str,
        kind: str,
        reason: str,
        *,
        details: Mapping[str, str] | None = None,
        host: str | None = None,
        inner: Source | None = None,
    ) -> None:
        self.name = name
        self.kind = kind
        self._reason = reason
        self._details = dict(details or {})
        self._host = host
        self._inner = inner

    def state(self) -> SourceState:
        return SourceState(self.name, False, self._reason, host=self._host, details=dict(self._details))

    def fetch(self, query: Query, *, known: Known, note: Note = unnoted) -> Iterator[Payload]:
        """Raises SourceNotConfigured; no request is made."""
        raise self._closed()
        yield  # a generator, as every fetch: the error comes with the first row asked for

    def parse(self, payload: Payload) -> Posting:
        return self._file_reader().parse(payload)

    def unknown_keys(self, payload: Payload) -> frozenset[str]:
        return self._file_reader().unknown_keys(payload)

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        return self._file_reader().read_line(record)

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        return Liveness("unknown", None, self._reason)

    def _file_reader(self) -> Source:
        if self._inner is None:
            raise self._closed()
        return self._inner

    def _closed(self) -> SourceNotConfigured:
        return SourceNotConfigured(self.name, sentence(self._reason, self._details), code=self._reason)
