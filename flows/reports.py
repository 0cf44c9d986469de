"""Reports of background work as Markdown, for Prefect's artifacts. Texts of boards are cut and escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.freshness.sweep import SweepReport
from data.models import IngestRun, Quarantined
from data.repositories.segments import Job


def run_markdown(
    run: IngestRun, quarantined: Sequence[Quarantined], changes: Mapping[str, int] | None = None
) -> str:
    """What the page Runs shows of a run, in short (docs/run-report.md)."""
    provenance = run.provenance
    hashes = ("inputs_sha256", "outputs_sha256")
    state = provenance.get("source", {})
    parts = [
        f"# Ingestion of {run.source}: {run.status}" + (f" ({_safe(run.error)})" if run.error else ""),
        _table(("Count", "Rows"), ((name, number) for name, number in run.counts.items() if number)),
        _table(("Change", "Postings"), (changes or {}).items()),
        _table(("Stage", "ms"), run.timings_ms.items()),
        _table(
            ("Ran with", ""),
            (
                (name, provenance.get(name))
                for name in (
                    "code",
                    "rules",
                    "schema",
                    "normaliser",
                    "taxonomy",
                    "config",
                    "rates_of",
                    *hashes,
                )
            ),
        ),  # fmt: skip
        _table(("Source", ""), ((name, state.get(name)) for name in ("host", "configured", "reason"))),
        _table(("Why rows were read", "Rows"), provenance.get("chosen", {}).items()),
        _list("Inputs", (f"{one['file']} {one['sha256'][:12]}" for one in provenance.get("inputs", ()))),
        _list("Decisions", provenance.get("decisions", ())),
        _list("Fields nobody has described yet", provenance.get("unknown_keys", ())),
        _list(
            "Set aside", (f"{one.external_id}: {one.reason} {(one.sha256 or '')[:12]}" for one in quarantined)
        ),
        f"Again: `podbor replay {run.id}`",
    ]
    return "\n\n".join(part for part in parts if part)


def sweep_markdown(report: SweepReport) -> str:
    parts = [
        f"# Freshness sweep: {report.looked} looked at, {report.closed} closed",
        f"{report.audited} closed ones looked at again, {report.revived} of them open after all",
        f"{report.resumed} were done before it was cut off" if report.resumed else "",
        _table(("Verdict", "Postings"), report.verdicts.items()),
        _list("Not asked", (f"{name}: {reason}" for name, reason in report.left_out.items())),
        f"{report.duration_ms / 1000:.1f} s",
    ]
    return "\n\n".join(part for part in parts if part)


def warmups_markdown(jobs: Sequence[Job]) -> str:
    rows = (
        (f"{job.key} {job.role_id or ''} {job.band} {' '.join(job.domains)}",
         f"{job.status}, {job.found} found, {job.added} new{f', {job.error}' if job.error else ''}")
        for job in jobs
    )  # fmt: skip
    return f"# Segments warmed: {len(jobs)}\n\n" + _table(("Segment", ""), rows)


def counts_markdown(title: str, counts: Mapping[str, Any]) -> str:
    return f"# {title}\n\n" + _table(("", ""), counts.items())


def _table(head: tuple[str, str], rows: Iterable[tuple[str, Any]]) -> str:
    lines = [f"| {_safe(name)} | {_safe(value)} |" for name, value in rows]
    return "\n".join((f"| {head[0]} | {head[1]} |", "|-|-|", *lines)) if lines else ""


def _list(title: str, items: Iterable[str], limit: int = 50) -> str:
    lines = [f"* {_safe(item)}" for item in list(items)[:limit]]
    return "\n".join((f"## {title}", "", *lines)) if lines else ""


def _safe(value: Any) -> str:
    text = " ".join(str(value).split())[:300]
    return "".join(f"\\{character}" if character in "|<>[]`*_\\" else character for character in text)
