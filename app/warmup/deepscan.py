"""A scan that an operator waits for: the discovery queries put to the live boards, within a bounded time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.warmup import asking
from app.warmup.asking import Brought
from app.warmup.bounded import TIME_IS_UP
from data.archive import Archive
from data.db import Database
from data.errors import IndexUnavailable, PodborError
from data.sources.base import Source

#: No question is begun, and no posting read, after so many seconds …
BUDGET_SECONDS = 150.0
#: … and after so many nobody waits any more, whatever is still going on.
HARD_SECONDS = 180.0


@dataclass(frozen=True)
class Scan:
    """What a scan brought; `partial`: it did not come to its end, for the reasons in `faults` (by source, or
    `scan` for all of it). Counts as in `Brought`."""

    queries: tuple[str, ...]
    sources: tuple[str, ...]
    answered: int
    found: int
    added: int
    run_ids: tuple[str, ...]
    faults: dict[str, str]
    partial: bool
    seconds: float

    def as_json(self) -> dict[str, Any]:
        return {
            "queries": list(self.queries), "sources": list(self.sources), "answered": self.answered,
            "found": self.found, "new": self.added, "runs": list(self.run_ids), "faults": self.faults,
            "partial": self.partial, "seconds": self.seconds,
        }  # fmt: skip


def scan(
    database: Database,
    archive: Archive,
    sources: Mapping[str, Source],
    queries: Sequence[str],
    follow: Callable[[], object],
    *,
    limit: int,
    budget_seconds: float = BUDGET_SECONDS,
    hard_seconds: float = HARD_SECONDS,
) -> Scan:
    """Ask, store and index; comes back within `hard_seconds`, with `partial` set when something is missing.

    The work runs in a thread of its own. One that is still stuck at the hard bound is left behind: what it
    stored stays, and its run is told as interrupted when this process has ended. Raises what went wrong
    on our side (DatabaseUnavailable, ArchiveUnavailable), and bugs.
    """
    started = time.monotonic()
    brought, faults = Brought(), dict[str, str]()
    raised: list[BaseException] = []

    def work() -> None:
        try:
            asking.ask(
                database, archive, sources, queries, brought, limit=limit, until=started + budget_seconds,
                patience=budget_seconds, beat=lambda: None,
            )  # fmt: skip
        except asking.BoardBusy as error:
            faults["scan"] = error.code
        except BaseException as error:  # noqa: BLE001  raised again in the thread that waits
            raised.append(error)
            return
        try:
            follow()
        except IndexUnavailable as error:
            faults["scan"] = error.code
        except PodborError as error:
            raised.append(error)

    working = threading.Thread(target=work, name="deepscan", daemon=True)
    working.start()
    working.join(max(0.0, started + hard_seconds - time.monotonic()))
    if working.is_alive():
        faults["scan"] = "hard_timeout"
    elif raised:
        raise raised[0]
    if brought.time_is_up:
        faults.setdefault("scan", TIME_IS_UP)
    faults |= brought.faults
    return Scan(
        tuple(queries), tuple(sources), brought.step, brought.found, brought.added, tuple(brought.run_ids),
        faults, bool(faults) or brought.step < len(queries) * len(sources),
        round(time.monotonic() - started, 1),
    )  # fmt: skip
