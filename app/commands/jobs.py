"""`podbor jobs`: which postings are one job; taking one out, putting two together; how well it is told."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.evaluation import duplicates
from app.evaluation.duplicates import Measured
from app.ingestion import identity
from app.stack import session
from data.db import Database
from data.repositories import jobs

#: Who did it, in the log of merges: the door it came through.
BY = "command"


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("count", help="postings, the jobs they make, joins and splits")
    shown = actions.add_parser(
        "show", help="the job of a posting: its other postings and how they came together"
    )
    split = actions.add_parser("split", help="take a posting out of its job; no rule puts it back")
    joined = actions.add_parser("join", help="put the jobs of two postings together, even after a split")
    for action in (shown, split, joined):
        action.add_argument("vacancy_id", type=int, help="the posting's id (vacancy_id of `podbor match`)")
    joined.add_argument("other_id", type=int, help="the other posting's id")
    actions.add_parser("place", help="look at every posting that was stored before the rules of today")
    measured = actions.add_parser("measure", help="precision and recall on labelled pairs")
    measured.add_argument("labels", type=Path, help='JSON Lines: {"one": {…}, "other": {…}, "same": true}')
    for action in actions.choices.values():
        action.add_argument("--format", choices=("text", "json"), default="text")


def run(options: argparse.Namespace) -> int:
    if options.action == "measure":
        found = duplicates.measure(duplicates.load(options.labels))
        print(_dumps(_measured(found)) if options.format == "json" else _measured_text(found))
        return 0
    with session.needed({"postgres"}) as settings, Database.opened(settings.database) as database:
        told = _told(options, database)
    print(_dumps(told) if options.format == "json" else _text(told))
    return 0


def _told(options: argparse.Namespace, database: Database) -> dict[str, Any]:
    if options.action == "place":
        return asdict(identity.place_missing(database, progress=_progress))
    if options.action == "split":
        old, new = identity.split(database, options.vacancy_id, by=BY)
        return {"vacancy_id": options.vacancy_id, "job_id": new, "was_job_id": old}
    if options.action == "join":
        identity.join(database, options.vacancy_id, options.other_id, by=BY)
    with database.transaction() as session:
        if options.action == "count":
            return jobs.counts(session)
        job = jobs.job_of(session, options.vacancy_id)
        if job is None:
            return {"job_id": None, "postings": [], "history": []}
        return {
            "job_id": job,
            "postings": [asdict(one) for one in jobs.members(session, job)],
            "history": [asdict(one) for one in jobs.history(session, job)],
        }


def _text(told: dict[str, Any]) -> str:
    lines = [f"{name}: {_plain(value)}" for name, value in told.items() if not isinstance(value, list)]
    for one in told.get("postings", ()):
        lines.append(
            f"  {one['id']:>8}  {one['status']:<8}  {_plain(one['source']):<14}  {_plain(one['title'])} · "
            f"{_plain(one['employer'])} · {_plain(one['city'])} · {_plain(one['url'])}"
        )
    for one in told.get("history", ()):
        undone = f", undone {one['undone_at']:%Y-%m-%d %H:%M}" if one["undone_at"] else ""
        lines.append(
            f"  {one['at']:%Y-%m-%d %H:%M}  {one['vacancy_id']} joined {one['with_vacancy_id']} by "
            f"{one['rule']} ({one['score']:.2f}, {one['by']}){undone}"
        )
    return "\n".join(lines)


def _plain(value: object) -> str:
    """One line without control characters: a posting must not steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in str(value if value is not None else "–"))[
        :200
    ]


def _measured(found: Measured) -> dict[str, Any]:
    return {
        "precision": found.precision.told(),
        "recall": found.recall.told(),
        "kinds": {kind: share.told() for kind, share in found.kinds.items()},
        "wrong": [
            {"kind": one.kind, "same": one.same, "one": one.one.title, "other": one.other.title}
            for one in found.wrong
        ],
    }


def _measured_text(found: Measured) -> str:
    lines = []
    for name, share in (("precision", found.precision), ("recall", found.recall)):
        low, high = share.interval()
        lines.append(
            f"{name:<10} {share.value:.4f}   95 % {low:.4f} to {high:.4f}   {share.hits} of {share.of}"
        )
    kinds = found.kinds.items()
    lines += [f"  {kind:<32} {share.hits} of {share.of} right" for kind, share in kinds if kind]
    for pair in found.wrong:
        truth = "one job" if pair.same else "two jobs"
        lines.append(f"  wrong, {truth}: {_plain(pair.one.title)} / {_plain(pair.other.title)}")
    return "\n".join(lines)


def _dumps(what: object) -> str:
    return json.dumps(what, ensure_ascii=False, indent=2, default=str)


def _progress(done: int) -> None:
    if sys.stderr.isatty():
        print(f"\rlooked at {done}", end="", file=sys.stderr, flush=True)
