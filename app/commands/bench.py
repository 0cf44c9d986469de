"""`podbor bench`: search and ingestion against what they cannot do without, on servers of its own."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app import collector
from app.commands.demo_in_process import demo_board
from app.commands.ingest import positive
from app.commands.own_servers import own_settings
from app.demo import rendering
from app.demo.world import World
from app.evaluation import growing, month, speed, throughput
from app.evaluation.month_plan import Plan
from app.evaluation.parts import Parts
from app.ingestion.normalise import normalise
from app.search.embedding import LocalEmbedder
from app.stack import session
from data.db import Database
from data.errors import InvalidInput
from data.lexical import LexicalIndex
from data.repositories import simulated_time
from data.sources.base import Payload
from data.sources.hh import HhSource
from data.vectors import VectorStore

ORIGINALS = 600
_SHOWN = ("bare", "new", "known", "filtered", "crowd_known", "crowd_new")
NOTE = (
    "Vacancies are invented. Ingestion embeds every text with the real model; beyond {originals} vacancies "
    "texts are recombined and vectors are synthetic clusters: the originals' with noise, not embedded again. "
    "They are written to the compact vectors that answer searches, not to Chroma, which holds the originals. "
    "Texts repeat, so what is remembered by text is found more often than among real postings. "
    "A known profile was searched before in the same index: what its plan recalls, and scores and cards of "
    "single vacancies, are remembered; what is open is asked anew, and every list is made and kept anew. "
    "A new one pays for everything."
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sizes",
        default="10000,100000",
        help="numbers of vacancies, separated by commas (10000,100000); 1000000 takes a quarter of an hour",
    )
    parser.add_argument(
        "--month", action="store_true",
        help="instead: a simulated month of a board with churn and bad days",
    )  # fmt: skip
    usual = Plan()
    for name, default, told in (
        ("--days", usual.days, "days"),
        ("--vacancies", usual.size, "open vacancies"),
        ("--ingest-every", usual.ingest_every, "hours between readings of the board"),
        ("--searches", len(usual.search_hours), "searches a day, at most 24"),
    ):
        parser.add_argument(name, type=positive, metavar="N", help=f"with --month: {told} ({default})")
    parser.add_argument(
        "--ingest", type=positive, metavar="ROWS",
        help="instead: where the time of ingesting so many vacancies goes, and whether memory grows",
    )  # fmt: skip
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run(options: argparse.Namespace) -> int:
    if options.month:
        return _month(_plan(options))
    return _ingest(options.ingest) if options.ingest else _speed(options)


def _ingest(rows: int) -> int:
    collector.spare()  # as who ingests does
    collector.one_heap()
    with (
        tempfile.TemporaryDirectory(prefix="podbor-bench-") as folder,
        session.needed({"postgres", "chroma"}, settings=own_settings(Path(folder))) as settings,
    ):
        parts = Parts(
            Database.from_url(settings.database), VectorStore(settings.chroma),
            LexicalIndex(Path(folder) / "lexical"), LocalEmbedder(),
        )  # fmt: skip
        found = throughput.measure(parts, Path(folder), _source(), _bodies(ORIGINALS), rows, _say)
    print(json.dumps(found, ensure_ascii=False, indent=2))
    return 0


def _plan(options: argparse.Namespace) -> Plan:
    for name, most in (("days", 366), ("vacancies", 20_000), ("ingest_every", 24), ("searches", 24)):
        if (getattr(options, name) or 0) > most:
            raise InvalidInput(f"--{name.replace('_', '-')} takes a number up to {most}.")
    return Plan.of(
        size=options.vacancies, days=options.days, ingest_every=options.ingest_every,
        searches=options.searches,
    )  # fmt: skip


def _month(plan: Plan) -> int:
    started = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="podbor-month-") as folder,
        session.needed({"postgres", "chroma"}, settings=own_settings(Path(folder))) as settings,
    ):
        with Database.from_url(settings.database).transaction() as opened:
            simulated_time.install(opened)
        parts = Parts(
            Database.from_url(settings.database), VectorStore(settings.chroma),
            LexicalIndex(Path(folder) / "lexical"), LocalEmbedder(),
        )  # fmt: skip
        start = datetime.now(UTC) - timedelta(days=plan.days)
        world = World(plan.seed, plan.size, start=start)
        with demo_board(world, settings.demo_port) as board:
            found = month.simulate(parts, Path(folder), board, _say, plan)
    found["seconds"] = round(time.perf_counter() - started, 1)
    print(json.dumps(found, ensure_ascii=False, indent=2))
    return 0


def _speed(options: argparse.Namespace) -> int:
    sizes = _sizes(options.sizes)
    originals = min(ORIGINALS, sizes[0])
    rows = _rows(originals)
    collector.spare()  # as the process of the pages does
    started = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="podbor-bench-") as folder,
        session.needed({"postgres", "chroma"}, settings=own_settings(Path(folder))) as settings,
    ):
        database = Database.from_url(settings.database)
        parts = Parts(
            database, VectorStore(settings.chroma), LexicalIndex(Path(folder) / "lexical"), LocalEmbedder()
        )
        found: dict[str, Any] = {"note": NOTE.format(originals=originals), "sizes": {}}
        found["ingest"] = speed.ingest_rate(parts, rows)
        _say("ingested")
        for size in sizes:
            begun = time.perf_counter()
            count = growing.grow(parts, originals, size, _say)
            grown = round(time.perf_counter() - begun, 1)
            found["sizes"][str(count)] = {
                "grown_in_s": grown,
                **speed.search_speed(parts, rows, _say),
                "memory": speed.memory(parts, count),
            }
    found["seconds"] = round(time.perf_counter() - started, 1)
    print(json.dumps(found, ensure_ascii=False, indent=2) if options.format == "json" else _table(found))
    return 0


def _sizes(text: str) -> list[int]:
    try:
        sizes = sorted({int(part) for part in text.split(",")})
    except ValueError as error:
        raise InvalidInput("--sizes takes whole numbers separated by commas.") from error
    if not sizes or sizes[0] < 100 or sizes[-1] > 2_000_000:
        raise InvalidInput("--sizes takes numbers from 100 to 2000000.")
    return sizes


def _source() -> HhSource:
    return HhSource("demo", "http://demo.invalid", token=None, user_agent=None, invented=True)


def _bodies(many: int) -> list[dict[str, Any]]:
    """Invented postings as the demo board gives them."""
    world = World(size=many * 2, start=datetime.now(UTC))
    listed = [one for slot in range(many * 2) if (one := world.open_in(slot)) is not None]
    return [rendering.detail(one, "http://demo.invalid") for one in listed[:many]]


def _rows(many: int) -> list[dict[str, Any]]:
    """Invented postings through the adapter and normalisation that read hh.ru."""
    now, source = datetime.now(UTC), _source()
    postings = (
        source.parse(Payload("demo", str(body["id"]), "detail", body)) for body in _bodies(many)
    )  # fmt: skip
    return [normalise(posting, now=now).row() for posting in postings]


def _table(found: dict[str, Any]) -> str:
    ingest = found["ingest"]
    lines = [
        found["note"],
        f"ingest {ingest['rows']} rows: {ingest['ingest_rows_per_s']} rows/s, bare embedding "
        f"{ingest['bare_embedding_rows_per_s']} rows/s, ratio {ingest['ratio']}",
        "p50 / p95 in ms; bare: embed, exact dense and BM25 top 100, fusion; crowd: "
        f"{speed.CROWD} searchers at once, filters on",
        f"{'vacancies':>9}" + "".join(f"{name.replace('_', ' '):>17}" for name in _SHOWN),
    ]
    for count, one in found["sizes"].items():
        cells = (one[f"{name}_ms"] for name in _SHOWN)
        lines.append(f"{count:>9}" + "".join(f"{cell['p50']:>8} /{cell['p95']:>7}" for cell in cells))
        ratios = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in one["ratio_p95"].items())
        cold, held = one["cold_ms"], one["memory"]
        lines += [
            f"{'':>9}  p95 to bare: {ratios}",
            f"{'':>9}  after a start: ready in {cold['ready']}, first search {cold['first_search']} ms; "
            f"CPU of one search {one['cpu_ms']['known']} ms known, {one['cpu_ms']['filtered']} filtered",
            f"{'':>9}  MB: compact {held['compact_mb']}, lexical {held['lexical_mb']}, database "
            f"{held['database_mb']}, process at most {held['process_peak_mb']}; a million takes "
            f"{held['compact_mb_per_million']} + {held['lexical_mb_per_million']}",
        ]
    return "\n".join([*lines, f"took {found['seconds']} s"])


def _say(text: str) -> None:
    print(text, file=sys.stderr)
