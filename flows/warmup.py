"""Warm the segments that wait in the queue. What is done is in `app.warmup`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from prefect import flow, get_run_logger, runtime, task
from prefect.artifacts import create_markdown_artifact

from app import bootstrap
from app.bootstrap import container
from app.search import projection
from app.segments.queries import distinct
from app.warmup import deepscan
from app.warmup.service import Worker
from data.errors import DatabaseUnavailable
from data.repositories.segments import Job
from flows.again import start_again
from flows.reports import counts_markdown, warmups_markdown

#: One run takes jobs from the queue for so long; what is left makes the next run.
MOST_SECONDS = 2400.0
#: Postings that one question of a scan reads at the most.
MOST_POSTINGS = 100


def _lost_database(task: Any, task_run: Any, state: Any) -> bool:
    return isinstance(state.result(raise_on_failure=False), DatabaseUnavailable)


@task(
    name="warm", task_run_name="warm-{number}", retries=2, retry_delay_seconds=[10, 60],
    retry_condition_fn=_lost_database, persist_result=False,
)  # fmt: skip
def warm(number: int) -> Job | None:
    """One job of the queue; None when nothing is due."""
    wired, log = container(), get_run_logger()

    def follow(beat: Callable[[], None]) -> None:
        projection.follow(
            wired.database, wired.store, wired.lexical, wired.embedder, on_progress=lambda _done: beat()
        )

    worker = Worker(
        wired.database, wired.archive, bootstrap.searchable(wired.sources), follow,
        limit=wired.settings.warmup_limit, name=f"{runtime.flow_run.id or 'by-hand'}/{uuid4().hex}",
    )  # fmt: skip
    job = worker.work()
    if job is not None:
        log.info("segment %s: %s, %s found, %s new", job.key, job.status, job.found, job.added)
    return job


def _run_name() -> str:
    return f"warmup-{datetime.now(UTC):%d%b-%H%M}"


@flow(name="warmup", flow_run_name=_run_name, persist_result=False, on_crashed=[start_again])
def warmup() -> list[dict[str, Any]]:
    """Warm one segment after the other until nothing is due."""
    until, jobs = time.monotonic() + MOST_SECONDS, list[Job]()
    while time.monotonic() < until:
        job = warm(len(jobs) + 1)
        if job is None:
            break
        jobs.append(job)
    create_markdown_artifact(warmups_markdown(jobs), key="warmup", description=f"{len(jobs)} segments")
    return [asdict(job) for job in jobs]


def _scan_name() -> str:
    return f"deepscan-{datetime.now(UTC):%d%b-%H%M}"


@flow(name="deepscan", flow_run_name=_scan_name, persist_result=False)
def deep_scan(queries: list[str], limit: int = MOST_POSTINGS) -> deepscan.Scan:
    """Put the queries (six at most, of seven words) to the live boards while somebody waits. The command
    gives words of our tables alone, because Prefect keeps them."""
    wired = container()
    report = deepscan.scan(
        wired.database, wired.archive, bootstrap.searchable(wired.sources), distinct(queries),
        lambda: projection.follow(wired.database, wired.store, wired.lexical, wired.embedder),
        limit=max(1, min(limit, MOST_POSTINGS)),
    )  # fmt: skip
    create_markdown_artifact(counts_markdown("Deep scan", report.as_json()), key="deepscan")
    return report


__all__ = ["deep_scan", "warmup"]
