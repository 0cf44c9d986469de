"""Kinds of invented boards, and a source that only knows its entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.sources.base import Known, Liveness, Note, Payload, Posting, Query, SourceState, unnoted
from data.sources.entry import Kind, SourceEntry
from data.sources.http import SourceClient


class BoardSource:
    """What an adapter of a board is made of; it never asks anybody."""

    whole_board = True

    def __init__(self, entry: SourceEntry, client: SourceClient) -> None:
        self.name, self.kind, self.entry, self.client = entry.name, entry.kind, entry, client

    def state(self) -> SourceState:
        return SourceState(self.name, True, host=self.client.host)

    def fetch(self, query: Query, *, known: Known, note: Note = unnoted) -> Iterator[Payload]:
        yield Payload(self.name, "1", "detail", {"id": "1"})

    def parse(self, payload: Payload) -> Posting:
        return Posting(source=self.name, external_id=payload.external_id, title="Швея")

    def unknown_keys(self, payload: Payload) -> frozenset[str]:
        return frozenset()

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        return [Payload(self.name, str(record["id"]), "detail", record)]

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        return Liveness("open", 200)


def a_kind(name: str, **fields: Any) -> Kind:
    values: dict[str, Any] = {
        "base_url": lambda entry: f"https://{name}.example.com", "make": BoardSource, "whole_board": True,
    }  # fmt: skip
    return Kind(name, **(values | fields))


KINDS = {
    one.name: one
    for one in (
        a_kind("greenhouse", every_minutes=240, per_second=0.5),
        a_kind("lever"),
        a_kind("site", base_url=lambda entry: str(entry.url), needs=("url",)),
        a_kind("either", base_url=lambda entry: entry.url or f"https://{entry.token}.example.com",
               needs=("token|url",)),
        a_kind("shy", enabled=False),
        a_kind("remotive", needs=(), least_minutes=360, attribution="remotive"),
        a_kind("superjob", needs=(), setting="superjob_key", key_header="X-Api-App-Id"),
    )
}  # fmt: skip
