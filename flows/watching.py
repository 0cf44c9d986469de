"""A thread beside the served flows: it frees what is stuck, and starts the warm-up flow when a job waits.

A schedule would start a process every minute to find an empty queue nearly always; one row by its index tells
the same.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from prefect.deployments import run_deployment

from app.warmup import sweeps
from data.db import Database
from data.repositories import segments

log = logging.getLogger(__name__)
EVERY_SECONDS = 5.0
SWEEP_SECONDS = 60.0
#: A job that still waits after so long gets another run: the first one may have been lost.
ASK_AGAIN_SECONDS = 300.0
DEPLOYMENT = "warmup/queue"


def start(database: Database) -> threading.Event:
    """Watch until the event that is returned is set, or the process ends."""
    over = threading.Event()
    threading.Thread(target=_watch, args=(database, over), name="watching", daemon=True).start()
    return over


def _watch(database: Database, over: threading.Event) -> None:
    swept = -SWEEP_SECONDS
    while not over.wait(EVERY_SECONDS):
        try:
            if time.monotonic() - swept >= SWEEP_SECONDS:
                sweeps.sweep(database)
                swept = time.monotonic()
            wake(database)
        # the edge of the only thread that frees what is stuck: Postgres or Prefect that is away, and any bug
        # too, must cost one turn and not all of them
        except Exception:  # noqa: BLE001
            log.warning("the queue of warm-ups could not be watched", exc_info=True)


def wake(database: Database, *, now: Callable[[], float] = time.time) -> str | None:
    """Start the flow when a job is due; gives the key under which it was asked for, once each."""
    with database.transaction() as session:
        due = segments.next_due(session)
    if due is None:
        return None
    key = f"warmup-{due}-{now() // ASK_AGAIN_SECONDS:.0f}"
    run_deployment(DEPLOYMENT, timeout=0, as_subflow=False, idempotency_key=key)
    return key


__all__ = ["DEPLOYMENT", "start", "wake"]
