"""hh.ru through its official API, and every server that speaks it (our demo board does).

Read-only. Without a token hh.ru answers 403 to everybody, so without one not a single request is made.
What the fields mean is in `hh_payload`, how deep searches are read in `hh_reading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from data.errors import NotFound, SourceNotConfigured, SourceUnavailable
from data.sources import hh_payload
from data.sources.base import Known, Liveness, Note, Payload, Posting, Query, SourceState, unnoted
from data.sources.entry import SourceEntry
from data.sources.hh_reading import Found, Reading
from data.sources.hh_slices import Slice
from data.sources.http import SourceClient
from data.sources.politeness import Politeness
from data.sources.tally import RequestTally

#: Our own limit: hh.ru publishes none, and careful clients stay near one request a second.
HH_PER_SECOND = 1.0
LOST_DETAILS = 5  # details that failed in a row before the run stops
#: Answers after which the next detail would fare no better.
GIVE_UP = {"captcha_required", "geo_refused", "circuit_open", "too_many_requests", "paced"}
#: What a live board must be told of us: an address to write to.
CONTACT = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|https?://\S+")

_REASONS = {
    "hh_token_missing": "not configured: no application token (PODBOR_HH_TOKEN)",
    "contact_missing": "not configured: no contact address (PODBOR_CONTACT)",
}


class HhSource:
    """One board that speaks hh.ru's API.

    `token` None means: not configured (`hh_token_missing`). `user_agent` must carry a contact address in
    brackets for a live board (`contact_missing`). `invented` marks a board whose postings are made up; such
    a board is a server of our own, as is one that `own_server` names.
    """

    kind = "hh"
    whole_board = False

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        token: str | None,
        user_agent: str | None,
        invented: bool = False,
        per_second: float | None = None,
        timeout: float = 15.0,
        transport: httpx.BaseTransport | None = None,
        politeness: Politeness | None = None,
        own_server: bool | None = None,
        tally: RequestTally | None = None,
        client: SourceClient | None = None,
    ) -> None:
        self.name = name
        self.invented = invented
        self._host = urlsplit(base_url).hostname
        self.address = urlsplit(base_url).netloc
        self._reason: str | None = None
        if not token:
            self._reason = "hh_token_missing"
        elif not invented and not CONTACT.search(user_agent or ""):
            self._reason = "contact_missing"
        self._client = client or SourceClient(
            name, base_url, user_agent=user_agent or "Podbor/0.1", token=token, timeout=timeout,
            per_second=per_second if per_second or invented else HH_PER_SECOND, transport=transport,
            politeness=politeness, own_server=invented if own_server is None else own_server, tally=tally,
        )  # fmt: skip

    @classmethod
    def over(cls, entry: SourceEntry, client: SourceClient) -> HhSource:
        """A board of the same engine behind a ready client, for a `Kind`: whether it may be asked was decided
        where the client was made."""
        one = cls(entry.name, f"https://{client.host}", token=None, user_agent=None, client=client)
        one._reason = None
        one.kind = entry.kind
        return one

    @property
    def client(self) -> SourceClient:
        return self._client

    def state(self) -> SourceState:
        decisions = ["official API only", "no automatic applications"]
        return SourceState(
            self.name, self._reason is None, self._reason, self.invented, self._host, decisions
        )  # fmt: skip

    def fetch(self, query: Query, *, known: Known, note: Note = unnoted) -> Iterator[Payload]:
        """Newest first, each id once. Raises SourceNotConfigured (no request is made), SourceForbidden,
        SourceUnavailable."""
        if self._reason:
            raise SourceNotConfigured(self.name, _REASONS[self._reason], code=self._reason)
        count = lost = 0
        for item in self._items(query, note):
            if query.limit is not None and count >= query.limit:
                note(f"stopped at the limit of {query.limit}")
                return
            count += 1
            listed = hh_payload.payload_of(self.name, item)
            if not listed.external_id or known(
                listed.external_id, hh_payload.moment(item.get("published_at"))
            ):
                yield listed
                continue
            try:
                yield self._detail(listed.external_id)
                lost = 0
            except NotFound:
                note(f"{listed.external_id} went away between the list and its page")
            except SourceUnavailable as error:
                lost += 1
                if lost >= LOST_DETAILS or error.code in GIVE_UP:
                    raise
                note(f"{listed.external_id} kept from the list only: {error.code}")
                yield listed

    def parse(self, payload: Payload) -> Posting:
        return hh_payload.parse(payload)

    def unknown_keys(self, payload: Payload) -> frozenset[str]:
        return frozenset(payload.body) - hh_payload.USED - hh_payload.IGNORED

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        return list(hh_payload.payloads(self.name, record))

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        """Ask for the posting itself. Only its own word, the API's 404 or a 410 closes it."""
        if self._reason:
            return Liveness("unknown", None, self._reason)
        if hh_payload.external_id({"id": external_id}) is None:
            return Liveness("unknown", None, "bad_id")
        answer = self._client.look(f"/vacancies/{external_id}", timeout=timeout)
        if answer.status == 404 and answer.fault == "not_found":
            return Liveness("archived", 404, "not_found")
        if answer.status == 410 and answer.fault == "gone":
            return Liveness("archived", 410, "gone")
        if answer.fault or not isinstance(answer.payload, dict):
            return Liveness("unknown", answer.status or None, answer.fault or "not_json")
        if hh_payload.external_id(answer.payload) != external_id or "archived" not in answer.payload:
            return Liveness("unknown", answer.status, "other_object")
        if hh_payload.truth(answer.payload["archived"]):
            return Liveness("archived", answer.status, "archived")
        if hh_payload.truth(answer.payload.get("closed_for_applicants")):
            return Liveness("archived", answer.status, "closed_for_applicants")
        return Liveness("open", answer.status)

    def one(self, external_id: str) -> Payload:
        """One posting by its id. Raises SourceNotConfigured, NotFound, SourceForbidden, SourceUnavailable."""
        if self._reason:
            raise SourceNotConfigured(self.name, _REASONS[self._reason], code=self._reason)
        return self._detail(external_id)

    def _detail(self, external_id: str) -> Payload:
        body = self._client.get_json(f"/vacancies/{external_id}")
        if not isinstance(body, dict) or hh_payload.external_id(body) != external_id:
            raise SourceUnavailable(self.name, "a detail page holds another object", code="other_object")
        return Payload(self.name, external_id, "detail", hh_payload.without_personal(body))

    def _items(self, query: Query, note: Note) -> Iterator[dict[str, Any]]:
        return Reading(
            self.name, self._page, self._roles, self._children, note, datetime.now(UTC)
        ).items(query)  # fmt: skip

    def _page(self, piece: Slice, page: int) -> Found:
        body = self._client.get_json("/vacancies", piece.params(page))
        found = body.get("found") if isinstance(body, dict) else None
        if isinstance(found, bool) or not isinstance(found, int) or not isinstance(body.get("items"), list):
            raise SourceUnavailable(self.name, "a page that is not a search result", code="not_a_page")
        return Found(found, body["items"])

    def _roles(self) -> Sequence[str]:
        body = self._client.get_json("/professional_roles")
        found = {
            str(role["id"])
            for category in _listed(body, "categories")
            for role in _listed(category, "roles")
            if isinstance(role, dict) and "id" in role
        }
        return sorted(found)

    def _children(self, area_ids: tuple[str, ...]) -> Sequence[str]:
        body = self._client.get_json(f"/areas/{area_ids[0]}" if area_ids else "/areas")
        inside = body if isinstance(body, list) else _listed(body, "areas")
        return [str(area["id"]) for area in inside if isinstance(area, dict) and "id" in area]


def _listed(value: Any, key: str) -> list[Any]:
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, list) else []
