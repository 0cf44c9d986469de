"""The wire to an OpenAI-compatible server: one attempt, bounded in time and bytes. Its faults have codes.

The answer is read as bytes and checked here: the client lets broken bodies out as errors of any kind, a wrong
content type even as a string.
"""

from __future__ import annotations

import email.utils
import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal

import httpx2
from openai import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    DefaultHttpxClient,
    OpenAI,
    OpenAIError,
)

Path = Literal["chat", "embeddings", "transcription", "speech"]
_MAX_BYTES: Mapping[Path, int] = {
    "chat": 2 * 2**20, "embeddings": 32 * 2**20, "transcription": 2**20, "speech": 32 * 2**20,
}  # fmt: skip
_RESOURCES: Mapping[Path, Callable[[OpenAI], Any]] = {
    "chat": attrgetter("chat.completions"), "embeddings": attrgetter("embeddings"),
    "transcription": attrgetter("audio.transcriptions"), "speech": attrgetter("audio.speech"),
}  # fmt: skip
_CONNECT_SECONDS = 5.0


@dataclass(eq=False)
class Fault(Exception):
    """What went wrong with one attempt. `again`: it may pass. `wait` is what the server asked for, seconds.
    `unbilled`: no answer was made, so it cost nothing."""

    code: str
    again: bool = False
    wait: float | None = None
    unbilled: bool = True


class Wire:
    """`host` is whom everything is sent to; redirects are not followed, so it is nobody else."""

    def __init__(self, api_key: str, base_url: str | None = None) -> None:
        # at the level DEBUG these write whole requests
        for name in ("openai", "httpx", "httpx2", "httpcore", "httpcore2"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._client = OpenAI(
            api_key=api_key,
            base_url=base_url,
            max_retries=0,
            http_client=DefaultHttpxClient(follow_redirects=False),
        )
        self.host = self._client.base_url.host
        self.is_openai = self.host == "api.openai.com"

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def post(self, path: Path, body: Mapping[str, Any], *, seconds: float) -> bytes:
        """The body of the answer. Raises `Fault`."""
        deadline = time.monotonic() + seconds
        timeout = httpx2.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
        create: Any = _RESOURCES[path](self._client).with_streaming_response.create
        received = bytearray()
        try:
            with create(**body, timeout=timeout) as answer:
                for piece in answer.iter_bytes():
                    received += piece
                    if len(received) > _MAX_BYTES[path]:
                        raise Fault("model_malformed", unbilled=False)
                    if time.monotonic() > deadline:
                        raise Fault("model_timeout", again=True)
        except (APITimeoutError, httpx2.TimeoutException):
            raise Fault("model_timeout", again=True) from None
        except APIStatusError as error:
            raise _refusal(error) from None
        except (APIConnectionError, httpx2.HTTPError, httpx2.StreamError):
            raise Fault("model_unreachable", again=True) from None
        except (OpenAIError, httpx2.InvalidURL):
            raise Fault("model_rejected") from None
        return bytes(received)


def _refusal(error: APIStatusError) -> Fault:
    """A status that is not 2xx. The message is not kept: some servers repeat the key in it."""
    status, code = error.status_code, str(error.code or "")
    if status == 429:
        if code == "insufficient_quota":
            return Fault("model_quota")
        return Fault("model_rate_limited", again=True, wait=_retry_after(error.response.headers))
    if status >= 500:
        return Fault("model_server_error", again=True, wait=_retry_after(error.response.headers))
    if status == 408:
        return Fault("model_timeout", again=True)
    if code == "content_filter":
        return Fault("model_filtered")
    if code == "context_length_exceeded" or status == 413:
        return Fault("model_too_long")
    return Fault("model_rejected")


def _retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds to wait, from `Retry-After-Ms` or `Retry-After` (a number or a date)."""
    for name, divisor in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            seconds = float(headers[name]) / divisor
        except (KeyError, ValueError):
            continue
        if not math.isnan(seconds):
            return max(seconds, 0.0)
    try:
        when = email.utils.parsedate_to_datetime(headers.get("retry-after", ""))
        return max(when.timestamp() - time.time(), 0.0)
    except (TypeError, ValueError, OverflowError):
        return None
