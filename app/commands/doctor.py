"""`podbor doctor`: check every part and say what to do. Exit code 2 when something has to be mended."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from app.config import Settings
from app.sources.problems import sentence, standing
from app.stack.doctor import Finding, examine


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run(options: argparse.Namespace) -> int:
    settings = Settings()
    found = [*examine(settings), *sources(settings)]
    if options.format == "json":
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(f"{one.level:<5}{one.part:<15} {one.text}{f'  ->  {one.todo}' if one.todo else ''}")
    return 2 if any(one.level == "FAIL" for one in found) else 0


def sources(settings: Settings) -> list[Finding]:
    """One finding for each source: usable, off and why, or an entry that has to be mended."""
    from app import bootstrap

    found = []
    for name, one in bootstrap.listing(settings).items():
        state = one.source.state()
        told = sentence(state.reason or "", state.details)
        match standing(state):
            case "used":
                where = f"{one.source.kind} at {state.host}"
                found.append(Finding("OK", name, where if one.source.kind else "single vacancies, by hand"))
            case "off":
                found.append(Finding("OK", name, told))
            case "waiting":
                found.append(Finding("WARN", name, told, "see .env.example"))
            case "fault":
                found.append(Finding("FAIL", name, told, f"mend it in {settings.sources_file}"))
    return found
