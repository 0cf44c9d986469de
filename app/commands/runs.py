"""`podbor runs`: list ingestion runs, newest first; `podbor runs show RUN_ID`: one in full.

Exit codes: 0, 2 when there is no such run, 3 when the database does not answer.
"""

from __future__ import annotations

import argparse
import json

from app.ingestion.report import RunReport, kept_document
from app.ingestion.service import bury_dead
from app.stack import session
from data.db import Database
from data.errors import InvalidInput
from data.repositories import runs

_MOST = 40
_ASIDE = 20
_HEAD = ("started", "source", "status", "fetched", "new", "changed", "unchanged", "aside", "seconds", "run")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=("show",), help="show one run in full")
    parser.add_argument("run_id", nargs="?", help="the run, or the beginning of its id")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--source", help="only runs of this source")
    parser.add_argument("--limit", type=int, default=20, help="how many (default: 20)")


def run(options: argparse.Namespace) -> int:
    if options.action == "show" and not options.run_id:
        raise InvalidInput("Which run? Give its id, or the beginning of it.")
    return _show(options) if options.action == "show" else _list(options)


def _show(options: argparse.Namespace) -> int:
    with (
        session.needed({"postgres"}) as settings,
        Database.opened(settings.database) as database,
        database.transaction() as opened,
    ):
        found = runs.find(opened, options.run_id)
        document = kept_document(opened, found)
        aside = runs.quarantined(opened, found.id, limit=_ASIDE)
    plain = document.model_dump(mode="json")
    if options.format == "json":
        print(json.dumps(plain, ensure_ascii=False, indent=2))
        return 0
    for name, value in plain.items():
        if name == "batches":
            value = [f"{one['number']}: {one['inputs']} in, {one['outputs']} out" for one in value]
        if isinstance(value, dict):
            value = [f"{key}: {one}" for key, one in value.items() if one not in (None, "", 0)]
        if isinstance(value, list):
            print(f"{name}:" if value else f"{name}: -")
            for one in value[:_MOST]:
                print(f"  {one}")
            if len(value) > _MOST:
                print(f"  and {len(value) - _MOST} more")
        else:
            print(f"{name}: {'-' if value is None else value}")
    for row in aside:
        print(f"  set aside: {row.external_id or '-'} {row.reason} {row.sha256 or '-'}")
    print(f"again: podbor replay {document.run_id}")
    return 0


def _list(options: argparse.Namespace) -> int:
    with session.needed({"postgres"}) as settings, Database.opened(settings.database) as database:
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
