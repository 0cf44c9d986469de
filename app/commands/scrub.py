"""`podbor scrub FILE|-`: the text as it would leave the machine. `--cases FILE` measures on cases."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from app.privacy.scrub import MAX_CHARACTERS, scrub
from app.resumes.documents.limits import MAX_FILE_BYTES
from app.resumes.reading import read_document, unreadable
from data.errors import InvalidInput


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", help="a résumé or a text; - reads plain text from standard input")
    parser.add_argument("--format", choices=("json", "text"), default="text")
    parser.add_argument("--cases", type=Path, metavar="FILE", help="measure on a JSON file of cases")


def run(options: argparse.Namespace) -> int:
    if options.cases:
        return _measure(options.cases, options.format)
    if options.file is None:
        raise InvalidInput("Name a file, or - for standard input.")
    text = sys.stdin.read(MAX_CHARACTERS) if options.file == "-" else _text(Path(options.file))
    scrubbed = scrub(text)
    if options.format == "json":
        print(json.dumps(asdict(scrubbed), ensure_ascii=False, indent=2))
    else:
        print(scrubbed.text)
    return 0


def _measure(path: Path, form: str) -> int:
    from app.privacy.measure import load, measure, table

    figures = measure(load(path))
    if form == "json":
        rows = {
            name: {**asdict(one), "recall": one.recall, "lost": one.lost} for name, one in figures.items()
        }
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for one in figures.values():
        for failure in one.failures:
            print(failure, file=sys.stderr)
    print(table(figures))
    return 0


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise unreadable("document_too_big")
        return read_document(path.read_bytes(), path.name)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from error
