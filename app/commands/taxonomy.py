"""`podbor taxonomy import KIND PATH | list | remove KIND`: skill collections an operator downloaded."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from app.stack import session
from app.taxonomy import imported, imported_files
from data.db import Database
from data.models.taxonomy import TaxonomySource


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    bring = actions.add_parser("import", help="import a collection, in the place of what it had")
    bring.add_argument("kind", choices=tuple(imported_files.KINDS))
    bring.add_argument("path", type=Path, help="the downloaded file, or the folder it lies in")
    shown = actions.add_parser("list", help="what is imported, with licence and attribution")
    gone = actions.add_parser("remove", help="take an imported collection out")
    gone.add_argument("kind", choices=tuple(imported_files.KINDS))
    for action in (bring, shown, gone):
        action.add_argument("--format", choices=("text", "json"), default="text")


def run(options: argparse.Namespace) -> int:
    found = None
    if options.action == "import":  # a wrong file is refused before a server starts
        found = imported_files.read(options.kind, options.path)
    with session.needed({"postgres"}) as settings, Database.opened(settings.database) as database:
        as_json = options.format == "json"
        if found is not None:
            source, changed = imported.bring(database, found)
            same = f"{source.name}: these very terms are imported already"
            print(
                _dumps(_json(source) | {"changed": changed})
                if as_json
                else _text(source)
                if changed
                else same
            )
        elif options.action == "remove":
            imported.remove(database, options.kind)
            print(_dumps({"removed": options.kind}) if as_json else f"{options.kind}: removed")
        else:
            sources = imported.listing(database)
            text = "\n\n".join(map(_text, sources)) or "nothing is imported"
            print(_dumps([_json(one) for one in sources]) if as_json else text)
    return 0


def _dumps(what: object) -> str:
    return json.dumps(what, ensure_ascii=False, indent=2)


def _json(source: TaxonomySource) -> dict[str, object]:
    names = (
        "name", "title", "language", "terms", "aliases", "file_name", "licence", "attribution", "digest"
    )  # fmt: skip
    return {name: getattr(source, name) for name in names} | {"imported_at": source.imported_at.isoformat()}


def _text(source: TaxonomySource) -> str:
    return (
        f"{source.name}: {source.title} ({source.language})\n"
        f"  {source.terms:,} skills and {source.aliases:,} other spellings from {source.file_name}, "
        f"{source.imported_at:%Y-%m-%d %H:%M}\n"
        f"  licence: {source.licence}\n  {source.attribution}"
    )
