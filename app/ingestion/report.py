"""What a run tells about itself: counts, timings, decisions, and what it ran with."""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Literal, cast

from app.config import ROOT
from app.ingestion.report_schema import (
    Availability,
    Batch,
    InputFile,
    Inputs,
    Outputs,
    RunReportDocument,
    Versions,
)
from data.db import Session
from data.models import IngestRun, RunBatch
from data.repositories import run_changes, runs

Status = Literal["running", "succeeded", "partial", "refused", "failed"]
MAX_DECISIONS = 200
COUNTS = (
    "fetched", "details", "listed", "new", "changed", "unchanged", "status_changed", "seen", "removed",
    "quarantined", "archived_payloads", "indexed", "requests", "retries",
)  # fmt: skip


@dataclass
class RunReport:
    """One run. `counts` are rows, `timings_ms` wall time by stage, `error` a stable code."""

    run_id: str
    source: str
    started_at: datetime
    params: dict[str, Any]
    status: Status = "running"
    finished_at: datetime | None = None
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    timings_ms: dict[str, float] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)
    error: str | None = None
    message: str | None = None

    @classmethod
    def of(cls, run: IngestRun) -> RunReport:
        """The report of a run as it was kept."""
        return cls(
            run.id, run.source, run.started_at, run.params, cast(Status, run.status), run.finished_at,
            run.counts, run.timings_ms, run.provenance, run.error,
        )  # fmt: skip

    def count(self, name: str, number: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + number

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Adds the time of the block to `timings_ms[name]`."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.spend(name, time.perf_counter() - started)

    def spend(self, name: str, seconds: float) -> None:
        self.timings_ms[name] = round(self.timings_ms.get(name, 0.0) + seconds * 1000, 1)

    def decide(self, decision: str) -> None:
        """Keep one sentence on what was done and why; beyond a bound only their number grows."""
        kept = self.provenance.setdefault("decisions", [])
        if len(kept) < MAX_DECISIONS:
            kept.append(decision[:300])
        else:
            self.provenance["decisions_left_out"] = self.provenance.get("decisions_left_out", 0) + 1

    def document(
        self, *, batches: Sequence[RunBatch] | None = None, changes: Mapping[str, int] | None = None
    ) -> RunReportDocument:
        """The report in its documented form (docs/run-report.md)."""
        kept = self.provenance
        state = kept.get("source", {})
        ended = self.error if self.status in ("refused", "failed", "partial") else None
        names = ("code", "rules", "normaliser", "taxonomy", "rates_of", "config")
        return RunReportDocument(
            run_id=self.run_id, source=self.source, status=self.status, error=self.error,
            message=self.message, started_at=self.started_at, finished_at=self.finished_at,
            params=self.params, counts=self.counts, timings_ms=self.timings_ms,
            versions=Versions(database_schema=kept.get("schema"), **{name: kept.get(name) for name in names}),
            availability=Availability(
                host=state.get("host"), configured=state.get("configured"),
                reason=state.get("reason") or ended, invented=bool(state.get("invented")),
                captcha_url=kept.get("captcha_url"),
            ),
            inputs=Inputs(
                files=tuple(InputFile(**one) for one in kept.get("inputs", ())),
                chosen=kept.get("chosen", {}), sha256=kept.get("inputs_sha256"),
            ),
            outputs=Outputs(
                rows=sum(one.outputs for one in batches) if batches is not None else None,
                sha256=kept.get("outputs_sha256"),
            ),
            batches=None if batches is None else tuple(
                Batch(
                    number=one.number, at=one.at, inputs=one.inputs, inputs_sha256=one.inputs_sha256,
                    outputs=one.outputs, outputs_sha256=one.outputs_sha256,
                )
                for one in batches
            ),
            changes=None if changes is None else dict(changes),
            quarantine=kept.get("quarantine", {}), unknown_keys=tuple(kept.get("unknown_keys", ())),
            decisions=tuple(kept.get("decisions", ())), decisions_left_out=kept.get("decisions_left_out", 0),
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """Plain values, fit for stdout, an artifact or a page."""
        return self.document().model_dump(mode="json")


def kept_document(session: Session, run: IngestRun) -> RunReportDocument:
    """The whole report of a run as it was kept, with its batches and changes."""
    return RunReport.of(run).document(
        batches=runs.batches(session, run.id), changes=run_changes.counts(session, run.id)
    )


@cache
def code_version() -> str:
    """The version, and the commit when this is a checkout."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    if not (ROOT / ".git").exists():
        return str(version)
    try:
        found = subprocess.run(
            ["git", "-C", ROOT, "rev-parse", "--short=12", "HEAD"],
            capture_output=True, text=True, timeout=5, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return str(version)
    return f"{version}+{found.stdout.strip()}" if found.returncode == 0 else str(version)


def config_hash(values: Mapping[str, Any]) -> str:
    """Tells runs with equal settings from others; secrets are not among `values`."""
    text = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
