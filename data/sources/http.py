"""The one way out to a board: bounded, paced, named, and never beyond its configured address.

Every request waits for its turn (`politeness`). Answers are sorted by `answers`; what is worth another try
is retried with back-off, the rest becomes an error of `data.errors` at once. A host that fails again and
again is left alone for a while, by all processes: `circuit_open` is answered without a request.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, TypeAlias

import httpx
import stamina

from data.errors import DatabaseUnavailable, NotFound, SourceError, SourceForbidden, SourceUnavailable
from data.sources.answers import PASSING, REFUSALS, Answer, sorted_answer
from data.sources.body import ACCEPT_ENCODING, BadBody, read_body
from data.sources.guard import AddressRefused, Guard
from data.sources.politeness import Politeness
from data.sources.politeness_log import Decisions
from data.sources.politeness_state import No, Rule
from data.sources.transport import transport_for

Params: TypeAlias = Mapping[str, str | int | Sequence[str]]

MAX_BYTES = 5 * 1024 * 1024
ATTEMPTS = 4
MAX_REDIRECTS = 3
#: Requests at once to a host without a rate (our own); others are asked one after another.
UNLIMITED_AT_ONCE = 20


class _Passing(Exception):
    """Worth another try."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.fault)
        self.answer = answer


class SourceClient:
    """GET of JSON or text under one base address and in `allowed_domains`. Safe to share between threads.

    `politeness` is the process's; without it this client is polite alone. `decisions` collects what was
    decided on the way, for the run that asked. `token` and `headers` go to the base address only.
    `own_server` (see `guard`) is for the demo board and servers named in settings. `transport` takes the
    place of real connections in tests.
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
        allowed_domains: Sequence[str] = (),
        own_server: bool = False,
    ) -> None:
        try:
            guard = Guard(base_url.rstrip("/"), tuple(allowed_domains), own_server)
            refusal = guard.refusal(guard.base)
        except httpx.InvalidURL:
            raise SourceError(name, "its address is not a URL", code="source_bad_url") from None
        if refusal:
            raise SourceError(name, f"its address cannot be used ({refusal})", code=refusal)
        self.name = name
        self.host = guard.base.host
        self.timeout = timeout
        self.max_bytes = max_bytes
        self.requests = 0
        self.retries = 0
        self.decisions = Decisions()
        self._guard = guard
        self._politeness = politeness or Politeness()
        self._rule = Rule(per_second, 1 if per_second else UNLIMITED_AT_ONCE)
        self._headers = {"User-Agent": user_agent, "HH-User-Agent": user_agent}
        self._own_headers = dict(headers or {})
        if token:
            self._own_headers["Authorization"] = f"Bearer {token}"
        self._transport = transport or transport_for(guard)

    @property
    def headers(self) -> dict[str, str]:
        """What is sent to the base address, its secrets too; other hosts get the User-Agent alone."""
        return self._headers | self._own_headers

    def close(self) -> None:
        self._transport.close()

    def get_json(self, path: str, params: Params | None = None) -> Any:
        """The parsed body. `path` is under the base address, or a whole https address in the allowed domains.
        Raises NotFound, SourceForbidden or SourceUnavailable (with a stable code)."""
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
        """One request in its turn, and those its redirects lead to, each of them guarded and in its turn."""
        url = self._url(path, params)
        started = time.monotonic()
        answer = Answer(0, None, "source_bad_url", asked=False) if url is None else None
        for hop in range(MAX_REDIRECTS + 1):
            if url is None:
                break
            if code := self._guard.refusal(url):
                self.decisions.add("refused", f"{url.host} ({code})")
                return answer or Answer(0, None, code, asked=False)
            if hop:
                self.decisions.add("redirect", url.host)
            left = None if patience is None else max(0.0, patience - (time.monotonic() - started))
            answer = self._in_turn(url, timeout, as_text, patience=left)
            url = self._target(url, answer)
        assert answer is not None
        if answer.fault:
            self.decisions.add("fault", f"{answer.fault} ({answer.status})")
        return answer

    def _in_turn(self, url: httpx.URL, timeout: float, as_text: bool, *, patience: float | None) -> Answer:
        began = time.monotonic()
        turn = self._politeness.turn(
            url.host, self._rule, self.decisions, timeout=timeout, patience=patience
        )  # fmt: skip
        if isinstance(turn, No):
            return Answer(0, None, turn.code, turn.seconds, asked=False)
        answer = Answer(0, None, "no_answer")
        try:
            left = timeout if patience is None else max(0.01, patience - (time.monotonic() - began))
            answer = self._get(url, left, as_text)
        finally:
            self._politeness.ended(
                url.host, self._rule, self.decisions, turn.lease, answer.outcome, answer.retry_after
            )  # fmt: skip
        return answer

    def _get(self, url: httpx.URL, timeout: float, as_text: bool) -> Answer:
        self.requests += 1
        deadline = time.monotonic() + timeout
        base = self._guard.base
        at_base = (url.scheme, url.host, url.port) == (base.scheme, base.host, base.port)
        request = httpx.Request(
            "GET", url,
            headers=(self.headers if at_base else self._headers)
            | {"Accept": "*/*" if as_text else "application/json", "Accept-Encoding": ACCEPT_ENCODING},
            extensions={
                "timeout": dict.fromkeys(("connect", "read", "write", "pool"), timeout), "deadline": deadline,
            },
        )  # fmt: skip
        try:
            response = self._transport.handle_request(request)
        except httpx.TransportError:
            return Answer(0, None, "no_answer")
        except AddressRefused as error:
            self.decisions.add("refused", str(error))
            return Answer(0, None, "source_address_refused")
        with closing(response):
            try:
                body = read_body(response, most=self.max_bytes, deadline=deadline)
            except httpx.TransportError:
                return Answer(response.status_code, None, "no_answer")
            except BadBody as error:
                return Answer(response.status_code, None, error.code)
        answer = sorted_answer(response.status_code, body, response.headers, as_text=as_text)
        return replace(answer, url=str(url))

    def _url(self, path: str, params: Params | None) -> httpx.URL | None:
        whole = path.startswith(("https://", "http://"))
        if not whole and (not path.startswith("/") or path.startswith("//") or "\\" in path or ".." in path):
            raise ValueError(f"not a path under the base address: {path!r}")
        try:
            url = httpx.URL(path if whole else self._guard.base_url + path)
        except httpx.InvalidURL:
            return None
        return url.copy_merge_params(_pairs(params)) if params else url

    @staticmethod
    def _target(url: httpx.URL, answer: Answer) -> httpx.URL | None:
        """Where a redirect leads; None when this is the answer."""
        if answer.fault != "redirected" or not answer.location:
            return None
        try:
            return url.join(answer.location)
        except httpx.InvalidURL:
            return None


def _pairs(params: Params | None) -> tuple[tuple[str, str | int], ...]:
    """Lists are repeated keys: hh refuses comma-joined ones."""
    pairs: list[tuple[str, str | int]] = []
    for key, value in (params or {}).items():
        if isinstance(value, str | int):
            pairs.append((key, value))
        else:
            pairs.extend((key, one) for one in value)
    return tuple(pairs)
