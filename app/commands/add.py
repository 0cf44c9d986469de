"""`podbor add URL|FILE|-`: take one vacancy by its link, from a saved page, or from a text on stdin."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from app.config import settings
from app.stack import session
from data.errors import InvalidInput

MAX_BYTES = 8_000_000


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "given", metavar="URL|FILE|-", help="a link, a file with a page or a text, or - for stdin"
    )


def run(options: argparse.Namespace) -> int:
    given = _read(options.given)
    from app import bootstrap

    demo = settings().demo and given.startswith(settings().demo_url)
    with session.needed({"postgres", "chroma"} | ({"demo"} if demo else set())):
        added = bootstrap.importer(bootstrap.container()).add(given)
    print(json.dumps(asdict(added), ensure_ascii=False, indent=2))
    return 0


def _read(given: str) -> str:
    if given.lower().startswith(("https://", "http://", "www.")):
        return given
    if given == "-":
        return _text(sys.stdin.buffer.read(MAX_BYTES + 1))
    try:
        with Path(given).open("rb") as file:
            return _text(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise InvalidInput(f"{given} cannot be read.") from error


def _text(raw: bytes) -> str:
    if len(raw) > MAX_BYTES:
        raise InvalidInput("This is too much for one vacancy.", code="import_too_big")
    from data.sources.answers import text_of

    return text_of(raw, None)
