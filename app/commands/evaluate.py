"""`podbor evaluate DIR`: ranking quality on a labelled set, in indexes that leave nothing behind; and
`podbor evaluate --feedback` and `--checklist`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from app.commands import checklist_labels, feedback_users
from app.commands.own_servers import own_settings
from app.evaluation import dataset, people, service
from app.evaluation.service import Evaluation
from app.search.embedding import LocalEmbedder
from app.search.recall import Mode, Recall
from app.stack import session
from data.db import Database
from data.errors import InvalidInput
from data.lexical import LexicalIndex
from data.vectors import VectorStore

MODES: tuple[Mode, ...] = ("hybrid", "dense", "lexical")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", type=Path, metavar="DIR", nargs="?",
        help="a labelled set in BEIR layout; with --feedback hh payloads (default: invented ones); with "
        "--checklist résumés and postings whose lines are labelled",
    )  # fmt: skip
    parser.add_argument("--checklist", action="store_true", help="how often its verdicts are right")
    parser.add_argument(
        "--feedback", action="store_true", help="simulated people who judge what they are shown"
    )
    parser.add_argument("--people", type=int, default=80, help="how many of them (default: 80)")
    parser.add_argument(
        "--mode", choices=(*MODES, "all"), default="hybrid", help="which indexes answer (default: hybrid)"
    )
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument(
        "--keep",
        nargs="?",
        const="",
        metavar="NOTE",
        help="keep the measures, with a word on what was tried, for the tab Quality of the page Admin",
    )


def run(options: argparse.Namespace) -> int:
    if options.feedback:
        if not 1 <= options.people <= 2_000:
            raise InvalidInput("People are 1 to 2000.", code="people_range")
        mode: Mode = "hybrid" if options.mode == "all" else options.mode
        findings = feedback_users.measure(options.folder, options.people, _progress, mode=mode)
        print((feedback_users.as_json if options.format == "json" else feedback_users.as_table)(findings))
        return 0
    if options.folder is None:
        raise InvalidInput("Name the folder of a labelled set.", code="folder_missing")
    if options.checklist:
        measured = checklist_labels.measure(options.folder)
        print((checklist_labels.as_json if options.format == "json" else checklist_labels.as_table)(measured))
        return 0
    labelled = dataset.load(options.folder)
    embedder = LocalEmbedder()
    modes: tuple[Mode, ...] = MODES if options.mode == "all" else (options.mode,)
    started = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="podbor-evaluate-") as folder,
        session.needed({"chroma"}, settings=own_settings(Path(folder))) as settings,
    ):
        store, lexical = VectorStore(settings.chroma), LexicalIndex(Path(folder) / "lexical")
        vacancies = service.index(labelled, store, lexical, embedder, on_progress=_progress)
        found_people = people.people_of(labelled, embedder) if "hybrid" in modes else None
        indexed = time.perf_counter()
        recall = Recall(store, lexical, embedder)
        results = [
            service.evaluate(
                labelled, vacancies, recall, mode=mode, people=found_people, on_progress=_progress
            )
            for mode in modes
        ]
    seconds = {"index": indexed - started, "rank": time.perf_counter() - indexed}
    if options.keep is not None:
        _keep(results, embedder.name, options.keep)
    if options.format == "json":
        found = [_as_json(result, seconds) for result in results]
        print(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2))
    else:
        for result in results:
            print(_as_table(result))
    return 0


def _keep(results: Sequence[Evaluation], model: str, note: str) -> None:
    """Into the installation's own database, unlike all else here."""
    with (
        session.needed({"postgres"}) as given,
        Database.opened(given.database) as database,
        database.transaction() as opened,
    ):
        for result in results:
            service.keep(opened, result, model=model, note=note)


def _as_json(result: Evaluation, seconds: dict[str, float]) -> dict[str, object]:
    intervals = {
        name: {key: round(value, 4) for key, value in asdict(found).items()}
        for name, found in result.measures.items()
    }
    found: dict[str, object] = {
        "set": result.set_name,
        "mode": result.mode,
        "queries": result.queries,
        "documents": result.documents,
        **intervals,
    }
    if result.macro_ndcg is not None:
        found["ndcg@10_macro"] = round(result.macro_ndcg, 4)
    return {**found, "seconds": {name: round(value, 2) for name, value in seconds.items()}}


def _as_table(result: Evaluation) -> str:
    lines = [f"{result.set_name}  {result.mode}  {result.queries} queries, {result.documents} documents"]
    lines += [
        f"  {name:<11} {found.mean:.4f}   95 % {found.low:.4f} to {found.high:.4f}"
        for name, found in result.measures.items()
    ]
    if result.macro_ndcg is not None:
        lines.append(f"  {'ndcg macro':<11} {result.macro_ndcg:.4f}")
    return "\n".join(lines)


def _progress(stage: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{stage} {done}/{total}", end="" if done < total else "\n", file=sys.stderr)
