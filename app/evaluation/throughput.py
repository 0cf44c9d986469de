"""Ingestion of many rows by the real pipeline, against embedding their texts and nothing else.

Both are timed by the wall in one run, with the same model: before the ingestion and after it a sample of its
rows is embedded alone, because a machine is not the same all the time. One process embeds in either case, so
the ratio says how much the rest of the work holds the model up. Where the rest of the time goes, whether
memory grows, and what a second reading of the same costs is told besides. Themes are learned after a run, as
the flow does, and told apart.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.evaluation.parts import Parts, Say
from app.ingestion import service
from app.ingestion.normalise import normalise
from app.ingestion.report import RunReport
from app.search import projection
from app.search.documents import Indexable, card_text, title_text
from app.search.embedding import Embedder, Vectors
from app.search.embedding_beside import BesideEmbedder, beside
from data.archive import Archive
from data.sources.base import Payload, Source

_FIRST_ID = 500_000_000
_POINTS = 10
_SAMPLE = 400  # rows that are embedded alone, before and after
_PORTION = 200


def recombined(bodies: Sequence[dict[str, Any]], many: int) -> Iterator[dict[str, Any]]:
    """Payloads out of few: the text of one with title, pay, place and employer of others, each its own id."""
    for number in range(many):
        text, title, pay, place = (
            bodies[(number * step + number // len(bodies)) % len(bodies)] for step in (1, 7, 11, 13)
        )
        yield text | {
            "id": str(_FIRST_ID + number),
            "name": title["name"],
            "professional_roles": title["professional_roles"],
            "description": f"{text['description']}<p>№ {number}</p>",
            "area": place["area"],
            "address": place.get("address"),
            "salary": pay.get("salary"),
            "salary_range": pay.get("salary_range"),
        }


def write_payloads(path: Path, bodies: Sequence[dict[str, Any]], many: int) -> None:
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        for body in recombined(bodies, many):
            file.write(json.dumps(body, ensure_ascii=False) + "\n")


@dataclass
class _Counting:
    """An embedder that counts its texts."""

    inner: Embedder
    texts: int = 0

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def dimension(self) -> int:
        return self.inner.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        return self.inner.encode(texts)


def measure(
    parts: Parts, folder: Path, source: Source, bodies: Sequence[dict[str, Any]], rows: int, say: Say
) -> dict[str, Any]:
    """Ingest `rows` recombined payloads from a file, learn the themes, then read the same file again.
    Milliseconds are per 1,000 rows; memory is the highest so far in MB, at ten points: of this process and,
    where the model is in a process of its own, of that one."""
    file = folder / "payloads.jsonl.gz"
    write_payloads(file, bodies, rows)
    sample = _sample(source, bodies, rows)
    archive = Archive(folder / "archive")
    bare = [_bare(parts.embedder, sample)]
    say(f"bare embedding: {bare[0]:.1f} rows/s")
    with beside(parts.embedder, at_once=True) as embedder:
        counting = _Counting(embedder)
        first = _ingested(parts, counting, archive, source, file, rows, say)
        embedded = counting.texts
        themes = _themes(parts)
        again = _ingested(parts, counting, archive, source, file, rows, say)
    bare.append(_bare(parts.embedder, sample))
    alone = len(bare) / sum(1 / one for one in bare)
    mine, models = first["peak_mb"], first["peak_mb_of_the_model"]
    quarter = len(mine) // 4
    return {
        "rows": rows,
        "bare_rows_per_s": round(alone, 1),
        "bare_rows_per_s_before_and_after": [round(one, 1) for one in bare],
        "bare_rows_per_s_on_all_cores": round(_bare_everywhere(parts.embedder, sample), 1),
        "cores": os.cpu_count(),
        "embedding_processes": 1,
        "rows_per_s": first["rows_per_s"],
        "ratio": round(first["rows_per_s"] / alone, 3),
        "memory_growth_mb": round(mine[-1] - mine[quarter] + models[-1] - models[quarter], 1),
        "first": first,
        "themes": themes,
        "again_unchanged": again | {"embedded": counting.texts - embedded},
    }


def _ingested(
    parts: Parts, embedder: _Counting, archive: Archive, source: Source, file: Path, rows: int, say: Say
) -> dict[str, Any]:
    peaks: list[float] = []
    models: list[float] = []
    slices: list[float] = []
    started = last = time.process_time()

    def note(report: RunReport) -> None:
        nonlocal last
        if report.counts["fetched"] < rows * (len(peaks) + 1) // _POINTS:
            return
        peaks.append(_peak_mb())
        inner = embedder.inner
        models.append(round(inner.peak_kb / 1024, 1) if isinstance(inner, BesideEmbedder) else 0.0)
        now = time.process_time()
        slices.append(round((now - last) / rows * _POINTS * 1_000_000, 1))
        last = now
        say(f"{report.counts['fetched']} rows, {peaks[-1]} + {models[-1]} MB")

    def follow() -> int:
        return projection.follow(parts.database, parts.store, parts.lexical, embedder, amid=True).seen

    report = service.run(parts.database, archive, source, file=file, follow=follow, progress=note)
    spent = time.process_time() - started
    wall = report.timings_ms["total"] / 1000
    return {
        "status": report.status,
        "counts": {name: number for name, number in report.counts.items() if number},
        "rows_per_s": round(rows / wall, 1),
        "cpu_ms_per_1000": round(spent / rows * 1_000_000, 1),  # of this process: all but the model
        "cpu_ms_per_1000_by_tenth": slices,
        "stages_ms_per_1000": {
            name: round(spent_ms / rows * 1000, 1) for name, spent_ms in report.timings_ms.items()
        },
        "peak_mb": peaks,
        "peak_mb_of_the_model": models,
    }


def _themes(parts: Parts) -> dict[str, float]:
    """What learning them from all that is there costs: CPU seconds, and the highest memory so far."""
    started = time.process_time()
    projection.follow(parts.database, parts.store, parts.lexical, parts.embedder, learn=True)
    return {"cpu_s": round(time.process_time() - started, 2), "peak_mb": _peak_mb()}


def _sample(source: Source, bodies: Sequence[dict[str, Any]], rows: int) -> list[tuple[str, str]]:
    """Title and card of rows from all over the file, as the index embeds them."""
    step, now = max(1, rows // _SAMPLE), datetime.now(UTC)
    found: list[tuple[str, str]] = []
    for number, body in enumerate(recombined(bodies, rows)):
        if number % step == 0 and len(found) < _SAMPLE:
            row = normalise(source.parse(Payload(source.name, body["id"], "detail", body)), now=now)
            one = Indexable(number, row.title, row.body, row.skills)
            found.append((title_text(one), card_text(one)))
    return found


def _bare(embedder: Embedder, sample: Sequence[tuple[str, str]]) -> float:
    """Rows a second when they are embedded and nothing else is done."""
    embedder.encode(["готово"])
    started = time.perf_counter()
    _embed(embedder, sample)
    return len(sample) / (time.perf_counter() - started)


def _bare_everywhere(embedder: Embedder, sample: Sequence[tuple[str, str]]) -> float:
    """The same with a process on every core, each with the whole sample."""
    many = os.cpu_count() or 1
    with ExitStack() as stack:
        models = [stack.enter_context(beside(embedder)) for _ in range(many)]
        pool = stack.enter_context(ThreadPoolExecutor(many))
        list(pool.map(lambda one: one.encode(["готово"] * _PORTION), models))
        started = time.perf_counter()
        list(pool.map(lambda one: _embed(one, sample), models))
        return many * len(sample) / (time.perf_counter() - started)


def _embed(embedder: Embedder, sample: Sequence[tuple[str, str]]) -> None:
    for start in range(0, len(sample), _PORTION):
        portion = sample[start : start + _PORTION]
        embedder.encode([title for title, _ in portion])
        embedder.encode([card for _, card in portion])


def _peak_mb() -> float:
    """Linux gives kilobytes, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)
