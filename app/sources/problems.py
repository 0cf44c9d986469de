"""What can be wrong with an entry of the file of boards: a stable code, and a sentence for logs and commands.

Pages word the codes themselves (`components.source_texts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from data.sources.base import SourceState


@dataclass(frozen=True)
class Problem:
    """One entry that cannot be used. `name` is how the board is listed, `line` where the entry begins (from
    1, 0 when unknown), `details` what the sentence needs: given, nearest, field, host, line, column."""

    name: str
    code: str
    line: int = 0
    details: Mapping[str, str] = field(default_factory=dict)

    def facts(self) -> dict[str, str]:
        """The details together with the line (theirs is the exact one), as states carry them."""
        return ({"line": str(self.line)} if self.line else {}) | dict(self.details)


_SENTENCES = {
    "file_unreadable": "the file of boards cannot be read",
    "file_absent": "there is no file of boards where PODBOR_SOURCES says",
    "file_not_text": "the file of boards is not UTF-8 text",
    "file_too_big": "the file of boards is too big, {limit} KB are read",
    "file_malformed": "the file of boards is not TOML",
    "file_unknown_key": "the file of boards holds {given!r}; only [[source]] entries are known",
    "file_too_many": "the file of boards holds more than {limit} entries; the rest is left out",
    "entry_malformed": "not TOML",
    "entry_not_a_table": "an entry begins with [[source]]",
    "entry_unknown_kind": "there is no kind of board {given!r}",
    "entry_unknown_key": "there is no key {given!r}",
    "entry_missing": "{field} is missing",
    "entry_bad_value": "{field} cannot be {given!r}: {rule}",
    "entry_duplicate_name": "the name {given!r} is taken by the entry of line {first}",
    "entry_reserved_name": "the name {given!r} belongs to a built-in source",
    "entry_url_not_https": "{field} must start with https:// and hold no user, password or port",
    "entry_url_private": "{host} is not a public host name",
    "entry_url_outside": "{host} is not among the allowed domains",
    "switched_off": "switched off",
    "contact_missing": "not configured: no contact address (PODBOR_CONTACT)",
    "open_sources_off": "switched off (PODBOR_OPEN_SOURCES)",
}

#: What a field may hold.
RULES = {
    "name": "lower-case letters, digits and hyphens, up to 40",
    "kind": "one of the known kinds",
    "token": "the board's name at its provider: letters, digits, dot, hyphen, underscore, up to 100",
    "url": "an address of up to 500 characters",
    "employer": "a name of up to 200 characters",
    "allowed_domains": "a list of up to 20 host names",
    "every_minutes": "whole minutes from 15 to 10080",
    "per_second": "requests a second above 0 and up to 5",
    "enabled": "true or false",
}


def sentence(code: str, details: Mapping[str, str]) -> str:
    """The sentence of a code in English; an unknown code says itself."""
    if code.endswith(("_key_missing", "_token_missing")):
        told = f"not configured: {setting(code)} is missing"
    elif code not in _SENTENCES:
        return code
    else:
        told = _SENTENCES[code].format_map(_Known(details))
    if nearest := details.get("nearest"):
        told += f"; did you mean {nearest!r}?"
    where = [f"{part} {details[part]}" for part in ("line", "column") if details.get(part)]
    return f"{told} ({', '.join(where)})" if where else told


def setting(code: str) -> str:
    """The setting that a code ending in `_missing` asks for."""
    return f"PODBOR_{code.removesuffix('_missing').upper()}"


def is_fault(code: str) -> bool:
    """Whether the operator's file has to be mended; False for what is off or waits for a setting."""
    return code.startswith(("file_", "entry_"))


#: How a source stands. "unlisted": postings of it are still open, but it is no longer among the sources.
Standing = Literal["used", "waiting", "off", "fault", "unlisted"]


def standing(state: SourceState) -> Standing:
    """How a source stands: in use, waiting for a setting, switched off, or an entry to be mended."""
    reason = state.reason or ""
    if state.configured:
        return "used"
    if is_fault(reason):
        return "fault"
    return "off" if reason in ("switched_off", "open_sources_off") else "waiting"


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return RULES.get(self.get("field", ""), "") if key == "rule" else "?"
