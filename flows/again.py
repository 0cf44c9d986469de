"""What happens when the process of a flow run dies: it is started again, soon and not for ever.

The runner outlives the processes of its runs and calls the hook here when one is gone. Without it, work cut
off in the middle would lie until the next interval. Runs started by hand are their owner's to repeat.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from prefect import Flow, State
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.states import Scheduled

#: A run that dies again and again is its own cause; the schedule tries it next.
MOST = 2
PAUSE = timedelta(seconds=20)
_TAG = "again-"


def start_again(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """For `on_crashed`: the same deployment with the same parameters, once for each death."""
    if flow_run.deployment_id is None:
        return
    before = [tag for tag in flow_run.tags if tag.startswith(_TAG)]
    if len(before) >= MOST:
        return
    with get_client(sync_client=True) as client:
        client.create_flow_run_from_deployment(
            flow_run.deployment_id,
            parameters=flow_run.parameters,
            state=Scheduled(scheduled_time=datetime.now(UTC) + PAUSE),
            tags=[*flow_run.tags, f"{_TAG}{len(before) + 1}"],
            idempotency_key=f"{_TAG}{flow_run.id}",
        )


__all__ = ["MOST", "start_again"]
