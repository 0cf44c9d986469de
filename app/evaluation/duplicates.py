"""How well postings are told to be one job: precision and recall on labelled pairs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.evaluation.metrics import Share
from app.ingestion.identity_rules import same
from app.ingestion.identity_traits import Traits, traits_of
from app.ingestion.normalise import normalise
from data.errors import InvalidInput
from data.sources.base import Posting

MOST_PAIRS = 20_000
_LONGEST_LINE = 400_000
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Pair:
    """Two postings and whether a person calls them one job; `kind` says what is tried."""

    one: Posting
    other: Posting
    same: bool
    kind: str = ""


@dataclass
class Measured:
    """`kinds` has pairs and wrong answers by kind, `wrong` the first wrong pairs as they were given."""

    precision: Share
    recall: Share
    kinds: dict[str, Share] = field(default_factory=dict)
    wrong: list[Pair] = field(default_factory=list)


def measure(pairs: Iterable[Pair], *, most_wrong: int = 50) -> Measured:
    """Every pair is looked at alone, as when one comes while the other is there."""
    joined = truly = found = 0
    kinds: dict[str, list[int]] = {}
    wrong: list[Pair] = []
    for pair in islice(pairs, MOST_PAIRS):
        said = told_same(pair)
        joined += said
        truly += pair.same
        found += said and pair.same
        counted = kinds.setdefault(pair.kind, [0, 0])
        counted[0] += said == pair.same
        counted[1] += 1
        if said != pair.same and len(wrong) < most_wrong:
            wrong.append(pair)
    shares = {kind: Share(right, of) for kind, (right, of) in sorted(kinds.items())}
    return Measured(Share(found, joined), Share(found, truly), shares, wrong)


def told_same(pair: Pair) -> bool:
    """What the rules say: postings that share no key are never compared."""
    one, other = _traits(pair.one), _traits(pair.other)
    return bool(set(one.lookup()) & set(other.lookup())) and same(one, other) is not None


def load(file: Path) -> Iterator[Pair]:
    """One JSON object a line: `one` and `other` (fields of a posting), `same`, and `kind` if you like.

    Raises InvalidInput naming the line that cannot be read.
    """
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _pair(line, number)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{file}: this file of pairs cannot be read.") from error


def save(pairs: Sequence[Pair], file: Path) -> None:
    """Write pairs as `load` reads them."""
    rows: list[dict[str, Any]] = [
        {
            "same": pair.same,
            "kind": pair.kind,
            "one": pair.one.model_dump(mode="json", exclude_defaults=True),
            "other": pair.other.model_dump(mode="json", exclude_defaults=True),
        }
        for pair in pairs
    ]
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _pair(line: str, number: int) -> Pair:
    try:
        if len(line) > _LONGEST_LINE:
            raise ValueError("too long")
        row = json.loads(line)
        one, other = (Posting.model_validate(row[name]) for name in ("one", "other"))
        if not isinstance(row["same"], bool):
            raise TypeError("same is true or false")
        return Pair(one, other, same=row["same"], kind=str(row.get("kind", "")))
    except (ValueError, TypeError, KeyError, ValidationError) as error:
        raise InvalidInput(f"Line {number} is no pair of postings with the answer.", line=number) from error


def _traits(posting: Posting) -> Traits:
    kept = normalise(posting, now=_NOW)
    return traits_of(
        (kept.source, kept.external_id),
        title=kept.title,
        employer=kept.employer,
        body=kept.body,
        cities=kept.cities,
        group=kept.board_group,
        links=(kept.url, *kept.links),
        pay=tuple(
            float(end) if end is not None else None for end in (kept.salary_rub_from, kept.salary_rub_to)
        ),  # type: ignore[arg-type]
        experience=kept.experience,
        employment=kept.employment,
    )
