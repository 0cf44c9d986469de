"""What scrubbing takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "name", "email", "phone", "handle", "link", "file", "address", "birth_date", "document", "card", "plate"
]

#: What stands in the text instead; words a model reads, in the language of its instructions.
PLACEHOLDERS: dict[Kind, str] = {
    "name": "[NAME]",
    "email": "[EMAIL]",
    "phone": "[PHONE]",
    "handle": "[HANDLE]",
    "link": "[LINK]",
    "file": "[FILE]",
    "address": "[ADDRESS]",
    "birth_date": "[BIRTH DATE]",
    "document": "[DOCUMENT]",
    "card": "[CARD]",
    "plate": "[PLATE]",
}


@dataclass(frozen=True)
class KnownNames:
    """What is already known of the person a text is about; all of it goes, however it is written."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Removal:
    """`text[start:end]` of the given text was replaced by `placeholder`; the secret itself is not kept."""

    kind: Kind
    start: int
    end: int
    placeholder: str


@dataclass(frozen=True)
class Scrubbed:
    """`removed` is in order of `start` and does not overlap."""

    text: str
    removed: tuple[Removal, ...]


@dataclass(frozen=True, order=True)
class Span:
    """A finding of one detector: `[start, end)` of the text it was given."""

    start: int
    end: int
    kind: Kind
