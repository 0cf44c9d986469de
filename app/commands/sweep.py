"""`podbor sweep [--limit N]`: check open vacancies against their sources."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from app import config
from app.commands import running_prefect
from app.commands.ingest import positive
from app.freshness import sweep
from app.freshness.sweep import SweepReport
from app.ingestion.service import bury_dead
from app.search import projection
from app.stack import session


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit", type=positive, help="at most so many vacancies (default: PODBOR_SWEEP_LIMIT)"
    )
    parser.add_argument(
        "--gate-hours",
        type=float,
        default=24,
        help="leave out what was checked in the last hours (default: 24)",
    )


def run(options: argparse.Namespace) -> int:
    demo = {"demo"} if config.settings().demo else set()
    with session.needed({"postgres", "chroma"} | demo) as settings:
        from app import bootstrap

        wired = bootstrap.container()
        bury_dead(wired.database)
        if running_prefect.joined(settings) and options.gate_hours == 24:
            from flows.freshness import freshness_sweep

            report = freshness_sweep(options.limit)
        else:
            swept = sweep.sweep(
                wired.database, wired.sources, limit=options.limit or settings.sweep_limit,
                pause_ms=settings.sweep_pause_ms, gate_hours=options.gate_hours,
                unseen_days=settings.unseen_days, progress=_tell,
            )  # fmt: skip
            if swept.closed or swept.revived:
                projection.follow(wired.database, wired.store, wired.lexical, wired.embedder)
            report = asdict(swept)
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0


def _tell(report: SweepReport) -> None:
    print(f"podbor: looked at {report.looked}, closed {report.closed}", file=sys.stderr, flush=True)
