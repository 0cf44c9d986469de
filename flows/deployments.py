"""Serve all flows from one process: `python -m flows.deployments`. One table says what runs when."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from prefect import Flow, serve
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.deployments import run_deployment
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType

from app.bootstrap import Container, container
from app.ingestion import service
from data.repositories import runs
from flows import planning, watching
from flows.alerts import alerts
from flows.costs import costs
from flows.freshness import freshness_sweep
from flows.index import index
from flows.ingest import ingest
from flows.maintenance import TAG, bury_flow_runs, maintenance
from flows.warmup import deep_scan, warmup

log = logging.getLogger(__name__)
AT_ONCE = 3


@dataclass(frozen=True)
class Served:
    """One row of the table: a flow, how its deployment is called, when it runs."""

    flow: Flow[..., Any]
    name: str
    schedule: Schedule | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


def table(wired: Container) -> list[Served]:
    """What is served. Every source has its deployment; only those that can be used have a schedule."""
    when = planning.schedules(wired)
    ingests = [
        Served(
            ingest, name, when.get(name), planning.parameters(source),
            ("ingest", name, source.kind, *(["invented"] if source.state().invented else [])),
        )
        for name, source in wired.sources.items()
        if source.kind  # an entry that cannot be used has none
    ]  # fmt: skip
    return [
        *ingests,
        Served(index, "follow", Cron("*/15 * * * *", timezone="UTC"), tags=("index",)),
        Served(index, "rebuild", None, {"rebuild": True}, ("index",)),
        Served(freshness_sweep, "nightly", Cron("17 1 * * *", timezone="UTC"), tags=("freshness",)),
        Served(warmup, "queue", tags=("warmup",)),  # `flows.watching` starts it when a job waits
        Served(deep_scan, "by-hand", parameters={"queries": []}, tags=("warmup",)),
        Served(alerts, "often", Cron("*/10 * * * *", timezone="UTC"), tags=("alerts",)),
        Served(costs, "daily", Cron("23 0 * * *", timezone="UTC"), tags=("costs",)),
        Served(maintenance, "hourly", Cron("41 * * * *", timezone="UTC"), tags=("maintenance",)),
    ]


def deployment(row: Served) -> RunnerDeployment:
    made = row.flow.to_deployment(
        row.name, schedule=row.schedule, parameters=row.parameters, tags=[TAG, *row.tags],
        entrypoint_type=EntrypointType.MODULE_PATH, concurrency_limit=1,
    )  # fmt: skip
    assert isinstance(made, RunnerDeployment)
    return made


def forget_gone(rows: Sequence[Served]) -> list[str]:
    """Deployments of boards that are no longer among the sources: nobody would pick up their runs."""
    kept = {row.name for row in rows if row.flow is ingest}
    named = FlowFilter(name=FlowFilterName(any_=[ingest.name]))
    with get_client(sync_client=True) as client:
        gone = [
            one
            for one in client.read_deployments(flow_filter=named, limit=200)
            if TAG in one.tags and one.name not in kept
        ]
        for one in gone:
            client.delete_deployment(one.id)
    return [one.name for one in gone]


def tidy_up(wired: Container) -> None:
    """What a runner that died left behind, in Prefect's books and in ours."""
    crashed, interrupted = bury_flow_runs(), service.bury_dead(wired.database)
    if crashed or interrupted:
        log.warning("%s flow runs and %s ingestions had died", crashed, len(interrupted))


def wants_demo_now(wired: Container) -> bool:
    """Whether the demo board is on and was never read to the end: a first start, or one that was cut off."""
    if "demo" not in wired.sources:
        return False
    with wired.database.transaction() as session:
        return runs.last_success(session, "demo") is None


def main() -> None:
    wired = container()
    tidy_up(wired)
    rows = table(wired)
    if gone := forget_gone(rows):
        log.info("no longer served: %s", ", ".join(gone))
    served = {f"{row.flow.name}/{row.name}": deployment(row) for row in rows}
    at_once = ["index/follow"]  # what was written while no follower ran
    if wants_demo_now(wired):
        at_once.append("ingest/demo")
    for name in at_once:
        served[name].apply()
        run_deployment(name, timeout=0, as_subflow=False)
    served[watching.DEPLOYMENT].apply()
    watching.start(wired.database)
    serve(*served.values(), pause_on_shutdown=False, limit=AT_ONCE, print_starting_message=False)


if __name__ == "__main__":
    main()
