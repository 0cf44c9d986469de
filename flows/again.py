"""What happens when the process of a flow run dies: it is started again, soon and not for ever.

The runner outlives the processes of its runs and calls the hook here when one is gone. Without it, work cut
off in the middle would lie until the next interval. Runs started by hand are their owner's to repeat.
"""

from __future__ import annotations

from collections.abc import Sequence
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
_FIRST = "for-"  # and the id of the run that died first


def start_again(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """For `on_crashed`: the same deployment with the same parameters, once for each death."""
    if flow_run.deployment_id is None:
        return
    before = [tag for tag in flow_run.tags if tag.startswith(_TAG)]
    if len(before) >= MOST:
        return
    first = first_of(str(flow_run.id), flow_run.tags)
    with get_client(sync_client=True) as client:
        client.create_flow_run_from_deployment(
            flow_run.deployment_id,
            parameters=flow_run.parameters,
            state=Scheduled(scheduled_time=datetime.now(UTC) + PAUSE),
            tags=[*_without_first(flow_run.tags), f"{_TAG}{len(before) + 1}", f"{_FIRST}{first}"],
            idempotency_key=f"{_TAG}{flow_run.id}",
        )


def first_of(run_id: str | None, tags: Sequence[str]) -> str | None:
    """The run that a run started again stands for; itself when it is none."""
    return next((tag.removeprefix(_FIRST) for tag in tags if tag.startswith(_FIRST)), run_id)


def _without_first(tags: Sequence[str]) -> list[str]:
    return [tag for tag in tags if not tag.startswith(_FIRST)]


__all__ = ["MOST", "first_of", "start_again"]
