"""How much of what must vanish does, and how much of what must stay: figures over a file of cases.

A case is `{"id", "category", "text", "secrets": [...], "keep": [...]}`; a secret leaks when it, or a word
of it that stands nowhere else in the text, is still to be read outside the placeholders.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from app.privacy.scrub import scrub
from app.privacy.types import PLACEHOLDERS
from data.errors import InvalidInput

_PLACED = re.compile("|".join(re.escape(one) for one in PLACEHOLDERS.values()))
_WORD = re.compile(r"\w{3,}")
MAX_CASES_BYTES = 20_000_000


class Case(BaseModel):
    id: str
    category: str
    text: str
    secrets: list[str]
    keep: list[str]


@dataclass
class Figures:
    """Counts of one category: secrets asked for and removed, words to keep and those kept."""

    secrets: int = 0
    removed: int = 0
    keep: int = 0
    kept: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.removed / self.secrets if self.secrets else 1.0

    @property
    def lost(self) -> float:
        """The share of `keep` that was scrubbed though it should stay."""
        return 1 - self.kept / self.keep if self.keep else 0.0


def load(path: Path) -> list[Case]:
    """The cases of a file; InvalidInput when it holds none."""
    try:
        if path.stat().st_size > MAX_CASES_BYTES:
            raise InvalidInput(f"{path} is too big for a file of cases.")
        return TypeAdapter(list[Case]).validate_python(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from error
    except (ValidationError, ValueError) as error:
        raise InvalidInput(f"{path} holds no scrubbing cases.") from error


def measure(
    cases: list[Case], group: Callable[[Case], str] = lambda case: case.category
) -> dict[str, Figures]:
    """Figures per group of cases; each failure says its case and what came out."""
    figures: dict[str, Figures] = {}
    for case in cases:
        one = figures.setdefault(group(case), Figures())
        out = scrub(case.text).text
        for secret in case.secrets:
            one.secrets += 1
            if leaks(secret, case.text, out):
                one.failures.append(f"{case.id}: {secret!r} is left in {out!r}")
            else:
                one.removed += 1
        for word in case.keep:
            one.keep += 1
            if word in out:
                one.kept += 1
            else:
                one.failures.append(f"{case.id}: {word!r} is lost in {out!r}")
    return figures


def leaks(secret: str, text: str, out: str) -> bool:
    """Whether `secret`, or a word of it that `text` has nowhere else, can be read in `out`."""
    left = _PLACED.sub("\x00", out)
    if secret in left:
        return True
    elsewhere = set(_WORD.findall(text.replace(secret, "\x00")))
    return bool((set(_WORD.findall(secret)) - elsewhere) & set(_WORD.findall(left)))


def table(figures: dict[str, Figures]) -> str:
    """Lines of category, recall, secrets, share of kept words lost, words."""
    rows = [f"{'category':<20}{'recall':>8}{'secrets':>9}{'lost':>8}{'keep':>7}"]
    total = Figures()
    for name, one in [*sorted(figures.items()), ("all", total)]:
        rows.append(f"{name:<20}{one.recall:>8.3f}{one.secrets:>9}{one.lost:>8.3f}{one.keep:>7}")
        total.secrets += one.secrets
        total.removed += one.removed
        total.keep += one.keep
        total.kept += one.kept
    return "\n".join(rows)
