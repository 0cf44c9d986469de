"""One batch: what went in, what comes out. Pure, so that it can be done again and compared byte for byte.

The output of a batch depends on its payloads, the moment it was normalised with, the code and the imported
taxonomy, and on nothing else: no clock, place, locale or order of a set.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from app.config import ROOT
from app.ingestion import normalise
from app.ingestion.normalise import NormalisedVacancy
from data.errors import InvalidInput, PayloadChanged
from data.sources.base import Payload, Source

Why = Literal["new", "republished", "read_again", "listed_only", "known", "given"]
#: Ours, not the board's: which run brought a row.
_NOT_OUTPUT = ("run_id",)
#: What a batch is derived with; a change of any of these files may change an output.
_RULES = (
    "app/ingestion/asking.py", "app/ingestion/batch.py", "app/ingestion/normalise.py", "app/ingestion/pay.py",
    "app/ingestion/plain_text.py", "app/ingestion/requirements.py", "app/ingestion/section_headings.py",
    "app/taxonomy", "data/sources",
)  # fmt: skip
#: Of `data/sources`, what has done its work before a payload is archived: how a board is asked.
_ASKING = frozenset({
    "answers", "body", "entry", "exchange", "guard", "hh_reading", "hh_slices", "http", "kinds", "politeness",
    "politeness_hosts", "politeness_kept", "politeness_log", "politeness_state", "redaction", "robots",
    "robots_cache", "sitemaps", "tally", "transport",
})  # fmt: skip


@dataclass(frozen=True)
class Input:
    """One row that was read. `kind` is detail, list or line (of a file, one that holds no object); without
    `sha256` only its being there was noted. `why` it was taken: `new` (no open posting of this id is known),
    `republished` (its date has moved), `read_again` (the board tells all of it each time), `listed_only` (its
    page did not answer), `known` (unmoved, only seen) or `given` (in a file)."""

    external_id: str
    kind: str
    why: Why
    sha256: str | None = None
    reason: str | None = None  # of a line: why it was set aside


@dataclass
class Output:
    """Rows and what was set aside: (external_id, reason, sha256)."""

    vacancies: list[NormalisedVacancy] = field(default_factory=list)
    aside: list[tuple[str | None, str, str | None]] = field(default_factory=list)

    def take(self, source: Source, payload: Payload, sha256: str, *, now: datetime) -> str | None:
        """Derive one row; gives the id of its posting, None when it does not say."""
        try:
            vacancy = normalise.normalise(source.parse(payload), now=now)
        except PayloadChanged as error:
            self.aside.append((payload.external_id or None, error.code, sha256))
            return payload.external_id or None
        self.vacancies.append(replace(vacancy, payload_sha=sha256))
        return vacancy.external_id

    def encoded(self) -> bytes:
        """Canonical JSON lines: sorted, one spelling for each value."""
        rows = [_line({"row": _fields(one)}) for one in self.vacancies]
        rows += [
            _line({"aside": {"external_id": name, "reason": reason, "sha256": sha}})
            for name, reason, sha in self.aside
        ]
        return b"\n".join(sorted(rows))


def payload_bytes(payload: Payload) -> bytes:
    """One spelling for one content, so that it is archived once."""
    return _line(payload.body)


def payload_of(source: str, given: Input, archived: bytes) -> Payload:
    return Payload(source, given.external_id, cast(Any, given.kind), json.loads(archived))


def encode_inputs(inputs: Iterable[Input]) -> bytes:
    """In the order they were read."""
    return b"\n".join(
        _line({name: value for name, value in asdict(one).items() if value is not None}) for one in inputs
    )


def decode_inputs(archived: bytes) -> list[Input]:
    """Raises InvalidInput when these are no inputs of a batch."""
    try:
        return [Input(**json.loads(line)) for line in archived.splitlines() if line]
    except (ValueError, TypeError) as error:
        raise InvalidInput("What a run noted of its inputs cannot be read.", code="inputs_broken") from error


def decode_rows(archived: bytes) -> dict[str, dict[str, Any]]:
    """external_id -> fields of the rows of an encoded output; what was set aside has `aside` alone."""
    rows: dict[str, dict[str, Any]] = {}
    for line in archived.splitlines():
        found = json.loads(line)
        if "row" in found:
            rows[found["row"]["external_id"]] = found["row"]
        else:
            one = found["aside"]
            rows[one["external_id"] or f"({one['sha256']})"] = {"aside": one["reason"]}
    return rows


def rule_files() -> list[str]:
    """The code and the tables that outputs are derived with, as paths under the root, in one order."""
    found: set[Path] = set()
    for name in _RULES:
        place = ROOT / name
        found |= set(place.rglob("*")) if place.is_dir() else {place}
    paths = [one.relative_to(ROOT) for one in found if one.is_file() and "__pycache__" not in one.parts]
    asking = {Path("data/sources") / f"{name}.py" for name in _ASKING}
    return sorted(one.as_posix() for one in paths if one not in asking)


@cache
def rules_digest() -> str:
    """Of those files: equal digests, equal outputs."""
    digest = hashlib.sha256()
    for name in rule_files():
        digest.update(name.encode() + b"\0")
        digest.update(hashlib.sha256((ROOT / name).read_bytes()).digest())
    return digest.hexdigest()[:16]


def digest_of(parts: Iterable[str]) -> str:
    """One hash over the hashes of the batches, in order."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _fields(vacancy: NormalisedVacancy) -> dict[str, Any]:
    return {name: _plain(value) for name, value in vacancy.row().items() if name not in _NOT_OUTPUT}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    return value


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
