"""`podbor person export FILE` and `podbor person erase`: all that is kept about a person."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from uuid import UUID

from app.accounts import service as accounts
from app.privacy.erasure import delete_everything
from app.privacy.export import write_export
from app.stack import session
from data.db import Database
from data.errors import InvalidInput


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--person", default=accounts.LOCAL_HANDLE, help="whose (default: the local person)")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    export = actions.add_parser("export", help="write everything kept about the person to a ZIP")
    export.add_argument("file", type=Path, help="a file that is not there yet")
    erase = actions.add_parser("erase", help="remove everything of the person, for good")
    erase.add_argument("--yes", action="store_true", help="do not ask")


def run(options: argparse.Namespace) -> int:
    if options.action == "erase" and not options.yes and not _agreed(options.person):
        raise InvalidInput("Nothing was removed.")
    with session.needed({"postgres"}) as settings, Database.opened(settings.database) as database:
        person_id = accounts.known(database, options.person).id
        if options.action == "export":
            counts = _export(database, options.file, person_id)
            print(json.dumps({"file": str(options.file), "rows": counts}, ensure_ascii=False))
        else:
            receipt = delete_everything(database, person_id)
            told = {"receipt": str(receipt.id), "erased_at": receipt.erased_at.isoformat()}
            print(json.dumps({**told, "rows": receipt.rows}, ensure_ascii=False))
    return 0


def _export(database: Database, path: Path, person_id: UUID) -> dict[str, int]:
    """A file only its owner can read, whole or not at all."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise InvalidInput(f"{path} is there already.") from error
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            return write_export(database, person_id, file)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _agreed(handle: str) -> bool:
    print(f"Everything of {handle!r} is removed for good. Type erase to go on: ", end="", file=sys.stderr)
    sys.stderr.flush()
    return sys.stdin.readline().strip() == "erase"
