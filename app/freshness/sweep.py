"""Looks at many postings, one after another: the nightly sweep, the longest unseen first, and what a board no
longer showed when it was read to its end (absence proves nothing, but it is a reason to ask).

Looks are recorded in small portions under the sweep's id, so one that was killed goes on where it stopped
when it is started again under the same id.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal
from uuid import uuid4

from app.freshness.looks import look, outcome, unaskable
from data.db import Database
from data.errors import InvalidInput
from data.repositories import freshness, runs, sweeps, vacancies
from data.repositories.freshness import Look, VacancyRef
from data.sources.base import NO_SINGLE_CHECK, Source

SWEEP_TIMEOUT = 15.0
SWEEP_BATCH = 20
#: Looks in a row without a result before a sweep leaves a source alone.
GIVE_UP_AFTER = 10
#: Reasons of looks that never reached the board: the source is left alone at once, and nothing is recorded.
NOT_ASKED = frozenset({NO_SINGLE_CHECK, "circuit_open", "paced"})
#: One look of so many goes to a posting that was closed lately: closing what is open must not go unnoticed.
AUDIT_EVERY = 50
#: Looks after one reading of a board.
MISSING = 200
Trigger = Literal["sweep", "audit", "missing"]
_LOCK = "the sweep"  # no source is called so: their names have no spaces


@dataclass
class SweepReport:
    """What a sweep saw. `verdicts` counts by verdict, `left_out` names sources not (fully) asked and why,
    `audited` are looks at postings closed lately and `revived` those of them that were open after all,
    `expired` postings of sources without a look that were not seen for too long."""

    looked: int = 0
    closed: int = 0
    verdicts: dict[str, int] = field(
        default_factory=lambda: {"open": 0, "archived": 0, "unknown": 0}
    )  # fmt: skip
    left_out: dict[str, str] = field(default_factory=dict)
    resumed: int = 0
    audited: int = 0
    revived: int = 0
    expired: int = 0
    duration_ms: float = 0.0


def sweep(
    database: Database,
    sources: Mapping[str, Source],
    *,
    limit: int = 500,
    pause_ms: int = 500,
    gate_hours: float = 24,
    unseen_days: int = 30,
    sweep_id: str | None = None,
    progress: Callable[[SweepReport], None] | None = None,
) -> SweepReport:
    """Look at up to `limit` postings one after another, with a pause between two.

    Each source has its share of the limit, so a large one cannot starve the others; what it leaves free goes
    to the rest. A sweep that is started again under its `sweep_id` does what is left of it. Raises
    InvalidInput (`sweep_in_progress`) while another one is at work.
    """
    started = time.monotonic()
    with runs.exclusive(database, _LOCK) as mine:
        if not mine:
            raise InvalidInput("Another sweep is at work.", code="sweep_in_progress")
        work = _Sweep(database, sources, sweep_id or uuid4().hex, pause_ms / 1000, progress)
        report = work.perform(limit, timedelta(hours=gate_hours), timedelta(days=unseen_days))
    report.duration_ms = round((time.monotonic() - started) * 1000, 1)
    return report


def confirm_missing(
    database: Database, source: Source, run_id: str, *, limit: int = MISSING, pause_ms: int = 500
) -> SweepReport:
    """After a complete reading of a board: look at up to `limit` open postings that it did not show.

    Nothing is done for a run that ended otherwise or asked for a part. A sweep may go on beside it: what a
    host bears is the client's business.
    """
    started = time.monotonic()
    with runs.exclusive(database, f"missing on {source.name}") as mine:
        work = _Sweep(database, {source.name: source}, run_id, pause_ms / 1000, None)
        if mine and unaskable(source) is None:
            with database.transaction() as session:
                missing = sweeps.missing(session, run_id, limit=limit)
            with work.pool:
                work.look_at(missing, "missing")
    work.report.duration_ms = round((time.monotonic() - started) * 1000, 1)
    return work.report


class _Sweep:
    def __init__(
        self,
        database: Database,
        sources: Mapping[str, Source],
        sweep_id: str,
        pause: float,
        progress: Callable[[SweepReport], None] | None,
    ) -> None:
        self.database = database
        self.sources = sources
        self.sweep_id = sweep_id
        self.pause = pause
        self.progress = progress
        self.report = SweepReport()
        self.in_vain: dict[str, int] = {}
        self.waiting: list[Look] = []
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="sweep")

    def perform(self, limit: int, gate: timedelta, unseen: timedelta) -> SweepReport:
        report = self.report
        with self.database.transaction() as session:
            stored = vacancies.count_by_source(session)
            report.resumed = sweeps.looked(session, self.sweep_id)
        for name in sorted(stored.keys() | self.sources.keys()):
            if why := unaskable(self.sources.get(name)):
                report.left_out[name] = why.reason or "unknown"
        left = limit - report.resumed
        with self.pool:
            if audits := 0 if report.resumed else limit // AUDIT_EVERY:
                with self.database.transaction() as session:
                    doubtful = sweeps.closed_lately(session, sources=self._askable(), limit=audits)
                self.look_at(doubtful, "audit")
                left -= report.audited
            left = self._look_at_due(left, gate)
        with self.database.transaction() as session:
            windows = [
                name
                for name, why in report.left_out.items()
                if why == NO_SINGLE_CHECK and not self.sources[name].whole_board
            ]
            report.expired = len(sweeps.expire_unseen(session, windows, unseen=unseen))
        report.closed += report.expired
        return report

    def _look_at_due(self, left: int, gate: timedelta) -> int:
        """Ask again for what is due when a source dropped out: its share is the others' then."""
        while left > 0 and (askable := self._askable()):
            with self.database.transaction() as session:
                due = sweeps.due(session, sources=askable, limit=left, gate=gate)
            looked = self.report.looked
            self.look_at(due, "sweep")
            left -= self.report.looked - looked
            if self._askable() == askable:
                break
        return left

    def _askable(self) -> list[str]:
        return [name for name in self.sources if name not in self.report.left_out]

    def look_at(self, refs: Sequence[VacancyRef], trigger: Trigger) -> None:
        """Ask for each, with a pause between two, and record in portions."""
        report = self.report
        for one in refs:
            if one.source in report.left_out:
                continue
            if report.looked + report.audited and self.pause:
                time.sleep(self.pause)
            found = self._one(one)
            if found.found.reason in NOT_ASKED:
                report.left_out[one.source] = found.found.reason or "unknown"
                continue
            self.waiting.append(found)
            if trigger == "audit":
                report.audited += 1
            else:
                report.looked += 1
                report.verdicts[found.found.verdict] += 1
            vain = found.found.verdict == "unknown"
            self.in_vain[one.source] = self.in_vain.get(one.source, 0) + 1 if vain else 0
            if self.in_vain[one.source] >= GIVE_UP_AFTER:
                report.left_out[one.source] = found.found.reason or "unknown"
            if len(self.waiting) >= SWEEP_BATCH:
                self._record(trigger)
        self._record(trigger)

    def _one(self, vacancy: VacancyRef) -> Look:
        """In a thread of its own, so that a bug of one adapter costs one look and not the sweep."""
        source = self.sources[vacancy.source]
        future = self.pool.submit(copy_context().run, look, source, vacancy, SWEEP_TIMEOUT)
        wait([future])
        return outcome(future, vacancy)

    def _record(self, trigger: Trigger) -> None:
        looks, self.waiting = self.waiting, []
        with self.database.transaction() as session:
            moved = freshness.record(session, looks, trigger=trigger, sweep_id=self.sweep_id)
        if trigger == "audit":
            self.report.revived += len(moved)
        else:
            self.report.closed += len(moved)
        if looks and self.progress:
            self.progress(self.report)


__all__ = ["SweepReport", "confirm_missing", "sweep"]
