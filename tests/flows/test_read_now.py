"""A reading that an operator asks for, in a real Prefect."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from prefect.client.orchestration import get_client
from prefect.settings import get_current_settings
from prefect.states import Running

from app.stack import flow_runs
from data.errors import StackError
from flows.deployments import Served, deployment
from flows.ingest import ingest

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("prefect")]


@pytest.fixture
def api() -> str:
    return str(get_current_settings().api.url)


@pytest.fixture
def served() -> SimpleNamespace:
    name = f"acme-{uuid4().hex[:8]}"
    return SimpleNamespace(
        name=name, id=deployment(Served(ingest, name, parameters={"source": name, "limit": 2000})).apply()
    )


def test_a_run_is_asked_for_once_as_it_is_planned(api: str, served: SimpleNamespace) -> None:
    first = flow_runs.start(api, "ingest", served.name, key=f"{served.name}-1")
    assert flow_runs.start(api, "ingest", served.name, key=f"{served.name}-1") == first
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(UUID(first))
    assert run.deployment_id == served.id
    assert run.parameters == {"source": served.name, "limit": 2000}
    assert run.state is not None
    assert run.state.is_scheduled()


def test_a_run_that_is_at_work_does_it(api: str, served: SimpleNamespace) -> None:
    first = flow_runs.start(api, "ingest", served.name, key=f"{served.name}-1")
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(UUID(first), Running(), force=True)
    assert flow_runs.start(api, "ingest", served.name, key=f"{served.name}-2") == first


def test_what_cannot_be_started_says_why(api: str) -> None:
    with pytest.raises(StackError) as told:
        flow_runs.start(api, "ingest", "nobody-reads-it", key="1")
    assert told.value.code == "flow_not_served"
    with pytest.raises(StackError) as told:
        flow_runs.start("http://127.0.0.1:9/api", "ingest", "acme", key="1")
    assert told.value.code == "flows_away"
