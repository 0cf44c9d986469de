"""What the words of vacancies and of questions look like to the lexical index and to the forward store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

TextField = Literal["title", "skills", "body", "grams", "concepts", "roles"]
FIELDS: tuple[TextField, ...] = ("title", "skills", "body", "grams", "concepts", "roles")


@dataclass(frozen=True)
class Words:
    """One way to ask a field: term -> how often it is meant, and what an ideal answer to it is worth."""

    terms: Mapping[str, float]
    worth: float = 1.0


@dataclass(frozen=True)
class LexicalDocument:
    """Tokens of one vacancy."""

    id: int
    title: Sequence[str] = ()
    skills: Sequence[str] = ()
    body: Sequence[str] = ()
    grams: Sequence[str] = ()
    concepts: Sequence[str] = ()
    roles: Sequence[str] = ()
