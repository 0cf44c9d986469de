"""Questions put to boards one after the other, each a run of its own: bounded in time and in postings."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from app.ingestion import service as ingestion
from app.ingestion.report import RunReport
from app.warmup.bounded import TIME_IS_UP, Bounded
from data.archive import Archive
from data.db import Database
from data.errors import InvalidInput
from data.sources.base import Query, Source

#: Between two looks whether a board that somebody else reads is free.
_POLL_SECONDS = 2.0
#: Left between two questions, so that a planned reading of the board that waits gets in.
_GAP_SECONDS = 1.5
#: Rows of a transaction: few, because a page may be waiting for them.
_BATCH = 20


class BoardBusy(InvalidInput):
    """Another run reads the board, and the patience for that is at its end."""

    code = "run_in_progress"


@dataclass
class Brought:
    """What came of the questions so far. `step` of them are answered; `found` postings were named by boards
    (one named twice counts once), `added` of them new to us; `faults` says by source why it fell out."""

    step: int = 0
    found: int = 0
    added: int = 0
    run_ids: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    time_is_up: bool = False

    @property
    def fault(self) -> str | None:
        """One code for all that went wrong."""
        return TIME_IS_UP if self.time_is_up else next(iter(self.faults.values()), None)


def ask(
    database: Database,
    archive: Archive,
    sources: Mapping[str, Source],
    queries: Sequence[str],
    brought: Brought,
    *,
    limit: int,
    until: float,
    patience: float,
    beat: Callable[[], None],
) -> None:
    """Put every query to every board, from question `brought.step` on, and keep in `brought` what comes.

    A question brings `limit` postings at the most; `until` (time.monotonic) ends everything; `beat` is called
    at every posting and while waiting. A board that faults or refuses is left out of the rest.

    Raises BoardBusy when another run reads a board for longer than `patience` seconds, DatabaseUnavailable,
    and what `beat` raises.
    """
    named: set[tuple[str, str]] = set()
    questions = [(query, name) for query in queries for name in sources]
    for query, name in questions[brought.step :]:
        if time.monotonic() >= until:
            brought.time_is_up = True
        if brought.time_is_up:
            return
        if name not in brought.faults:

            def tell(external_id: str, board: str = name) -> None:
                if (board, external_id) not in named:
                    named.add((board, external_id))
                    brought.found += 1
                beat()

            if brought.run_ids:
                time.sleep(min(_GAP_SECONDS, max(0.0, until - time.monotonic())))
            bounded = Bounded(sources[name], until=until, tell=tell)
            report = _answer(database, archive, bounded, query, limit, until, patience, beat, brought)
            _keep(brought, report)
        if not brought.time_is_up:
            brought.step += 1
        beat()


def _answer(
    database: Database,
    archive: Archive,
    source: Bounded,
    query: str,
    limit: int,
    until: float,
    patience: float,
    beat: Callable[[], None],
    brought: Brought,
) -> RunReport:
    """One run; waits for the board while another one reads it."""
    given_up = min(until, time.monotonic() + patience)
    run_id = uuid4().hex
    brought.run_ids.append(run_id)  # before it begins: whoever meets the run can tell what it is
    while True:
        try:
            return ingestion.run(
                database, archive, source, query=Query(text=query, limit=limit), run_id=run_id,
                batch_size=_BATCH,
            )  # fmt: skip
        except InvalidInput as error:
            if error.code != BoardBusy.code:
                raise
            if time.monotonic() >= given_up:
                brought.run_ids.remove(run_id)
                raise BoardBusy(str(error)) from error
            beat()
            time.sleep(_POLL_SECONDS)


def _keep(brought: Brought, report: RunReport) -> None:
    brought.added += report.counts["new"]
    if report.error == TIME_IS_UP:
        brought.time_is_up = True
    elif report.status in ("partial", "failed", "refused"):
        brought.faults[report.source] = report.error or report.status
