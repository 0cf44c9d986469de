"""Bring the vacancies of one board, or of a file of raw payloads, into the index.

What is done is in `app.ingestion`; here is when it is tried again and how it shows in Prefect.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from prefect import flow, get_run_logger, runtime, task
from prefect.artifacts import create_markdown_artifact

from app import collector
from app.bootstrap import container
from app.freshness.sweep import confirm_missing
from app.ingestion import service
from app.ingestion.report import RunReport
from app.search import projection
from app.search.embedding_beside import beside
from app.sources import planning
from data.errors import DatabaseUnavailable, IndexUnavailable, InvalidInput, NotFound, SourceUnavailable
from data.repositories import run_changes, runs
from data.sources.base import Query
from data.sources.hh_slices import ROTATIONS
from flows.again import start_again
from flows.reports import run_markdown

#: Seconds: a planned reading tries so often to get in between the questions of a warm-up, for ten minutes.
QUESTION_PAUSES: Sequence[float] = (1.0,) * 600


def _run_name() -> str:
    given = runtime.flow_run.parameters
    what = Path(given["archive"]).name if given.get("archive") else given.get("query") or "all"
    return f"ingest-{given['source']}-{what[:40]}-{datetime.now(UTC):%d%b-%H%M}"


def _may_pass(task: Any, task_run: Any, state: Any) -> bool:
    """A board or a database that went away is worth waiting for; a captcha waits for a person."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, SourceUnavailable | DatabaseUnavailable) and error.code != "captcha_required"


def _only_asked(source: str) -> bool:
    """Whether the run at work puts a question (a warm-up) and does not bring what a planned one would."""
    with container().database.transaction() as session:
        return runs.asks_for_words(session, source)


def _rotation(run_id: str) -> int:
    """Which pages a bounded run takes after the newest: another turn for each scheduled run, the same when it
    is tried again."""
    return zlib.crc32(run_id.encode()) % ROTATIONS if runtime.deployment.id else 0


@task(
    name="load", task_run_name="load-{source}", retries=2, retry_delay_seconds=[15, 120],
    retry_condition_fn=_may_pass, persist_result=False,
)  # fmt: skip
def load(source: str, query: str | None, limit: int | None, archive: str | None, run_id: str) -> None:
    """Fetch, archive, normalise, store and index. Raises when nothing could be read."""
    wired, log = container(), get_run_logger()
    if source not in wired.sources:
        raise NotFound(f"There is no source called {source}.", code="source_unknown")

    if archive is None:
        planning.demand_allowed(wired.database, source, wired.listed.get(source), run_id)

    def tell(report: RunReport) -> None:
        log.info("%s", " ".join(f"{name}={number}" for name, number in report.counts.items() if number))

    asked = Query(text=query, limit=limit, rotation=_rotation(run_id) if limit else 0)
    planned = archive is None and query is None
    collector.spare()
    collector.one_heap()
    with beside(wired.embedder, at_once=archive is not None) as embedder:

        def follow() -> int:
            return projection.follow(wired.database, wired.store, wired.lexical, embedder, amid=True).seen

        for pause in (*(QUESTION_PAUSES if planned else ()), None):
            try:
                report = service.run(
                    wired.database, wired.archive, wired.sources[source], query=asked,
                    file=Path(archive) if archive else None, run_id=run_id, follow=follow, progress=tell,
                )  # fmt: skip
                break
            except InvalidInput as error:
                if pause is None or error.code != "run_in_progress" or not _only_asked(source):
                    raise
                time.sleep(pause)
    service.demand(report)
    closed = confirm_missing(
        wired.database, wired.sources[source], run_id, pause_ms=wired.settings.sweep_pause_ms
    ).closed  # fmt: skip
    if closed:
        log.info("%s postings that were not shown any more are closed", closed)
        projection.follow(wired.database, wired.store, wired.lexical, wired.embedder)


@task(name="themes", persist_result=False)
def learn_themes() -> None:
    """After the run, so that nobody waits for it: new vacancies are found already."""
    wired = container()
    try:
        projection.follow(wired.database, wired.store, wired.lexical, wired.embedder, learn=True)
    except IndexUnavailable as error:  # the run says so too, and the index flow comes back to it
        get_run_logger().warning("themes not learned: %s", error)


@task(name="report", task_run_name="report-{run_id}", persist_result=False)
def publish(run_id: str) -> None:
    """The run's report as an artifact."""
    with container().database.transaction() as session:
        run = runs.get(session, run_id)
        if run is not None:
            aside = runs.quarantined(session, run_id, limit=20)
            create_markdown_artifact(
                run_markdown(run, aside, run_changes.counts(session, run_id)),
                key=f"ingest-{run.source}",
                description=f"{run.source}: {run.status}",
            )


@flow(name="ingest", flow_run_name=_run_name, persist_result=False, on_crashed=[start_again])
def ingest(
    source: str = "demo",
    query: str | None = None,
    limit: int | None = None,
    archive: str | None = None,
    run_id: str | None = None,
) -> str:
    """Ingest `source`; `archive` reads a .jsonl[.gz] of raw payloads instead of the network. Gives the id
    of the run in `ingest_runs`."""
    run_id = run_id or runtime.flow_run.id or uuid4().hex
    try:
        load(source, query, limit, archive, run_id)
    except InvalidInput as error:
        if error.code != "run_in_progress" or archive:
            raise
        get_run_logger().info("%s It will bring the same rows.", error)
    finally:
        publish(run_id)
    learn_themes()
    return run_id


__all__ = ["ingest"]
