"""Add the ledger of model calls up by day, and say whether the sums and the ledger agree."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact

from app.bootstrap import container
from data.repositories import spending
from flows.again import start_again
from flows.reports import counts_markdown


@flow(name="costs", persist_result=False, on_crashed=[start_again])
def costs() -> dict[str, int]:
    """Numbers of rows written and of days that do not agree; the latter are in the log."""
    with container().database.transaction() as session:
        written = spending.roll_up(session, today=datetime.now(UTC).date())
        wrong = spending.unreconciled(session)
    if not wrong.is_empty():
        get_run_logger().error("the sums and the ledger differ: %s", wrong.rows())
    report = {"rows": written, "days that do not agree": wrong.height}
    create_markdown_artifact(counts_markdown("Costs by day", report), key="costs")
    return report


__all__ = ["costs"]
