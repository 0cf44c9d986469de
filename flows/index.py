"""Let the vector and lexical indexes follow Postgres. What is done is in `app.search.projection`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact

from app.bootstrap import container
from app.search import projection
from data.errors import DatabaseUnavailable, IndexUnavailable
from flows.again import start_again
from flows.reports import counts_markdown


def _may_pass(task: Any, task_run: Any, state: Any) -> bool:
    return isinstance(state.result(raise_on_failure=False), IndexUnavailable | DatabaseUnavailable)


@task(
    name="follow", retries=3, retry_delay_seconds=[5, 30, 120], retry_condition_fn=_may_pass,
    persist_result=False,
)  # fmt: skip
def follow(rebuild: bool = False) -> dict[str, Any]:
    """Bring both indexes up to date; `rebuild` makes them anew from Postgres while searches go on."""
    wired, log = container(), get_run_logger()
    work = projection.rebuild if rebuild else partial(projection.follow, learn=True)
    report = work(
        wired.database, wired.store, wired.lexical, wired.embedder,
        on_progress=lambda one: log.info("%s %s/%s", one.index, one.done, one.total),
    )  # fmt: skip
    return asdict(report)


def _run_name() -> str:
    return f"index-{datetime.now(UTC):%d%b-%H%M}"


@flow(name="index", flow_run_name=_run_name, persist_result=False, on_crashed=[start_again])
def index(rebuild: bool = False) -> dict[str, Any]:
    """Follow, or rebuild, and say what was done."""
    report = follow(rebuild)
    create_markdown_artifact(
        counts_markdown("Indexes", report), key="index", description=f"{report['seen']} rows"
    )
    return report


__all__ = ["index"]
