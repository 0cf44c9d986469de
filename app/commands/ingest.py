"""`podbor ingest SOURCE [--query Q] [--limit N] [--archive FILE]`: bring vacancies into the index."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from app import collector
from app.commands import running_prefect
from app.config import settings
from app.freshness.sweep import confirm_missing
from app.ingestion import service
from app.ingestion.report import RunReport
from app.search import projection
from app.search.embedding import Embedder
from app.search.embedding_beside import beside
from app.sources import planning
from app.sources.problems import sentence
from app.stack import session
from data.errors import InvalidInput, SourceError, SourceNotConfigured
from data.repositories import runs
from data.sources.base import Query

if TYPE_CHECKING:
    from app.bootstrap import Container

EXIT = {"succeeded": 0, "refused": 2, "partial": 3, "failed": 3}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help="demo, hh, or the name of a configured source")
    parser.add_argument("--query", help="words to search for; everything without")
    parser.add_argument("--limit", type=positive, help="at most so many postings, or records of the file")
    parser.add_argument(
        "--archive",
        type=Path,
        metavar="FILE",
        help="raw payloads, one JSON object a line (.jsonl or .jsonl.gz)",
    )


def run(options: argparse.Namespace) -> int:
    if options.archive and options.query:
        raise InvalidInput("--query is for boards; with --archive there is nobody to ask.")
    if options.archive and not options.archive.is_file():
        raise InvalidInput(f"There is no file {options.archive}.")
    from app import bootstrap

    known = bootstrap.sources(settings())
    if options.source not in known:
        raise InvalidInput(f"There is no source {options.source}: {', '.join(known)}.")
    state = known[options.source].state()
    if not state.configured and not options.archive:
        told = sentence(state.reason or "", state.details)
        raise SourceNotConfigured(options.source, told, code=state.reason)
    live_demo = options.source == "demo" and not options.archive
    with session.needed({"postgres", "chroma"} | ({"demo"} if live_demo else set())) as running:
        wired = bootstrap.container()
        if options.archive is None:
            planning.demand_allowed(wired.database, options.source, wired.listed.get(options.source))
        if running_prefect.joined(running):
            report = _as_flow(wired, options)
        else:
            collector.spare()
            collector.one_heap()
            with beside(wired.embedder, at_once=options.archive is not None) as embedder:
                report = service.run(
                    wired.database, wired.archive, wired.sources[options.source],
                    query=Query(text=options.query, limit=options.limit), file=options.archive,
                    follow=lambda: _follow(wired, embedder), progress=_tell,
                )  # fmt: skip
            confirm_missing(
                wired.database, wired.sources[options.source], report.run_id,
                pause_ms=running.sweep_pause_ms,
            )  # fmt: skip
            projection.follow(wired.database, wired.store, wired.lexical, wired.embedder, learn=True)
    print(json.dumps(report.as_json(), ensure_ascii=False, indent=2, default=str))
    if report.status != "succeeded":
        print(f"podbor: {report.source}: {report.message or report.error or report.status}", file=sys.stderr)
    return EXIT.get(report.status, 3)


def _as_flow(wired: Container, options: argparse.Namespace) -> RunReport:
    """The same work, visible in Prefect."""
    from flows.ingest import ingest

    run_id = uuid4().hex
    archive = str(options.archive.absolute()) if options.archive else None
    with suppress(SourceError):  # it is in the run's report
        ingest(options.source, options.query, options.limit, archive, run_id)
    with wired.database.transaction() as opened:
        kept = runs.get(opened, run_id)
    if kept is None:
        raise InvalidInput(f"Another run of {options.source} is at work.", code="run_in_progress")
    return RunReport.of(kept)


def _follow(wired: Container, embedder: Embedder) -> int:
    return projection.follow(wired.database, wired.store, wired.lexical, embedder, amid=True).seen


def _tell(report: RunReport) -> None:
    counts = " ".join(f"{name}={number}" for name, number in report.counts.items() if number)
    print(f"podbor: {counts}", file=sys.stderr, flush=True)


def positive(text: str) -> int:
    """An argument that is a whole number from 1; ValueError and ArgumentTypeError are told by argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number
