"""`podbor runs [--format json|table]`: list ingestion runs, newest first."""

from __future__ import annotations

import argparse
import json

from app.ingestion.report import RunReport
from app.ingestion.service import bury_dead
from app.stack import session
from data.db import Database
from data.repositories import runs

_HEAD = ("started", "source", "status", "fetched", "new", "changed", "unchanged", "aside", "seconds", "run")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--source", help="only runs of this source")
    parser.add_argument("--limit", type=int, default=20, help="how many (default: 20)")


def run(options: argparse.Namespace) -> int:
    with session.needed({"postgres"}) as settings:
        database = Database.from_url(settings.database)
        bury_dead(database)
        with database.transaction() as opened:
            kept = runs.latest(opened, source=options.source, limit=max(1, options.limit))
            reports = [RunReport.of(one) for one in kept]
    if options.format == "json":
        print(json.dumps([one.as_json() for one in reports], ensure_ascii=False, indent=2, default=str))
    else:
        _table([_HEAD, *(_row(one) for one in reports)])
    return 0


def _row(report: RunReport) -> tuple[str, ...]:
    counts = report.counts
    seconds = report.timings_ms.get("total", 0) / 1000
    return (
        f"{report.started_at:%Y-%m-%d %H:%M}", report.source,
        report.status + (f" ({report.error})" if report.error else ""),
        *(str(counts.get(name, 0)) for name in ("fetched", "new", "changed", "unchanged", "quarantined")),
        f"{seconds:.1f}", report.run_id[:12],
    )  # fmt: skip


def _table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
