"""Is it still open? Asked of the posting's own page, on read and by a nightly sweep.

Only the board's own word closes a posting. A refusal, a fault or silence is "unknown" and changes nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from data.db import Database
from data.errors import PodborError
from data.repositories import freshness
from data.repositories.freshness import Look, VacancyRef
from data.sources.base import Liveness, Source

log = logging.getLogger(__name__)
TOP = 20
SWEEP_TIMEOUT = 15.0
#: Time one look may take, waiting for its turn included: a board at one request a second answers 20 in it.
READ_TIMEOUT = 25.0
#: Looks that may be under way in one process.
UNDER_WAY = 3 * TOP
SWEEP_BATCH = 20
#: Looks in a row without a result before a sweep leaves a source alone.
GIVE_UP_AFTER = 10


@dataclass
class SweepReport:
    """What a sweep saw. `verdicts` counts by verdict, `left_out` names sources not (fully) asked and why."""

    looked: int = 0
    closed: int = 0
    verdicts: dict[str, int] = field(
        default_factory=lambda: {"open": 0, "archived": 0, "unknown": 0}
    )  # fmt: skip
    left_out: dict[str, str] = field(default_factory=dict)
    duration_ms: float = 0.0


def check_now(
    database: Database,
    sources: Mapping[str, Source],
    vacancies: Sequence[VacancyRef],
    *,
    budget_ms: int,
    gate_minutes: int,
) -> dict[int, Liveness]:
    """Look at the first 20 of `vacancies` at once, for at most `budget_ms`; verdicts by vacancy id.

    Those looked at within the gate are left out of the answer. A source that is off, slow or broken gives
    "unknown" and costs no more than the budget; nothing is raised. A look that outlasts the budget goes on
    at the source's own pace and is recorded when it ends, so the next reading of the list knows.
    """
    deadline = time.monotonic() + budget_ms / 1000
    gate = datetime.now(UTC) - timedelta(minutes=gate_minutes)
    due = [
        one
        for one in vacancies[:TOP]
        if one.last_freshness_check is None or one.last_freshness_check < gate
    ]  # fmt: skip
    verdicts = {one.id: why for one in due if (why := _unaskable(sources.get(one.source)))}
    asked: dict[Future[Look], VacancyRef] = {}
    for one in due:
        if one.id in verdicts:
            continue
        if (future := _LOOKS.ask(sources[one.source], one)) is None:
            verdicts[one.id] = Liveness("unknown", None, "busy")
        else:
            asked[future] = one
    done, late = wait(asked, timeout=max(0.0, deadline - time.monotonic()))
    for future in late:
        verdicts[asked[future].id] = Liveness("unknown", None, "budget")
        future.add_done_callback(partial(_record_late, database, asked[future]))
    looks = [_outcome(future, asked[future]) for future in done]
    verdicts |= {look.vacancy.id: look.found for look in looks}
    try:
        with database.transaction() as session:
            freshness.record(session, looks, trigger="read")
    except PodborError as error:
        log.warning("freshness looks not recorded: %s", error)
    return verdicts


def sweep(
    database: Database,
    sources: Mapping[str, Source],
    *,
    limit: int = 500,
    pause_ms: int = 500,
    gate_hours: float = 24,
    progress: Callable[[SweepReport], None] | None = None,
) -> SweepReport:
    """Look at up to `limit` open postings one after another, the longest unseen first.

    Looks are recorded every 20, so a killed sweep loses at most those.
    """
    started = time.monotonic()
    report = SweepReport()
    askable: list[str] = []
    for name, source in sources.items():
        if why := _unaskable(source):
            report.left_out[name] = why.reason or "unknown"
        else:
            askable.append(name)
    with database.transaction() as session:
        due = freshness.due(session, sources=askable, limit=limit, gate=timedelta(hours=gate_hours))
    in_vain = dict.fromkeys(askable, 0)
    waiting: list[Look] = []
    for one in due:
        if one.source in report.left_out:
            continue
        if report.looked and pause_ms:
            time.sleep(pause_ms / 1000)
        look = _look(sources[one.source], one, SWEEP_TIMEOUT)
        waiting.append(look)
        report.looked += 1
        report.verdicts[look.found.verdict] += 1
        in_vain[one.source] = in_vain[one.source] + 1 if look.found.verdict == "unknown" else 0
        if in_vain[one.source] >= GIVE_UP_AFTER:
            report.left_out[one.source] = look.found.reason or "unknown"
        if len(waiting) >= SWEEP_BATCH:
            report.closed += _record(database, waiting)
            waiting = []
            if progress:
                progress(report)
    report.closed += _record(database, waiting)
    report.duration_ms = round((time.monotonic() - started) * 1000, 1)
    return report


def _unaskable(source: Source | None) -> Liveness | None:
    if source is None:
        return Liveness("unknown", None, "source_unknown")
    state = source.state()
    return None if state.configured else Liveness("unknown", None, state.reason or "source_not_configured")


def _look(source: Source, vacancy: VacancyRef, timeout: float) -> Look:
    started = time.monotonic()
    found = source.check(vacancy.external_id, timeout=timeout)
    return Look(vacancy, found, round((time.monotonic() - started) * 1000))


def _outcome(future: Future[Look], vacancy: VacancyRef) -> Look:
    error = future.exception()
    if error is None:
        return future.result()
    log.error("a freshness check failed", exc_info=error)
    return Look(vacancy, Liveness("unknown", None, "check_failed"), 0)


def _record(database: Database, looks: Sequence[Look]) -> int:
    with database.transaction() as session:
        return len(freshness.record(session, looks, trigger="sweep"))


def _record_late(database: Database, vacancy: VacancyRef, future: Future[Look]) -> None:
    try:
        with database.transaction() as session:
            freshness.record(session, [_outcome(future, vacancy)], trigger="read")
    except PodborError as error:
        log.warning("a late freshness look was not recorded: %s", error)


class _Looks:
    """The looks under way in this process: bounded, and never two at one posting."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: set[int] = set()
        self._pool: ThreadPoolExecutor | None = None

    def ask(self, source: Source, vacancy: VacancyRef) -> Future[Look] | None:
        """Begin a look; None when this posting is being looked at, or too many are."""
        with self._lock:
            if vacancy.id in self._under_way or len(self._under_way) >= UNDER_WAY:
                return None
            self._under_way.add(vacancy.id)
            if self._pool is None:
                self._pool = ThreadPoolExecutor(max_workers=TOP, thread_name_prefix="freshness")
            future = self._pool.submit(copy_context().run, _look, source, vacancy, READ_TIMEOUT)
        future.add_done_callback(lambda _: self._ended(vacancy.id))
        return future

    def _ended(self, vacancy_id: int) -> None:
        with self._lock:
            self._under_way.discard(vacancy_id)


_LOOKS = _Looks()


__all__ = ["SweepReport", "VacancyRef", "check_now", "sweep"]
