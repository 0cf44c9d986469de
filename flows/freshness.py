"""Look whether open vacancies are still open, the longest unseen first.

What is done is in `app.freshness`.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.runtime import flow_run

from app.bootstrap import container
from app.freshness import sweep
from app.freshness.sweep import SweepReport
from data.errors import DatabaseUnavailable
from flows.again import first_of, start_again
from flows.index import follow
from flows.reports import sweep_markdown


def _lost_database(task: Any, task_run: Any, state: Any) -> bool:
    return isinstance(state.result(raise_on_failure=False), DatabaseUnavailable)


@task(
    name="look",
    retries=2,
    retry_delay_seconds=[10, 60],
    retry_condition_fn=_lost_database,
    persist_result=False,
)
def look(limit: int | None) -> SweepReport:
    wired, log = container(), get_run_logger()
    return sweep.sweep(
        wired.database, wired.sources, limit=limit or wired.settings.sweep_limit,
        pause_ms=wired.settings.sweep_pause_ms, unseen_days=wired.settings.unseen_days,
        sweep_id=first_of(flow_run.id, flow_run.tags),
        progress=lambda report: log.info("looked=%s closed=%s", report.looked, report.closed),
    )  # fmt: skip


def _run_name() -> str:
    return f"freshness-{datetime.now(UTC):%d%b-%H%M}"


@flow(name="freshness-sweep", flow_run_name=_run_name, persist_result=False, on_crashed=[start_again])
def freshness_sweep(limit: int | None = None) -> dict[str, Any]:
    """Sweep up to `limit` vacancies, then take the closed ones out of the indexes. One that was cut off goes
    on where it stopped."""
    report = look(limit)
    create_markdown_artifact(
        sweep_markdown(report), key="freshness-sweep", description=f"{report.closed} closed"
    )  # fmt: skip
    if report.closed or report.revived:
        follow()
    return asdict(report)


__all__ = ["freshness_sweep"]
