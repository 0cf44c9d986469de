"""Is it still open? Asked of the posting's own page, on read (here) and by a nightly sweep (`sweep`).

Only the board's own word closes a posting. A refusal, a fault or silence is "unknown" and changes nothing;
a soft sign of closing counts when a second look, hours later, confirms it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from datetime import UTC, datetime, timedelta
from functools import partial

from app.freshness.looks import TOP, Looks, outcome, unaskable
from data.db import Database
from data.errors import PodborError
from data.repositories import freshness
from data.repositories.freshness import Look, VacancyRef
from data.sources.base import Liveness, Source

log = logging.getLogger(__name__)


def check_now(
    database: Database,
    sources: Mapping[str, Source],
    vacancies: Sequence[VacancyRef],
    *,
    budget_ms: int,
    gate_minutes: int,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> dict[int, Liveness]:
    """Look at the first 20 of `vacancies` at once, for at most `budget_ms`; verdicts by vacancy id.

    Those looked at within the gate are left out of the answer. A source that is off, slow or broken gives
    "unknown" and costs no more than the budget; nothing is raised. A look that outlasts the budget goes on
    at the source's own pace and is recorded when it ends, so the next reading of the list knows.
    """
    deadline = time.monotonic() + budget_ms / 1000
    gate = now() - timedelta(minutes=gate_minutes)
    due = [
        one
        for one in vacancies[:TOP]
        if one.last_freshness_check is None or one.last_freshness_check < gate
    ]  # fmt: skip
    verdicts = {one.id: why for one in due if (why := unaskable(sources.get(one.source)))}
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
    looks = [outcome(future, asked[future]) for future in done]
    verdicts |= {look.vacancy.id: _hard(look.found) for look in looks}
    try:
        with database.transaction() as session:
            closed = set(freshness.record(session, looks, trigger="read"))
    except PodborError as error:
        log.warning("freshness looks not recorded: %s", error)
        return verdicts
    confirmed = {look.vacancy.id: look.found for look in looks if look.vacancy.id in closed}
    return verdicts | confirmed


def _hard(found: Liveness) -> Liveness:
    """A soft sign alone takes nothing out of an answer."""
    if found.verdict == "archived" and found.soft:
        return Liveness("unknown", found.status_code, found.reason, soft=True)
    return found


def _record_late(database: Database, vacancy: VacancyRef, future: Future[Look]) -> None:
    try:
        with database.transaction() as session:
            freshness.record(session, [outcome(future, vacancy)], trigger="read")
    except PodborError as error:
        log.warning("a late freshness look was not recorded: %s", error)


_LOOKS = Looks()


__all__ = ["VacancyRef", "check_now"]
