"""Our own secrets taken out of what boards answer, before anybody reads, keeps or archives it.

A board may echo what it was asked with, also in a good answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import quote

#: What is shorter may be a word of an advert.
SHORTEST = 8
INSTEAD = b"[secret]"


class Redaction:
    """Secrets in the spellings of texts, JSON and addresses."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._spellings: tuple[bytes, ...] = ()
        self.know(secrets)

    def know(self, secrets: Iterable[str]) -> None:
        """Take these out from now on, too."""
        spelt = {
            one.encode()
            for secret in secrets
            if len(secret) >= SHORTEST
            for plain in (json.dumps(secret, ensure_ascii=False)[1:-1], json.dumps(secret)[1:-1])
            for one in (secret, plain, plain.replace("/", "\\/"), quote(secret), quote(secret, safe=""))
        }
        together = spelt | set(self._spellings)
        self._spellings = tuple(sorted(together, key=lambda one: (-len(one), one)))  # the longest first

    def cleaned(self, body: bytes) -> bytes:
        for one in self._spellings:
            if one in body:
                body = body.replace(one, INSTEAD)
        return body


#: The secrets of this process's settings, of whichever board.
OURS = Redaction()
