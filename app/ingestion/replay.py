"""A run done again from what was archived of it, to see whether the same bytes come out.

Nothing is written and no board is asked. Differences have a cause that is told: the rules (code and tables)
are not those of the run, other skill collections are imported, or archived bytes are gone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from app.ingestion import batch as batch_of
from app.ingestion.batch import Output
from app.ingestion.report import code_version
from app.taxonomy import imported
from data.archive import Archive
from data.db import Database
from data.errors import InvalidInput, NotFound
from data.models import IngestRun, RunBatch
from data.repositories import runs
from data.sources.base import Source

MAX_DIFFERENCES = 200
_LONGEST = 160  # characters of a value that is told


@dataclass(frozen=True)
class Difference:
    """One field of one posting: what the run said and what comes out today, as JSON cut to a length; None
    where there is no such row or field."""

    external_id: str
    field: str
    then: str | None
    now: str | None


@dataclass
class Replayed:
    """`verdict` is same, differs or inputs_missing. Hashes are over all outputs of the run."""

    run_id: str
    source: str
    verdict: Literal["same", "differs", "inputs_missing"] = "same"
    batches: int = 0
    rows: int = 0
    sha256_then: str = ""
    sha256_now: str = ""
    code_then: str | None = None
    code_now: str = ""
    same_rules: bool = True
    same_taxonomy: bool = True
    differing: list[int] = field(default_factory=list)  # numbers of batches
    missing: list[str] = field(default_factory=list)  # hashes of archived bytes that are gone
    differences: list[Difference] = field(default_factory=list)
    differences_left_out: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def replay(
    database: Database, archive: Archive, source: Source, run: IngestRun, *, recalculate: bool = False
) -> Replayed:
    """Derive the outputs of `run` again and compare. With `recalculate` each differing field is told.

    Raises InvalidInput when nothing was noted of the run's inputs, or it is still at work.
    """
    if run.status == "running":
        raise InvalidInput("This run is still at work.", code="run_in_progress")
    with database.transaction() as session:
        batches = runs.batches(session, run.id)
    if not batches and run.counts.get("fetched"):
        raise InvalidInput(
            "What this run read was not noted, it cannot be done again.", code="run_not_replayable"
        )
    told = Replayed(
        run.id, run.source, batches=len(batches), code_then=run.provenance.get("code"),
        code_now=code_version(),
        same_rules=run.provenance.get("rules") == batch_of.rules_digest(),
        same_taxonomy=run.provenance.get("taxonomy", "") == imported.refresh(database),
    )  # fmt: skip
    hashes = [_again(archive, source, batch, told, recalculate) for batch in batches]
    told.sha256_then = batch_of.digest_of(batch.outputs_sha256 for batch in batches)
    told.sha256_now = batch_of.digest_of(hashes)
    if told.missing:
        told.verdict = "inputs_missing"
    elif told.differing:
        told.verdict = "differs"
    return told


def _again(archive: Archive, source: Source, batch: RunBatch, told: Replayed, recalculate: bool) -> str:
    """The hash of the batch's output as it comes out now."""
    output = derive(archive, source, batch, told.missing)
    encoded = output.encoded()
    told.rows += len(output.vacancies)
    found = hashlib.sha256(encoded).hexdigest()
    if found != batch.outputs_sha256:
        told.differing.append(batch.number)
        if recalculate:
            _compare(archive, batch, encoded, told)
    return found


def derive(archive: Archive, source: Source, batch: RunBatch, missing: list[str]) -> Output:
    """The output of one batch out of its archived inputs; hashes that are gone are added to `missing`."""
    output = Output()
    try:
        inputs = batch_of.decode_inputs(archive.get(batch.inputs_sha256))
    except NotFound:
        missing.append(batch.inputs_sha256)
        return output
    for one in inputs:
        if one.kind == "line":
            output.aside.append((one.external_id, one.reason or "", one.sha256))
        elif one.sha256 is not None:
            try:
                payload = batch_of.payload_of(source.name, one, archive.get(one.sha256))
            except NotFound:
                missing.append(one.sha256)
                continue
            output.take(source, payload, one.sha256, now=batch.at)
    return output


def _compare(archive: Archive, batch: RunBatch, encoded: bytes, told: Replayed) -> None:
    try:
        then = batch_of.decode_rows(archive.get(batch.outputs_sha256))
    except NotFound:
        told.missing.append(batch.outputs_sha256)
        return
    for difference in _differences(then, batch_of.decode_rows(encoded)):
        if len(told.differences) < MAX_DIFFERENCES:
            told.differences.append(difference)
        else:
            told.differences_left_out += 1


def _differences(then: dict[str, dict[str, Any]], now: dict[str, dict[str, Any]]) -> Iterator[Difference]:
    for name in sorted(then.keys() | now.keys()):
        before, after = then.get(name), now.get(name)
        if before is None or after is None:
            yield Difference(name, "row", _told(before), _told(after))
            continue
        for key in sorted(before.keys() | after.keys()):
            if before.get(key) != after.get(key) or (key in before) != (key in after):
                yield Difference(name, key, _told(before.get(key)), _told(after.get(key)))


def _told(value: Any) -> str | None:
    if value is None:
        return None
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
