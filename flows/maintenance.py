"""Tidy up after runs that died without a word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
from app.ingestion import service
from flows.reports import counts_markdown

#: On every deployment of ours.
TAG = "podbor"
FLOWS = ("ingest", "index", "freshness-sweep", "maintenance")
#: Runs started by hand are not the runner's; after so long they are nobody's.
BY_HAND = timedelta(hours=6)


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
def maintenance() -> int:
    """Mark ingestion runs that died as interrupted."""
    dead = service.bury_dead(container().database)
    create_markdown_artifact(
        counts_markdown("Maintenance", {"interrupted runs": len(dead)}), key="maintenance"
    )  # fmt: skip
    return len(dead)


__all__ = ["FLOWS", "TAG", "bury_flow_runs", "maintenance"]
