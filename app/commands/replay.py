"""`podbor replay RUN_ID [--recalc]`: do a run again from its archived inputs and compare the hashes.

Exit codes: 0 the same bytes came out, 2 there is no such run or it cannot be done again, 3 something differs
or archived inputs are gone.
"""

from __future__ import annotations

import argparse
import json

from app.bootstrap import build
from app.ingestion.replay import Replayed, replay
from app.stack import session
from data.errors import NotFound
from data.repositories import runs


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_id", help="the run, or the beginning of its id (`podbor runs`)")
    parser.add_argument("--recalc", action="store_true", help="print what comes out differently today")
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run(options: argparse.Namespace) -> int:
    with session.needed({"postgres"}) as settings:
        wired = build(settings)
        with wired.database.transaction() as opened:
            found = runs.find(opened, options.run_id)
        if found.source not in wired.sources:
            raise NotFound(f"There is no source called {found.source} any more.", code="source_unknown")
        told = replay(
            wired.database, wired.archive, wired.sources[found.source], found, recalculate=options.recalc
        )
    if options.format == "json":
        print(json.dumps(told.as_json(), ensure_ascii=False, indent=2))
    else:
        _print(told, options.recalc)
    return 0 if told.verdict == "same" else 3


def _print(told: Replayed, recalculate: bool) -> None:
    print(f"{told.source} {told.run_id}: {told.rows} rows in {told.batches} batches")
    print(f"then  {told.sha256_then}  {told.code_then or '?'}")
    print(f"now   {told.sha256_now}  {told.code_now}")
    if not told.same_rules:
        print("The code or its tables are not those of the run.")
    if not told.same_taxonomy:
        print("Other skill collections are imported than at the time of the run.")
    if told.verdict == "same":
        print("The same bytes came out.")
    if told.missing:
        print(f"No longer in the archive: {len(told.missing)}, for example {told.missing[0]}")
    if told.differing:
        print(f"Batches that differ: {', '.join(map(str, told.differing[:20]))}")
    for one in told.differences:
        print(f"  {one.external_id} {one.field}\n    then {one.then}\n    now  {one.now}")
    if told.differences_left_out:
        print(f"  and {told.differences_left_out} more")
    if told.differing and not recalculate:
        print(f"Field by field: podbor replay {told.run_id} --recalc")
