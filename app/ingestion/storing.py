"""Storing what a run brings, batch by batch: payloads and outputs into the archive, rows into the database.

One batch is one transaction, and storing it again changes nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.ingestion import batch as batch_of
from app.ingestion import identity
from app.ingestion.batch import Input, Output, Why
from app.ingestion.closing import Presence
from app.ingestion.payload_file import BadLine
from app.ingestion.report import RunReport
from data.archive import Archive
from data.db import Database
from data.repositories import run_changes, runs, vacancies
from data.sources.base import Payload, Source

#: What arrives: a payload, or a line of a file that is none.
Row = Payload | BadLine


class Storing:
    """The batches of one run. `published` are the open postings known before it, None for a file; `moved`
    those of them that were published anew; `presence` notes what a whole board shows."""

    def __init__(self, database: Database, archive: Archive, source: Source, report: RunReport) -> None:
        self.database = database
        self.archive = archive
        self.source = source
        self.report = report
        self.presence: Presence | None = None
        self.published: dict[str, datetime | None] | None = None
        self.moved: set[str] = set()
        self.hashes: list[tuple[str, str]] = []  # of inputs and outputs
        self.unknown_keys: set[str] = set()

    def conclude(self) -> None:
        """What the report says of all of them."""
        provenance = self.report.provenance
        provenance["inputs_sha256"] = batch_of.digest_of(one for one, _ in self.hashes)
        provenance["outputs_sha256"] = batch_of.digest_of(one for _, one in self.hashes)
        provenance["unknown_keys"] = sorted(self.unknown_keys)[:100]

    def store(self, batch: list[Row], *, live: bool) -> None:
        """Archive what went in and what came out, and store it, in one transaction; nothing of no rows."""
        if not batch:
            return
        report, now = self.report, datetime.now(UTC)
        inputs: list[Input] = []
        output = Output()
        payloads: list[tuple[str, str, str, str]] = []
        seen: list[str] = []
        for item in batch:
            taken = self._input(item)
            inputs.append(taken)
            if isinstance(item, BadLine):
                output.aside.append((taken.external_id, item.reason, item.sha256))
            elif taken.sha256 is None:
                seen.append(item.external_id)
                self._show(item.external_id)
            else:
                report.count("details" if item.kind == "detail" else "listed")
                payloads.append((item.source, item.external_id, item.kind, taken.sha256))
                self.unknown_keys |= self.source.unknown_keys(item)
                with report.stage("normalise"):
                    self._show(output.take(self.source, item, taken.sha256, now=now))
        with report.stage("archive"):
            noted = self._note_batch(inputs, output, now)
        rows = [one.row() | {"run_id": report.run_id} for one in output.vacancies]
        with report.stage("upsert"), self.database.transaction() as session:
            written = vacancies.upsert(session, rows, live=live)
            with report.stage("identity"):
                stored = [row["external_id"] for row in rows]
                identity.assign(session, self.source.name, stored, own_board=identity.is_own(self.source))
            report.count("seen", vacancies.touch(session, self.source.name, seen))
            report.count("archived_payloads", runs.add_payloads(session, report.run_id, payloads))
            runs.add_payloads(session, report.run_id, self._batch_files(noted))
            runs.add_batch(session, noted)
            runs.add_quarantined(session, report.run_id, self.source.name, output.aside)
            report.count("quarantined", len(output.aside))
            for name in ("new", "changed", "unchanged", "status_changed"):
                report.count(name, getattr(written, name))
            run_changes.add(session, report.run_id, written.moved)
            runs.beat(session, report.run_id, report.counts)

    def _input(self, item: Row) -> Input:
        """What is noted of a row that was read; its payload is archived unless nothing came of it."""
        if isinstance(item, BadLine):
            return Input(f"line {item.number}", "line", "given", item.sha256, item.reason)
        name = item.external_id
        known = self.published is not None and name in self.published
        if known and not item.body:
            return Input(name, item.kind, "known")
        why: Why = "new"
        if self.published is None:
            why = "given"
        elif item.kind == "list":
            why = "listed_only"
        elif known:
            why = "republished" if name in self.moved else "read_again"
        with self.report.stage("archive"):
            return Input(name, item.kind, why, self.archive.put(batch_of.payload_bytes(item)))

    def _note_batch(self, inputs: list[Input], output: Output, now: datetime) -> dict[str, Any]:
        """Archive what went in and what came out; the row of `run_batches`."""
        chosen = self.report.provenance.setdefault("chosen", {})
        for one in inputs:
            chosen[one.why] = chosen.get(one.why, 0) + 1
        went_in = self.archive.put(batch_of.encode_inputs(inputs))
        came_out = self.archive.put(output.encoded())
        self.hashes.append((went_in, came_out))
        return {
            "run_id": self.report.run_id, "number": len(self.hashes) - 1, "at": now, "inputs": len(inputs),
            "inputs_sha256": went_in, "outputs": len(output.vacancies), "outputs_sha256": came_out,
        }  # fmt: skip

    def _batch_files(self, noted: dict[str, Any]) -> list[tuple[str, str, str, str]]:
        name = str(noted["number"])
        return [(self.source.name, name, kind, noted[f"{kind}_sha256"]) for kind in ("inputs", "outputs")]

    def _show(self, external_id: str | None) -> None:
        if self.presence is not None:
            self.presence.show(external_id)
