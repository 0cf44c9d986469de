"""`podbor sources list | close NAME`: how every source stands; closing what is left of one."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from app.config import settings
from app.search import projection
from app.sources.problems import sentence, standing
from app.stack import session
from data.errors import InvalidInput, NotFound
from data.repositories import board_closing

if TYPE_CHECKING:
    from app.bootstrap import Container
    from app.sources.listing import Listing

#: Why the postings of a source that nobody reads any more were closed.
WITHDRAWN = "source_withdrawn"


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    shown = actions.add_parser("list", help="every source: in use, or why not")
    gone = actions.add_parser("close", help="close all postings of a source that is no longer read")
    gone.add_argument("name", help="a source that is switched off, or no longer among the sources")
    for action in (shown, gone):
        action.add_argument("--format", choices=("text", "json"), default="text")


def run(options: argparse.Namespace) -> int:
    from app import bootstrap

    as_json = options.format == "json"
    if options.action == "list":
        rows = [row(name, one) for name, one in bootstrap.listing(settings()).items()]
        print(json.dumps(rows, ensure_ascii=False, indent=2) if as_json else "\n".join(map(_text, rows)))
        return 0
    demand_unused(bootstrap.listing(settings()), options.name)
    with session.needed({"postgres", "chroma"}):
        wired = bootstrap.container()
        closed = close(wired, options.name)
    print(json.dumps({"source": options.name, "closed": closed}) if as_json else f"{closed} postings closed")
    return 0


def row(name: str, one: Listing) -> dict[str, Any]:
    """A source as plain values."""
    state = one.source.state()
    return {
        "name": name, "standing": standing(state), "kind": one.source.kind, "host": state.host,
        "reason": state.reason, "details": state.details, "every_minutes": one.every_minutes,
        "per_second": one.per_second, "licence": one.licence, "attribution": one.attribution,
        "told": sentence(state.reason, state.details) if state.reason else None,
    }  # fmt: skip


def demand_unused(listed: dict[str, Listing], name: str) -> None:
    """Raises InvalidInput for a source that will be read again: it would only bring its postings back."""
    one = listed.get(name)
    if one is not None and (now := standing(one.source.state())) != "off":
        raise InvalidInput(
            f"{name} is still among the sources ({now}); switch it off or take it out of the file first."
        )


def close(wired: Container, name: str) -> int:
    """How many were closed; they leave the indexes too. Raises NotFound when none is open."""
    with wired.database.transaction() as opened:
        found = board_closing.open_ids(opened, name)
        if not found:
            raise NotFound(f"No posting of {name} is open.")
        closed = board_closing.close(opened, found.values(), run_id=None, reason=WITHDRAWN)
    projection.follow(wired.database, wired.store, wired.lexical, wired.embedder)
    return len(closed)


def _text(one: dict[str, Any]) -> str:
    return (
        f"{one['standing']:<9}{one['name']:<20} {one['told'] or one['host'] or 'single vacancies, by hand'}"
    )
