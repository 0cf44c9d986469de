"""Working off the queue of warm-ups. Any number of workers, in any number of processes; each may die."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from app.warmup import asking
from app.warmup.asking import BoardBusy, Brought
from data.archive import Archive
from data.db import Database
from data.errors import (
    DatabaseUnavailable,
    IndexUnavailable,
    PodborError,
    SourceForbidden,
    SourceNotConfigured,
)
from data.repositories import segments
from data.repositories.segments import Job
from data.sources.base import Source

log = logging.getLogger(__name__)
#: A worker that says nothing for so long has lost its job.
LEASE = timedelta(minutes=2)
#: A warm-up that began so long ago is stuck, whatever its worker says (the sweep frees it) …
STUCK = timedelta(seconds=1800)
#: … so its worker ends it before: people are told five to ten minutes.
BUDGET_SECONDS = 540.0
#: Seconds to wait for a board that another run reads, and how long the job rests in the queue after that.
PATIENCE = 60.0
BUSY_WAIT = timedelta(seconds=60)
#: A job that found no free board, or no index, for so long is given up.
MOST_WAITING = timedelta(hours=6)
RETRY_WAIT = timedelta(seconds=60)
_BEAT_SECONDS = 5.0
_REFUSED = frozenset({SourceForbidden.code, SourceNotConfigured.code, "captcha_required", "geo_refused"})

#: Brings the indexes up to the database; calls what it is given now and then.
Follow = Callable[[Callable[[], None]], object]


class LeaseLost(PodborError):
    """The job is somebody else's now: this worker stops and writes nothing more."""

    code = "lease_lost"


@dataclass
class Worker:
    """One worker over the queue. `limit` postings a question; the rest are bounds as above."""

    database: Database
    archive: Archive
    sources: Mapping[str, Source]
    follow: Follow
    limit: int
    lease: timedelta = LEASE
    budget_seconds: float = BUDGET_SECONDS
    patience: float = PATIENCE
    name: str = field(default_factory=lambda: uuid4().hex)

    def work(self) -> Job | None:
        """Claim the next job, work on it, and return it as it stands then; None when nothing is due.

        What goes wrong at a board stands in the job. Raises DatabaseUnavailable; a bug is raised too, after
        the job was put back.
        """
        with self.database.transaction() as session:
            job = segments.claim(session, self.name, lease=self.lease)
        if job is None:
            return None
        brought = Brought(job.step, job.found, job.added, list(job.run_ids))
        try:
            with self._heart(job, brought):
                self._warm(job, brought)
        except LeaseLost:
            log.warning("the warm-up of %s is another worker's now", job.key)
        except PodborError as error:
            self._fail(job, error.code)
            raise
        except Exception:  # a bug of ours, whatever it is: the segment must not wait for its lease
            self._fail(job, "error")
            raise
        with self.database.transaction() as session:
            return segments.last_of(session, job.key)

    def _warm(self, job: Job, brought: Brought) -> None:
        beat = self._beat(job, brought)
        if not self.sources:
            self._fail(job, "segment_no_source", final=True)
            return
        try:
            asking.ask(
                self.database, self.archive, self.sources, job.queries, brought, limit=self.limit,
                until=time.monotonic() + self.budget_seconds, patience=self.patience, beat=beat,
            )  # fmt: skip
        except BoardBusy as error:
            self._put_off(job, brought, error.code)
            return
        if brought.found == 0 and set(brought.faults) == set(self.sources):
            brought.step = job.step  # nothing was answered: the next attempt asks the same again
            self._keep(job, brought)
            self._fail(job, brought.fault or "error", final=set(brought.faults.values()) <= _REFUSED)
            return
        try:
            self.follow(beat)
        except IndexUnavailable as error:  # the rows are safe, and a search would not find them yet
            self._put_off(job, brought, error.code)
            return
        self._keep(job, brought)
        with self.database.transaction() as session:
            segments.finish(session, job.id, self.name, "partial" if brought.fault else "done", brought.fault)

    def _beat(self, job: Job, brought: Brought) -> Callable[[], None]:
        """Keeps how far it is, every few seconds, and after every question at once."""
        last, step = time.monotonic(), brought.step

        def beat() -> None:
            nonlocal last, step
            if brought.step == step and time.monotonic() - last < _BEAT_SECONDS:
                return
            self._keep(job, brought)
            last, step = time.monotonic(), brought.step

        return beat

    @contextmanager
    def _heart(self, job: Job, brought: Brought) -> Iterator[None]:
        """Holds the job while the work waits for something slow: a board, or another's indexing."""
        over = threading.Event()

        def hold() -> None:
            while not over.wait(self.lease.total_seconds() / 3):
                try:
                    self._keep(job, brought)
                except LeaseLost:
                    return  # the work itself finds out at its next word
                except DatabaseUnavailable as error:
                    log.warning("the warm-up of %s could not be held: %s", job.key, error)

        beating = threading.Thread(target=hold, name=f"holds-{job.key}", daemon=True)
        beating.start()
        try:
            yield
        finally:
            over.set()
            beating.join(10)

    def _keep(self, job: Job, brought: Brought) -> None:
        with self.database.transaction() as session:
            mine = segments.beat(
                session, job.id, self.name, lease=self.lease, step=brought.step, found=brought.found,
                added=brought.added, run_ids=brought.run_ids,
            )  # fmt: skip
        if not mine:
            raise LeaseLost("This warm-up is another worker's now.")

    def _put_off(self, job: Job, brought: Brought, reason: str) -> None:
        self._keep(job, brought)
        if datetime.now(UTC) - job.requested_at > MOST_WAITING:
            self._fail(job, reason, final=True)
            return
        with self.database.transaction() as session:
            segments.put_off(session, job.id, self.name, wait=BUSY_WAIT, reason=reason)

    def _fail(self, job: Job, code: str, *, final: bool = False) -> None:
        with self.database.transaction() as session:
            segments.fail(
                session, job.id, self.name, error=code, wait=RETRY_WAIT * 2 ** (job.attempts - 1), final=final
            )
