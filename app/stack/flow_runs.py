"""Runs of served flows, asked for through Prefect's API: who only wants one started needs no Prefect."""

from __future__ import annotations

from app.stack import health
from data.errors import StackError

#: A server under load takes its time to write a run down.
SECONDS = 10.0
AT_WORK = ("PENDING", "RUNNING")


def start(api_url: str, flow: str, deployment: str, *, key: str) -> str:
    """Ask for a run of a deployment; the id of the run that will do it: one that is at work already, or a new
    one, once for each `key`.

    Raises StackError: `flows_away` when Prefect does not answer, `flow_not_served` when it does not know the
    deployment.
    """
    named = {"flows": {"name": {"any_": [flow]}}, "deployments": {"name": {"any_": [deployment]}}, "limit": 1}
    found = health.prefect_query(api_url, "/deployments/filter", named, seconds=SECONDS)
    if not isinstance(found, list):
        raise _away()
    if not found:
        raise StackError(f"Nobody serves {flow}/{deployment}.", code="flow_not_served")
    number = str(found[0]["id"])
    busy = {"deployments": {"id": {"any_": [number]}}, "limit": 1,
            "flow_runs": {"state": {"type": {"any_": list(AT_WORK)}}}}  # fmt: skip
    running = health.prefect_query(api_url, "/flow_runs/filter", busy, seconds=SECONDS)
    if isinstance(running, list) and running:
        return str(running[0]["id"])
    path, given = f"/deployments/{number}/create_flow_run", {"idempotency_key": key}
    made = health.prefect_query(api_url, path, given, seconds=SECONDS)
    if not isinstance(made, dict):
        raise _away()
    return str(made["id"])


def _away() -> StackError:
    return StackError("Prefect does not answer: nothing was started.", code="flows_away")
