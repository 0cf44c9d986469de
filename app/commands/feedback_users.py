"""`podbor evaluate --feedback`: people with a hidden taste, in indexes that leave nothing behind."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from app.commands.own_servers import own_settings
from app.config import Settings
from app.demo.rendering import detail
from app.demo.world import World
from app.evaluation import feedback_pools, feedback_users
from app.evaluation.feedback_users import Findings
from app.ingestion import payload_file
from app.ingestion.normalise import NormalisedVacancy, normalise
from app.ingestion.payload_file import BadLine
from app.search.embedding import LocalEmbedder
from app.search.recall import Mode, Recall
from app.stack import session
from data.errors import InvalidInput, PayloadChanged
from data.lexical import LexicalIndex
from data.sources import hh_payload
from data.sources.base import Payload
from data.vectors import VectorStore

MOST = 20_000  # vacancies of a file
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def measure(
    given: Path | None, people: int, on_progress: feedback_pools.OnProgress, *, mode: Mode = "hybrid"
) -> Findings:
    """`given` is a file of hh payloads or a folder of such; None for the invented catalogue. In the lexical
    mode nothing is embedded."""
    payloads = _invented() if given is None else _read(given)
    vacancies = feedback_pools.distinct(_normalised(payloads), MOST)
    if not vacancies:
        raise InvalidInput("There is no vacancy in there.", code="nothing_to_measure")
    embedder = LocalEmbedder()
    with (
        tempfile.TemporaryDirectory(prefix="podbor-feedback-") as folder,
        session.needed({"chroma"}, settings=own_settings(Path(folder))) as settings,
    ):
        store, lexical = VectorStore(settings.chroma), LexicalIndex(Path(folder) / "lexical")
        dense = None if mode == "lexical" else (store, embedder)
        feedback_pools.index(vacancies, lexical, dense, on_progress=on_progress)
        recall = Recall(store, lexical, embedder)
        found = feedback_pools.pools(
            vacancies, recall, people=people, seed=Settings.model_fields["demo_seed"].default,
            mode=mode, on_progress=on_progress,
        )  # fmt: skip
    return feedback_users.simulate(found, now=NOW)


def as_json(found: Findings) -> str:
    return json.dumps(asdict(found), ensure_ascii=False, indent=2)


def as_table(found: Findings) -> str:
    """nDCG@10 by the hidden taste; each column beside the same list without learning."""
    lines = [
        f"{found.people} people, {found.vacancies} vacancies, {found.judged:.0f} judgements each",
        "  round   not yet judged   (without)   all      (without)   never shown   (without)",
    ]
    for number, one in enumerate(found.rounds):
        cells = [one[name] for name in ("unjudged", "before", "everything", "everything_before", "fresh",
                                        "fresh_before")]  # fmt: skip
        first, before, every, every_before, fresh, fresh_before = (cell.mean for cell in cells)
        lines.append(
            f"  {number:>5}   {first:.4f}           {before:.4f}      {every:.4f}   {every_before:.4f}"
            f"      {fresh:.4f}        {fresh_before:.4f}"
        )
    for name, gain in found.gained.items():
        lines.append(f"  gained, {name:<10} {gain.mean:+.4f}   95 % {gain.low:+.4f} to {gain.high:+.4f}")
    lines.append(f"  strong matches pushed out of the first fifty: {found.buried}")
    return "\n".join(lines)


def _invented() -> Iterator[Payload]:
    fields = Settings.model_fields
    world = World(fields["demo_seed"].default, fields["demo_size"].default, start=NOW)
    for slot in range(world.size):
        listed = world.open_in(slot)
        if listed is not None:
            yield hh_payload.payload_of("demo", detail(listed, "https://demo.invalid"))


def _read(given: Path) -> Iterator[Payload]:
    files = sorted(given.rglob("*.jsonl*")) if given.is_dir() else [given]
    for file in files:
        for record in payload_file.records(file):
            if not isinstance(record, BadLine):
                yield from hh_payload.payloads("file", record)


def _normalised(payloads: Iterator[Payload]) -> Iterator[NormalisedVacancy]:
    for payload in islice(payloads, 5 * MOST):
        try:
            yield normalise(hh_payload.parse(payload), now=NOW)
        except PayloadChanged:
            continue
