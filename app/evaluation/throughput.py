"""Ingestion of many rows by the real pipeline: where its time goes, whether memory grows, and what a second
reading of the same costs.

Embedding is the one thing that cannot be spared, so it is left out here (vectors come from a hash) and what
remains is measured against it: CPU seconds of this process, which other programs on the machine do not change
much. The database and the vector index are other processes: they show in the wall time, whose ratio is true
only of a machine with nothing else to do. Themes are learned after a run, as the flow does, and told apart.
"""

from __future__ import annotations

import gzip
import json
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from app.evaluation.parts import Parts, Say
from app.ingestion import service
from app.ingestion.normalise import OPENING
from app.ingestion.plain_text import plain_text
from app.ingestion.report import RunReport
from app.search import projection
from app.search.embedding import Vectors
from data.archive import Archive
from data.sources.base import Source

_FIRST_ID = 500_000_000
_POINTS = 10
_DIMENSION = 512


@dataclass
class HashedEmbedder:
    """In place of a model: a vector by the text's checksum, and a count of the texts."""

    name: str = "bench-hashed"
    dimension: int = _DIMENSION
    texts: int = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        seeds = [crc32(text.encode()) for text in texts]
        rows = np.stack([np.random.default_rng(one).standard_normal(_DIMENSION) for one in seeds])
        found: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        return found


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


def measure(
    parts: Parts, folder: Path, source: Source, bodies: Sequence[dict[str, Any]], rows: int, say: Say
) -> dict[str, Any]:
    """Ingest `rows` recombined payloads from a file, learn the themes, then read the same file again.
    Milliseconds are per 1,000 rows; memory is this process's highest so far, in MB, at ten points."""
    file = folder / "payloads.jsonl.gz"
    write_payloads(file, bodies, rows)
    stand_in, model = _stand_in_ms(bodies), _model_ms(parts, bodies)
    embedder = HashedEmbedder()
    parts = replace(parts, embedder=embedder)
    archive = Archive(folder / "archive")
    first = _ingested(parts, archive, source, file, rows, say)
    embedded = embedder.texts
    themes = _themes(parts)
    again = _ingested(parts, archive, source, file, rows, say)
    own = first["cpu_ms_per_1000"] - stand_in
    waited = first["stages_ms_per_1000"]["total"] - stand_in
    learned = themes["cpu_s"] / rows * 1_000_000
    peaks = first["peak_mb"]
    return {
        "rows": rows,
        "model_cpu_ms_per_1000": round(model, 1),
        "other_cpu_ms_per_1000": round(own, 1),
        "implied_ratio": round(model / (model + own), 3),  # to the bare embedding rate, on one core
        "implied_ratio_by_wall": round(model / (model + waited), 3),
        "implied_ratio_with_themes": round(model / (model + own + learned), 3),
        "memory_growth_mb": round(peaks[-1] - peaks[len(peaks) // 4], 1),
        "first": first,
        "themes": themes,
        "again_unchanged": again | {"embedded": embedder.texts - embedded},
    }


def _ingested(
    parts: Parts, archive: Archive, source: Source, file: Path, rows: int, say: Say
) -> dict[str, Any]:
    peaks: list[float] = []
    slices: list[float] = []
    started = time.process_time()
    last = [started, 0.0]

    def note(report: RunReport) -> None:
        if report.counts["fetched"] < rows * (len(peaks) + 1) // _POINTS:
            return
        peaks.append(_peak_mb())
        now, done = time.process_time(), float(report.counts["fetched"])
        slices.append(round((now - last[0]) / (done - last[1]) * 1_000_000, 1))
        last[:] = [now, done]
        say(f"{report.counts['fetched']} rows, {peaks[-1]} MB")

    def follow() -> int:
        return projection.follow(parts.database, parts.store, parts.lexical, parts.embedder).seen

    report = service.run(parts.database, archive, source, file=file, follow=follow, progress=note)
    spent = time.process_time() - started
    wall = report.timings_ms["total"] / 1000
    return {
        "status": report.status,
        "counts": {name: number for name, number in report.counts.items() if number},
        "rows_per_s": round(rows / wall, 1),
        "rows_per_cpu_s": round(rows / spent, 1),
        "cpu_ms_per_1000": round(spent / rows * 1_000_000, 1),
        "cpu_ms_per_1000_by_tenth": slices,
        "stages_ms_per_1000": {
            name: round(spent_ms / rows * 1000, 1) for name, spent_ms in report.timings_ms.items()
        },
        "peak_mb": peaks,
    }


def _themes(parts: Parts) -> dict[str, float]:
    """What learning them from all that is there costs: CPU seconds, and the highest memory so far."""
    started = time.process_time()
    projection.follow(parts.database, parts.store, parts.lexical, parts.embedder, learn=True)
    return {"cpu_s": round(time.process_time() - started, 2), "peak_mb": _peak_mb()}


def _stand_in_ms(bodies: Sequence[dict[str, Any]]) -> float:
    """CPU milliseconds per 1,000 rows that the stand-in for the model costs, two texts each."""
    texts = [str(body["name"]) + str(number) for number, body in enumerate(bodies[:200])]
    started = time.process_time()
    HashedEmbedder().encode(texts)
    return 2 * (time.process_time() - started) / len(texts) * 1_000_000


def _model_ms(parts: Parts, bodies: Sequence[dict[str, Any]]) -> float:
    """CPU milliseconds per 1,000 rows that embedding title and card costs with the real model."""
    texts = [(str(body["name"]), plain_text(str(body["description"]))[:OPENING]) for body in bodies[:100]]
    parts.embedder.encode(["готово"])
    started = time.process_time()
    parts.embedder.encode([title for title, _ in texts])
    parts.embedder.encode([f"{title}\n{opening}" for title, opening in texts])
    return (time.process_time() - started) / len(texts) * 1_000_000


def _peak_mb() -> float:
    """Linux gives kilobytes, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)
