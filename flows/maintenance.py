"""Tidy up: runs that died without a word, and what was kept long enough.

Prefect's own rows are trimmed by Prefect's server (`app.stack.parts`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.states import Crashed

from app.bootstrap import container
from app.config import Settings
from app.ingestion import identity, reading_again, service
from app.warmup import sweeps
from data.archive import Archive
from data.db import Database, Session
from data.repositories import (
    metric_totals,
    model_results,
    operator_alerts,
    posting_events,
    retention,
    run_changes,
    run_retention,
    segment_history,
)
from flows.reports import counts_markdown

#: On every deployment of ours.
TAG = "podbor"
FLOWS = ("ingest", "index", "freshness-sweep", "maintenance", "costs", "alerts", "warmup", "deepscan")
#: Runs started by hand are not the runner's; after so long they are nobody's.
BY_HAND = timedelta(hours=6)
#: Of one kind in one run; the next hour takes the rest.
MOST_PORTIONS = 50
MOST_PLACED = 20_000
MOST_READ_AGAIN = 20_000


def bury_flow_runs() -> int:
    """Mark Prefect's runs of a dead runner as crashed. Call before a new runner starts: this installation
    has one, so whatever its deployments have running or pending then belongs to nobody. On a server that
    others use too, theirs are told apart by the flow's name and the deployment's tag."""
    buried = 0
    named = FlowFilter(name=FlowFilterName(any_=list(FLOWS)))
    alive = FlowRunFilter(
        state=FlowRunFilterState(
            type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING, StateType.CANCELLING])
        )
    )
    with get_client(sync_client=True) as client:
        for run in client.read_flow_runs(flow_filter=named, flow_run_filter=alive, limit=200):
            started = run.start_time or run.created
            by_hand = run.deployment_id is None
            if not by_hand and TAG not in run.tags:
                continue
            if by_hand and started is not None and datetime.now(UTC) - started < BY_HAND:
                continue
            client.set_flow_run_state(run.id, Crashed(message="The runner is gone."), force=True)
            buried += 1
    return buried


@flow(name="maintenance", persist_result=False)
def maintenance() -> dict[str, int]:
    """Mark ingestion runs that died as interrupted; delete searches and checks that are too old; find the
    jobs and the requirements of postings stored before the rules of today."""
    wired = container()
    report = {"interrupted runs": len(service.bury_dead(wired.database))}
    freed = sweeps.sweep(wired.database)
    report |= {"freed warm-ups": freed.requeued + freed.given_up, "freed searches": freed.searches}
    report |= trim(wired.database, wired.settings)
    report |= trim_runs(wired.database, wired.archive, wired.settings)
    report["postings read again"] = reading_again.requirements(wired.database, most=MOST_READ_AGAIN)
    report["placed postings"] = identity.place_missing(wired.database, most=MOST_PLACED).looked_at
    with wired.database.transaction() as session:
        metric_totals.compact(session)
    create_markdown_artifact(counts_markdown("Maintenance", report), key="maintenance")
    return report


def trim(database: Database, settings: Settings) -> dict[str, int]:
    """Portion by portion, each in a transaction of its own, so that searches never wait for it."""
    gone = {
        "old searches": _older(database, retention.trim_searches, settings.keep_searches_days),
        "old checks": _older(database, retention.trim_checks, settings.keep_checks_days),
        "old answers of models": _all_portions(_each(database, model_results.trim)),
    }
    with database.transaction() as session:
        gone["old events"] = posting_events.trim(session)
        gone["old warm-ups"] = segment_history.trim(
            session, older_than=timedelta(days=settings.keep_checks_days)
        )
    return gone


def trim_runs(database: Database, archive: Archive, settings: Settings) -> dict[str, int]:
    """What runs left behind and nobody needs any more. A file goes after its row, so that a cut leaves a file
    too many and never a name without bytes."""

    def payloads() -> int:
        with database.transaction() as session:
            deleted, shas = run_retention.trim_payloads(
                session, older_than=timedelta(days=settings.keep_payloads_days)
            )
        for sha in shas:
            archive.forget(sha)
        return deleted

    return {
        "old changes": _older(database, run_changes.trim, settings.keep_changes_days),
        "old quarantine": _older(database, run_retention.trim_quarantine, settings.keep_quarantine_days),
        "old runs": _older(database, run_retention.trim_runs, settings.keep_runs_days),
        "old alerts": _older(database, operator_alerts.trim, settings.keep_runs_days),
        "old payloads": _all_portions(payloads),
    }


def _older(database: Database, work: Callable[..., int], days: int) -> int:
    return _all_portions(_each(database, partial(work, older_than=timedelta(days=days))))


def _each(database: Database, work: Callable[[Session], int]) -> Callable[[], int]:
    """One portion in a transaction of its own."""

    def portion() -> int:
        with database.transaction() as session:
            return work(session)

    return portion


def _all_portions(portion: Callable[[], int]) -> int:
    """Until one finds nothing, or enough for this hour; how many in all."""
    gone = 0
    for _ in range(MOST_PORTIONS):
        deleted = portion()
        gone += deleted
        if not deleted:
            break
    return gone


__all__ = ["FLOWS", "TAG", "bury_flow_runs", "maintenance", "trim", "trim_runs"]
