"""Ingestion: fetch -> archive the raw payload -> normalise -> upsert -> index, in bounded batches.

One batch is one transaction, and every step can be done again without effect, so a run that was killed
anywhere loses nothing and its successor duplicates nothing. Memory does not grow with the number of
postings. A row that cannot be understood goes to the quarantine with its reason.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.ingestion import closing, format_alerts, payload_file
from app.ingestion.indexing import BEAT_SECONDS, Follow, Indexing
from app.ingestion.provenance import params_of, provenance_of
from app.ingestion.report import RunReport
from app.ingestion.storing import Row, Storing
from app.taxonomy import imported, skills
from data.archive import Archive
from data.db import Database
from data.errors import (
    DatabaseUnavailable,
    InvalidInput,
    PayloadChanged,
    PodborError,
    SourceForbidden,
    SourceNotConfigured,
    SourceUnavailable,
)
from data.repositories import runs, vacancies
from data.sources.base import Payload, Query, Source

log = logging.getLogger(__name__)
BATCH = 200
FOLLOW_EVERY = 5  # batches
#: The first batch is indexed at once, so that a search finds something soon; the next two before it is done.
_SOON = 2

Progress = Callable[[RunReport], None]


def run(
    database: Database,
    archive: Archive,
    source: Source,
    *,
    query: Query | None = None,
    file: Path | None = None,
    run_id: str | None = None,
    follow: Follow | None = None,
    progress: Progress | None = None,
    batch_size: int = BATCH,
) -> RunReport:
    """Ingest what `query` finds on the board, or the raw payloads of `file`, and report.

    Faults of the source end up in the report: `refused` (not configured, or it refuses us), `failed`
    (nothing could be read) or `partial` (some rows were stored before it went away). Raises InvalidInput
    when the file cannot be read or another run of the source is at work.
    """
    query = query or Query()
    report = RunReport(run_id or uuid4().hex, source.name, datetime.now(UTC), params_of(query, file))
    report.provenance = provenance_of(source, query, file, batch_size)
    with runs.exclusive(database, source.name) as mine:
        if not mine:
            raise InvalidInput(f"Another run of {source.name} is at work.", code="run_in_progress")
        imported.refresh(database)
        with database.transaction() as session:
            if dead := runs.bury(session, source=source.name, silent_for=timedelta(0)):
                report.decide(f"marked as interrupted: {', '.join(dead)}")
            runs.start(session, report.run_id, source.name, params=report.params)
            runs.forget_attempt(session, report.run_id)
            report.provenance["taxonomy"] = skills.imported_version()
            report.provenance["schema"] = runs.schema_version(session)
        return _Run(database, archive, source, report, follow, progress).perform(query, file, batch_size)


class _Run:
    def __init__(
        self,
        database: Database,
        archive: Archive,
        source: Source,
        report: RunReport,
        follow: Follow | None,
        progress: Progress | None,
    ) -> None:
        self.database = database
        self.archive = archive
        self.source = source
        self.report = report
        self.indexing = Indexing(follow, report, self._beat) if follow else None
        self.progress = progress
        self.storing = Storing(database, archive, source, report)
        self.last_beat = time.monotonic()
        self.client = getattr(source, "client", None)  # a file-only source has none
        self.asked_before = (self.client.requests, self.client.retries) if self.client else (0, 0)
        if self.client is not None:
            self.client.decisions.drain()  # what others asked for before

    def perform(self, query: Query, file: Path | None, batch_size: int) -> RunReport:
        report = self.report
        try:
            with report.stage("total"):
                try:
                    self._bring(query, file, batch_size)
                except (SourceNotConfigured, SourceForbidden) as error:
                    self._fault("refused", error)
                except (SourceUnavailable, PayloadChanged) as error:
                    self._fault("partial" if self._stored() else "failed", error)
                if self.indexing and (report.status == "running" or report.counts["fetched"]):
                    self.indexing.conclude()
            if report.status == "running":
                report.status = "partial" if report.error else "succeeded"
        except BaseException as error:
            if self.indexing:
                self.indexing.leave(wait=isinstance(error, Exception))
            report.error = error.code if isinstance(error, PodborError) else type(error).__name__
            report.status = "failed"
            try:
                self._finish()
            except DatabaseUnavailable as lost:  # a later run, or the hourly tidying, says "interrupted"
                log.warning("the end of run %s was not kept: %s", report.run_id, lost)
            raise
        self._finish()
        return report

    def _bring(self, query: Query, file: Path | None, batch_size: int) -> None:
        report = self.report
        if self.source.whole_board and file is None and query == Query():
            self.storing.presence = closing.presence(self.database, self.source.name)
        incoming = self._from_file(file, query.limit) if file else self._from_board(query)
        self._store_all(incoming, batch_size, live=file is None)
        if report.counts["fetched"] and report.counts["quarantined"] == report.counts["fetched"]:
            raise PayloadChanged(self.source.name, "nothing that came could be understood")
        if self.storing.presence is not None:
            with report.stage("close"):
                closing.conclude(self.database, self.archive, report, self.storing.presence)

    def _stored(self) -> int:
        return sum(self.report.counts[name] for name in ("new", "changed", "unchanged"))

    def _fault(self, status: Any, error: PodborError) -> None:
        self.report.status, self.report.error, self.report.message = status, error.code, str(error)
        self.report.decide(f"stopped: {error}; nothing is concluded about postings not read")
        if link := error.details.get("captcha_url"):
            self.report.provenance["captcha_url"] = link

    def _finish(self) -> None:
        report = self.report
        report.finished_at = datetime.now(UTC)
        if self.client is not None:
            for decision in self.client.decisions.drain():
                report.decide(decision)
        self.storing.conclude()
        with self.database.transaction() as session:
            report.provenance["quarantine"] = runs.quarantine_reasons(session, report.run_id)
            if "file" not in report.params:
                format_alerts.notice(session, report)
            runs.finish(
                session, report.run_id, report.status, counts=report.counts, timings_ms=report.timings_ms,
                provenance=report.provenance, error=report.error,
            )  # fmt: skip

    def _from_board(self, query: Query) -> Iterator[Payload]:
        with self.database.transaction() as session:
            published = vacancies.publication_times(session, self.source.name)
        self.storing.published = published

        def known(one: str, when: datetime | None) -> bool:
            if one not in published:
                return False
            if published[one] != when:
                self.storing.moved.add(one)
            return published[one] == when

        for payload in self.source.fetch(query, known=known, note=self.report.decide):
            if payload.kind == "list" and payload.external_id in published:
                payload = replace(payload, body={})  # unmoved: only seen again
            yield payload

    def _from_file(self, file: Path, limit: int | None) -> Iterator[Row]:
        for record in islice(payload_file.records(file), limit):
            if isinstance(record, payload_file.BadLine):
                yield record
            else:
                yield from self.source.read_line(record)

    def _store_all(self, incoming: Iterable[Row], batch_size: int, *, live: bool) -> None:
        batch: list[Row] = []
        number = 0
        try:
            for row in self._timed(incoming):
                batch.append(row)
                if len(batch) == batch_size:
                    full, batch = batch, []
                    self._store(full, live=live)
                    if self.indexing and (number == _SOON or number % FOLLOW_EVERY == 0):
                        self.indexing.start()
                    number += 1
        except PodborError:
            self._store(batch, live=live)  # what was read before the source went away
            raise
        self._store(batch, live=live)

    def _timed(self, incoming: Iterable[Row]) -> Iterator[Any]:
        """Count and time what arrives, and give signs of life while a slow board is read."""
        rows = iter(incoming)
        while True:
            try:
                with self.report.stage("fetch"):
                    row = next(rows, None)
            finally:
                self._count_requests()
            if row is None:
                return
            self.report.count("fetched")
            if time.monotonic() - self.last_beat > BEAT_SECONDS:
                self._beat()
            yield row

    def _count_requests(self) -> None:
        if self.client is not None:
            self.report.counts["requests"] = self.client.requests - self.asked_before[0]
            self.report.counts["retries"] = self.client.retries - self.asked_before[1]

    def _store(self, batch: list[Row], *, live: bool) -> None:
        if not batch:
            return
        self.storing.store(batch, live=live)
        self.last_beat = time.monotonic()
        if self.progress:
            self.progress(self.report)

    def _beat(self) -> None:
        with self.database.transaction() as session:
            runs.beat(session, self.report.run_id, self.report.counts)
        self.last_beat = time.monotonic()


def demand(report: RunReport) -> None:
    """Raises SourceNotConfigured, SourceForbidden or SourceUnavailable when nothing could be read."""
    message = report.message or report.error or report.status
    if report.status == "refused":
        kind = SourceForbidden if report.error == SourceForbidden.code else SourceNotConfigured
        raise kind(report.source, message, code=report.error)
    if report.status == "failed":
        raise SourceUnavailable(report.source, message, code=report.error)


def bury_dead(database: Database) -> list[str]:
    """Mark runs as interrupted whose process is gone; returns their ids."""
    with database.transaction() as session:
        sources = runs.running_sources(session)
    dead: list[str] = []
    for source in sources:
        with runs.exclusive(database, source) as mine, database.transaction() as session:
            dead += runs.bury(session, source=source, silent_for=timedelta(0) if mine else runs.SILENT)
    return dead
