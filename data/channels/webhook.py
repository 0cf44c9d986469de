"""One POST of JSON to an address the operator chose (a chat's incoming webhook, an incident tool)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx

from data.errors import InvalidInput, PodborError

_SECONDS = 10.0


class ChannelUnavailable(PodborError):
    """The message did not arrive; it may be sent again."""

    code = "channel_unavailable"


class Webhook:
    """`url` is the operator's own setting, never data; it is a secret and appears in no message or log."""

    def __init__(self, url: str, *, transport: httpx.BaseTransport | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InvalidInput("PODBOR_ALERT_WEBHOOK must start with https:// or http://.")
        self.host = parts.hostname
        self._url, self._transport = url, transport

    def send(self, message: dict[str, Any]) -> None:
        """`message` holds at least `text`, which chats show. Raises ChannelUnavailable."""
        try:
            with httpx.Client(timeout=_SECONDS, follow_redirects=False, transport=self._transport) as client:
                answer = client.post(self._url, json=message)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise ChannelUnavailable(f"{self.host} does not answer ({type(error).__name__}).") from None
        if not answer.is_success:
            raise ChannelUnavailable(f"{self.host} answers {answer.status_code}.")
