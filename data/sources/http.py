"""The one way out to a board: bounded, paced, named, and never beyond its configured address.

Every request waits for its turn (`politeness`). Answers are sorted by `answers`; what is worth another try
is retried with back-off, the rest becomes an error of `data.errors` at once. A host that fails again and
again is left alone for a while, by all processes: `circuit_open` is answered without a request.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import httpx
import stamina

from data.errors import DatabaseUnavailable, NotFound, SourceError, SourceForbidden, SourceUnavailable
from data.sources.answers import PASSING, REFUSALS, Answer, sorted_answer
from data.sources.politeness import Politeness
from data.sources.politeness_log import Decisions
from data.sources.politeness_state import No, Rule

Params: TypeAlias = Mapping[str, str | int | Sequence[str]]

MAX_BYTES = 5 * 1024 * 1024
ATTEMPTS = 4
#: Requests at once to a host without a rate (our own); others are asked one after another.
UNLIMITED_AT_ONCE = 20


class _Passing(Exception):
    """Worth another try."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.fault)
        self.answer = answer


class SourceClient:
    """GET of JSON or text under one base address. Safe to share between threads.

    `politeness` is the process's; without it this client is polite alone. `decisions` collects what was
    decided on the way, for the run that asked.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        user_agent: str,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        per_second: float | None = None,
        timeout: float = 15.0,
        max_bytes: int = MAX_BYTES,
        transport: httpx.BaseTransport | None = None,
        politeness: Politeness | None = None,
    ) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SourceError(name, "its address must start with https:// or http://", code="source_bad_url")
        self.name = name
        self.host = parts.hostname
        self.timeout = timeout
        self.max_bytes = max_bytes
        self.requests = 0
        self.retries = 0
        self.decisions = Decisions()
        self._politeness = politeness or Politeness()
        self._rule = Rule(per_second, 1 if per_second else UNLIMITED_AT_ONCE)
        sent = {"User-Agent": user_agent, "HH-User-Agent": user_agent, "Accept": "application/json"}
        sent |= headers or {}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        loopback = parts.hostname in {"127.0.0.1", "localhost", "::1"}
        self._http = httpx.Client(
            base_url=base_url.rstrip("/"), headers=sent, timeout=timeout, transport=transport,
            follow_redirects=False, trust_env=not loopback, limits=httpx.Limits(max_connections=20),
        )  # fmt: skip

    def close(self) -> None:
        self._http.close()

    def get_json(self, path: str, params: Params | None = None) -> Any:
        """The parsed body. Raises NotFound, SourceForbidden or SourceUnavailable (with a stable code)."""
        return self._body(path, params, as_text=False)

    def get_text(self, path: str, params: Params | None = None) -> str:
        """The body as text (XML, RSS, HTML), in the encoding it names. Raises as `get_json` does."""
        return str(self._body(path, params, as_text=True))

    def look(self, path: str, *, timeout: float, as_text: bool = False) -> Answer:
        """One request, no second try, for a freshness check; faults come back as an Answer, the wait for a
        turn counts into `timeout`."""
        try:
            return self._polite(path, None, timeout, as_text, patience=timeout)
        except DatabaseUnavailable as error:
            return Answer(0, None, error.code, asked=False)

    def _body(self, path: str, params: Params | None, *, as_text: bool) -> Any:
        try:
            answer = self._persistent(path, params, as_text)
        except _Passing as error:
            answer = error.answer
        if answer.fault is None:
            return answer.payload
        if answer.fault in REFUSALS:
            raise SourceForbidden(self.name, f"refuses us ({answer.fault})", refusal=answer.fault)
        if answer.status == 404:
            raise NotFound(f"{self.name}: no such object.")
        raise SourceUnavailable(
            self.name, f"no usable answer: {answer.fault} (HTTP {answer.status})",
            code=answer.fault, status=answer.status, captcha_url=answer.captcha_url,
        )  # fmt: skip

    def _persistent(self, path: str, params: Params | None, as_text: bool) -> Answer:
        for attempt in stamina.retry_context(on=_Passing, attempts=ATTEMPTS, timeout=120, wait_max=20):
            with attempt:
                if attempt.num > 1:
                    self.retries += 1
                answer = self._polite(path, params, self.timeout, as_text, patience=None)
                if answer.asked and answer.fault in PASSING:
                    self.decisions.add("retry", answer.fault)
                    raise _Passing(answer)
        return answer

    def _polite(
        self, path: str, params: Params | None, timeout: float, as_text: bool, *, patience: float | None
    ) -> Answer:
        """One request in its turn."""
        if not path.startswith("/") or path.startswith("//") or "\\" in path or ".." in path:
            raise ValueError(f"not a path under the base address: {path!r}")
        deadline = time.monotonic() + timeout
        turn = self._politeness.turn(
            self.host, self._rule, self.decisions, timeout=timeout, patience=patience
        )  # fmt: skip
        if isinstance(turn, No):
            return Answer(0, None, turn.code, turn.seconds, asked=False)
        answer = Answer(0, None, "no_answer")
        try:
            left = timeout if patience is None else max(0.01, deadline - time.monotonic())
            answer = self._get(path, params, left, as_text)
        finally:
            self._politeness.ended(
                self.host, self._rule, self.decisions, turn.lease, answer.outcome, answer.retry_after
            )  # fmt: skip
        if answer.fault:
            self.decisions.add("fault", f"{answer.fault} ({answer.status})")
        return answer

    def _get(self, path: str, params: Params | None, timeout: float, as_text: bool) -> Answer:
        self.requests += 1
        deadline = time.monotonic() + timeout
        try:
            with self._http.stream("GET", path, params=_pairs(params), timeout=timeout) as response:
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > self.max_bytes:
                        return Answer(response.status_code, None, "too_big")
                    if time.monotonic() > deadline:  # a body that trickles
                        return Answer(response.status_code, None, "no_answer")
                return sorted_answer(response.status_code, bytes(body), response.headers, as_text=as_text)
        except (httpx.TransportError, httpx.DecodingError, httpx.InvalidURL):
            return Answer(0, None, "no_answer")


def _pairs(params: Params | None) -> tuple[tuple[str, str | int], ...]:
    """Lists are repeated keys: hh refuses comma-joined ones."""
    pairs: list[tuple[str, str | int]] = []
    for key, value in (params or {}).items():
        if isinstance(value, str | int):
            pairs.append((key, value))
        else:
            pairs.extend((key, one) for one in value)
    return tuple(pairs)
