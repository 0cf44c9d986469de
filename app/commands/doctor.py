"""`podbor doctor`: check every part and say what to do. Exit code 2 when something has to be mended."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from app.config import Settings
from app.stack.doctor import examine


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run(options: argparse.Namespace) -> int:
    found = examine(Settings())
    if options.format == "json":
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(f"{one.level:<5}{one.part:<15}{one.text}{f'  ->  {one.todo}' if one.todo else ''}")
    return 2 if any(one.level == "FAIL" for one in found) else 0
