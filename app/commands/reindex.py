"""`podbor reindex`: rebuild the vector and lexical indexes from Postgres, while people search."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from functools import partial
from typing import Any

from app.commands import running_prefect
from app.search import projection
from app.search.projection import Progress
from app.stack import session


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--follow", action="store_true", help="only bring the indexes up to date, rebuild nothing"
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    with session.needed({"postgres", "chroma"}) as settings:
        from app import bootstrap

        wired = bootstrap.container()
        report: dict[str, Any]
        if running_prefect.joined(settings):
            from flows.index import index

            report = index(rebuild=not options.follow)
        else:
            work = partial(projection.follow, learn=True) if options.follow else projection.rebuild
            report = asdict(
                work(wired.database, wired.store, wired.lexical, wired.embedder, on_progress=_tell)
            )  # fmt: skip
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0


def _tell(progress: Progress) -> None:
    print(f"podbor: {progress.index} {progress.done}/{progress.total}", file=sys.stderr, flush=True)
