"""The one way out to a board: bounded, paced, named, and never beyond its configured address.

Answers are sorted by the table in `Answer.fault`; what is worth another try is retried with back-off
(`Retry-After` is honoured when it is short), the rest becomes an error of `data.errors` at once. After
several failures in a row the client rests for a while and answers `circuit_open` without a request.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import httpx
import stamina

from data.errors import NotFound, SourceError, SourceForbidden, SourceUnavailable

Params: TypeAlias = Mapping[str, str | int | Sequence[str]]

MAX_BYTES = 5 * 1024 * 1024
MAX_RETRY_AFTER = 30.0
ATTEMPTS = 4
BREAK_AFTER = 8
BREAK_SECONDS = 30.0
#: Refusals of us, not of one request: nothing is to be concluded about any posting.
REFUSALS = {"forbidden", "oauth", "oauth_error", "bad_authorization", "bad_user_agent", "api_access_payment"}
_CHARSET = re.compile(r"(?:charset|encoding)\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})")
_PASSING = {"too_many_requests", "server_error", "no_answer", "too_big", "not_json", "error_in_success"}


@dataclass(frozen=True)
class Answer:
    """One answer. `payload` is the parsed JSON; `fault` is None or a stable code of what is wrong."""

    status: int
    payload: Any  # parsed JSON, or text where text was asked for
    fault: str | None
    retry_after: float | None = None
    captcha_url: str | None = None


class _Passing(Exception):
    """Worth another try."""

    def __init__(self, fault: str, wait: float | None = None, status: int | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.wait = wait
        self.status = status


class Pace:
    """At most `per_second` starts a second over all threads; None is unlimited."""

    def __init__(self, per_second: float | None) -> None:
        self._interval = 1 / per_second if per_second else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def take(self, *, patience: float | None = None) -> bool:
        """Wait for the next turn; False, at once, when it is further away than `patience` seconds."""
        with self._lock:
            now = time.monotonic()
            wait = max(0.0, self._next - now)
            if patience is not None and wait > patience:
                return False
            self._next = now + wait + self._interval
        time.sleep(wait)
        return True


class SourceClient:
    """GET of JSON or text under one base address. Safe to share between threads."""

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        user_agent: str,
        token: str | None = None,
        per_second: float | None = None,
        timeout: float = 15.0,
        max_bytes: int = MAX_BYTES,
        transport: httpx.BaseTransport | None = None,
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
        self._pace = Pace(per_second)
        self._failures = 0
        self._rest_until = 0.0
        headers = {"User-Agent": user_agent, "HH-User-Agent": user_agent, "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        loopback = parts.hostname in {"127.0.0.1", "localhost", "::1"}
        self._http = httpx.Client(
            base_url=base_url.rstrip("/"), headers=headers, timeout=timeout, transport=transport,
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

    def _body(self, path: str, params: Params | None, *, as_text: bool) -> Any:
        try:
            answer = self._persistent(path, params, as_text)
        except _Passing as error:
            raise SourceUnavailable(
                self.name, f"no usable answer ({error.fault})", code=error.fault, status=error.status
            ) from error
        if answer.fault is None:
            return answer.payload
        if answer.fault in REFUSALS:
            raise SourceForbidden(self.name, f"refuses us ({answer.fault})", refusal=answer.fault)
        if answer.status == 404:
            raise NotFound(f"{self.name}: no such object.")
        raise SourceUnavailable(
            self.name, f"{answer.fault} (HTTP {answer.status})",
            code=answer.fault, status=answer.status, captcha_url=answer.captcha_url,
        )  # fmt: skip

    def look(self, path: str, *, timeout: float, as_text: bool = False) -> Answer:
        """One request, no second try, for a freshness check; faults come back as an Answer."""
        if time.monotonic() < self._rest_until:
            return Answer(0, None, "circuit_open")
        started = time.monotonic()
        if not self._pace.take(patience=timeout):
            return Answer(0, None, "paced")
        left = max(0.01, timeout - (time.monotonic() - started))
        return self._counted(self._get(path, None, left, as_text))

    def _persistent(self, path: str, params: Params | None, as_text: bool) -> Answer:
        for attempt in stamina.retry_context(on=self._backoff, attempts=ATTEMPTS, timeout=120, wait_max=20):
            with attempt:
                if attempt.num > 1:
                    self.retries += 1
                if time.monotonic() < self._rest_until:
                    return Answer(0, None, "circuit_open")
                self._pace.take()
                answer = self._counted(self._get(path, params, self.timeout, as_text))
                if answer.fault in _PASSING:
                    raise _Passing(answer.fault, answer.retry_after, answer.status)
        return answer

    @staticmethod
    def _backoff(error: Exception) -> bool | float:
        if not isinstance(error, _Passing):
            return False
        if error.wait is None:
            return True
        return max(error.wait, 0.05) if error.wait <= MAX_RETRY_AFTER else False

    def _counted(self, answer: Answer) -> Answer:
        failed = answer.fault in _PASSING and answer.fault != "too_many_requests"
        self._failures = self._failures + 1 if failed else 0
        if self._failures >= BREAK_AFTER:
            self._failures = BREAK_AFTER // 2  # half-open afterwards: fewer failures close it again
            self._rest_until = time.monotonic() + BREAK_SECONDS
        return answer

    def _get(self, path: str, params: Params | None, timeout: float, as_text: bool) -> Answer:
        if not path.startswith("/") or path.startswith("//") or "\\" in path or ".." in path:
            raise ValueError(f"not a path under the base address: {path!r}")
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
                return _sorted(response.status_code, bytes(body), response.headers, as_text)
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


def _sorted(status: int, body: bytes, headers: Mapping[str, str], as_text: bool) -> Answer:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        payload = None
    first = _first_error(payload)
    if status == 429:
        return Answer(status, payload, "too_many_requests", _seconds(headers.get("Retry-After")))
    if status >= 500:
        return Answer(status, payload, "server_error", _seconds(headers.get("Retry-After")))
    if 300 <= status < 400:
        return Answer(status, payload, "redirected")
    if status == 451:
        return Answer(status, payload, "geo_refused")
    if status == 403 and not first:
        return Answer(status, None, "blocked")  # an HTML page of a gatekeeper
    if first.get("type") == "captcha_required" or first.get("value") == "captcha_required":
        link = first.get("captcha_url") or first.get("fallback_url")
        return Answer(
            status, payload, "captcha_required", captcha_url=link if isinstance(link, str) else None
        )
    if status == 404:
        return Answer(status, payload, "not_found" if first.get("type") == "not_found" else "not_found_page")
    if status == 410:  # as with 404, a gatekeeper's page says nothing
        return Answer(status, payload, "gone_page" if payload is None else "gone")
    if status >= 400:
        kind = first.get("type")
        return Answer(status, payload, kind if isinstance(kind, str) else f"http_{status}")
    if as_text:
        return Answer(status, _text(body, headers.get("Content-Type")), None)
    if not isinstance(payload, dict | list):
        return Answer(status, None, "not_json")
    if isinstance(payload, dict) and payload.get("errors"):
        return Answer(status, payload, "error_in_success")
    return Answer(status, payload, None)


def _text(body: bytes, content_type: str | None) -> str:
    """Text in the encoding of the header, else of the XML declaration or the page, else UTF-8."""
    named = _CHARSET.search(content_type or "") or _CHARSET.search(body[:1024].decode("ascii", "replace"))
    try:
        return body.decode(named[1] if named else "utf-8", "replace").removeprefix("\ufeff")
    except LookupError:
        return body.decode("utf-8", "replace")


def _first_error(payload: Any) -> dict[str, Any]:
    errors = payload.get("errors") if isinstance(payload, dict) else None
    return errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}


def _seconds(header: str | None) -> float | None:
    """`Retry-After` is a number of seconds or a date."""
    if not header:
        return None
    if header.isascii() and header.isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
