"""`podbor doctor`: check every part and say what to do. Exit code 2 when something has to be mended."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict

from app.config import Settings
from app.sources.problems import sentence, standing
from app.stack.doctor import Finding, examine
from data.archive import Folder
from data.errors import PodborError


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run(options: argparse.Namespace) -> int:
    settings = Settings()
    found = [*examine(settings), archive(settings), *sources(settings)]
    if options.format == "json":
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(f"{one.level:<5}{one.part:<15} {one.text}{f'  ->  {one.todo}' if one.todo else ''}")
    return 2 if any(one.level == "FAIL" for one in found) else 0


def archive(settings: Settings) -> Finding:
    """Whether raw payloads can be kept: a file is written, read and deleted. The secrets stay untold."""
    from app import bootstrap

    try:
        place = bootstrap.archive(settings).store
        if isinstance(place, Folder):
            if not place.folder.exists():
                return Finding("OK", "archive", f"{place.folder}, made by the first run")
            where = str(place.folder)
        else:
            where = "a store that speaks S3"
        name = f"00/doctor-{os.getpid()}.zst"
        place.write(name, b"podbor")
        kept = place.read(name)
        place.delete(name)
    except PodborError as error:
        return Finding("FAIL", "archive", str(error), "see PODBOR_ARCHIVE_URL in .env.example")
    if kept != b"podbor":
        told = f"{where} does not give back what was written"
        return Finding("FAIL", "archive", told, "see PODBOR_ARCHIVE_URL in .env.example")
    return Finding("OK", "archive", f"{where}, can be written and read")


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
