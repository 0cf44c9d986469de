"""What an answer of a board means: parsed, or a stable code of what is wrong with it. No network here."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from data.sources.politeness_state import Outcome

MAX_UNPACKED = 50 * 1024 * 1024
#: Refusals of us, not of one request: nothing is to be concluded about any posting.
REFUSALS = {"forbidden", "oauth", "oauth_error", "bad_authorization", "bad_user_agent", "api_access_payment"}
#: Worth another try.
PASSING = {
    "too_many_requests", "server_error", "no_answer", "too_big", "not_json", "error_in_success",
    "empty_answer", "bad_encoding",
}  # fmt: skip
#: A host that does this again and again is left alone for a while.
_BAD = PASSING - {"too_many_requests"} | {"blocked"}
_CHARSET = re.compile(r"(?:charset|encoding)\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})")
_TITLE = re.compile(r"<title[^>]*>\s*([^<]{0,200})", re.IGNORECASE)
_GATE_TITLE = re.compile(
    r"ddos-guard|just a moment|attention required|checking your browser|are you (?:not )?a (?:robot|human)|"
    r"access denied|вы не робот|подтвердите, что|проверка браузера|доступ ограничен",
    re.IGNORECASE,
)
_CAPTCHA_TITLE = re.compile(r"captcha|капч", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """One answer. `payload` is the parsed JSON; `fault` is None or a stable code of what is wrong. `url` is
    where it came from in the end, when redirects were followed. `asked` is False when it was not our turn and
    no request was made."""

    status: int
    payload: Any  # parsed JSON, or text where text was asked for
    fault: str | None
    retry_after: float | None = None
    captcha_url: str | None = None
    url: str | None = None
    asked: bool = True
    location: str | None = None  # where a redirect points to

    @property
    def outcome(self) -> Outcome:
        """What it tells of the host."""
        if self.fault in {"too_many_requests", "captcha_required"}:
            return "slow_down"
        return "bad" if self.fault in _BAD else "good"


def sorted_answer(status: int, body: bytes, headers: Mapping[str, str], *, as_text: bool) -> Answer:
    """Sort an answer whose whole body was read."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        payload = None
    first = _first_error(payload)
    if status == 429:
        return Answer(status, payload, "too_many_requests", retry_after(headers))
    if status >= 500:
        return Answer(status, payload, "server_error", retry_after(headers))
    if 300 <= status < 400:
        return Answer(status, payload, "redirected", location=headers.get("Location"))
    if status == 451:
        return Answer(status, payload, "geo_refused")
    gate = None if payload is not None else _gate(text_of(body, headers.get("Content-Type")))
    if status in {200, 403} and gate:  # whatever the status, a page before the page
        return Answer(status, None, gate)
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
    if not body.strip():
        return Answer(status, None, "empty_answer")
    if as_text:
        return Answer(status, text_of(body, headers.get("Content-Type")), None)
    if not isinstance(payload, dict | list):
        return Answer(status, None, "not_json")
    if isinstance(payload, dict) and payload.get("errors"):
        return Answer(status, payload, "error_in_success")
    return Answer(status, payload, None)


def text_of(body: bytes, content_type: str | None) -> str:
    """Text in the encoding of the header, else of the XML declaration or the page, else UTF-8. A gzipped file
    (sitemaps are) is unpacked first, within bounds."""
    if body.startswith(b"\x1f\x8b"):
        body = _unpacked(body)
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    named = _CHARSET.search(content_type or "") or _CHARSET.search(body[:1024].decode("ascii", "replace"))
    try:
        return body.decode(named[1] if named else "utf-8", "replace").removeprefix("\ufeff")
    except (LookupError, UnicodeError):  # not an encoding of text, or none for these bytes
        return body.decode("utf-8", "replace")


def _unpacked(body: bytes) -> bytes:
    """b"" when it is damaged or too big."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(body, MAX_UNPACKED)
    except zlib.error:
        return b""
    return found if unpacker.eof else b""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """`Retry-After` in seconds from now. A date is measured by the server's own clock where it shows it."""
    header = headers.get("Retry-After")
    if not header:
        return None
    if header.isascii() and header.isdigit():
        return float(header[:9])
    moment, theirs = _moment(header), _moment(headers.get("Date"))
    if moment is None:
        return None
    return max(0.0, (moment - (theirs or datetime.now(UTC))).total_seconds())


def _moment(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC) if header else None
    except (ValueError, OverflowError):
        return None


def _gate(page: str) -> str | None:
    """Whether this page stands before the one that was asked for: only its title says so, since many a good
    page carries a captcha for its form."""
    title = _TITLE.search(page[:20_000])
    if title is None:
        return None
    if _CAPTCHA_TITLE.search(title[1]):
        return "captcha_required"
    return "blocked" if _GATE_TITLE.search(title[1]) else None


def _first_error(payload: Any) -> dict[str, Any]:
    errors = payload.get("errors") if isinstance(payload, dict) else None
    return errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
