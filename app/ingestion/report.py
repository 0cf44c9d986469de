"""What a run tells about itself: counts, timings, decisions, and what it ran with."""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Literal, cast

from app.config import ROOT
from data.models import IngestRun

Status = Literal["running", "succeeded", "partial", "refused", "failed"]
MAX_DECISIONS = 200
COUNTS = (
    "fetched", "details", "listed", "new", "changed", "unchanged", "status_changed", "seen", "quarantined",
    "archived_payloads", "indexed", "requests", "retries",
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
            spent = (time.perf_counter() - started) * 1000
            self.timings_ms[name] = round(self.timings_ms.get(name, 0.0) + spent, 1)

    def decide(self, decision: str) -> None:
        """Keep one sentence on what was done and why; beyond a bound only their number grows."""
        kept = self.provenance.setdefault("decisions", [])
        if len(kept) < MAX_DECISIONS:
            kept.append(decision[:300])
        else:
            self.provenance["decisions_left_out"] = self.provenance.get("decisions_left_out", 0) + 1

    def as_json(self) -> dict[str, Any]:
        """Plain values, fit for stdout, an artifact or a page."""
        return {
            "run_id": self.run_id, "source": self.source, "status": self.status, "error": self.error,
            "message": self.message, "started_at": self.started_at.isoformat(),
            "finished_at": self.finished_at.isoformat() if self.finished_at else None,
            "params": self.params, "counts": self.counts, "timings_ms": self.timings_ms,
            "provenance": self.provenance,
        }  # fmt: skip


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
