"""Whether an address may be a board's: public, encrypted, and of a domain the operator allowed.

A host that only resolves to a private address is refused when it is connected to (`data.sources.http`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
#: A name ends in letters: numbers, in whatever spelling, are addresses of machines.
_LAST = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
#: Names that belong to this machine or a network of its own.
_OWN = {"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "arpa"}


def fault(url: str, allowed: Sequence[str] = ()) -> tuple[str, str] | None:
    """(code, host) of what is wrong with `url`, or None. No `allowed` domains: any public host will do."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "entry_url_not_https", ""
    if parts.scheme != "https" or not host or parts.username is not None or port not in (None, 443):
        return "entry_url_not_https", host
    name = ascii_name(host)
    if name is None or not is_public(name):
        return "entry_url_private", host
    domains = [ascii_name(one) for one in allowed]
    if allowed and not any(one and (name == one or name.endswith(f".{one}")) for one in domains):
        return "entry_url_outside", host
    return None


def ascii_name(host: str) -> str | None:
    """The host as DNS spells it; None when it is no host name."""
    try:
        return host.strip().rstrip(".").lower().encode("idna").decode("ascii") or None
    except UnicodeError:
        return None


def is_public(name: str) -> bool:
    labels = name.split(".")
    return (
        len(labels) > 1
        and len(name) <= 253
        and all(_LABEL.fullmatch(one) for one in labels)
        and bool(_LAST.fullmatch(labels[-1]))
        and labels[-1] not in _OWN
    )
