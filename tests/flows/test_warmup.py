"""The warm-up flow and the thread that starts it, against a real Prefect and a real Postgres."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prefect.artifacts import Artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterDeploymentId
from sqlalchemy import func, update

from app.ingestion import service
from app.ingestion.report import RunReport
from app.search.projection import FollowReport
from data.archive import Archive
from data.db import Database
from data.errors import InvalidInput
from data.models import IngestRun, SegmentJob
from data.repositories import runs, segments
from data.sources.hh import HhSource
from flows import again, deployments, ingest, warmup, watching
from flows.maintenance import FLOWS
from tests.app.ingestion.fakes import a_board, demo

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("prefect")]


@pytest.fixture
def wired(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    off = HhSource("hh", "https://board.invalid", token=None, user_agent=None)
    made = SimpleNamespace(
        settings=SimpleNamespace(warmup_limit=50), database=database, archive=Archive(tmp_path / "archive"),
        sources={"demo": demo(a_board(12)), "hh": off}, store=None, lexical=None, embedder=None,
    )  # fmt: skip
    monkeypatch.setattr(warmup, "container", lambda: made)
    monkeypatch.setattr("app.search.projection.follow", lambda *parts, **options: FollowReport(seen=12))
    return made


def ask(database: Database, key: str) -> None:
    with database.transaction() as session:
        segments.ask(
            session, key, role_id="96", band="any", domains=["fintech"], queries=[f"повар {key}"], cap=9,
            ttl=timedelta(days=1),
        )  # fmt: skip


def test_the_flow_empties_the_queue_and_tells_what_it_did(wired: SimpleNamespace) -> None:
    for key in ("a", "b"):
        ask(wired.database, key)
    state = warmup.warmup(return_state=True)
    jobs = state.result()
    assert [(job["key"], job["status"], job["found"]) for job in jobs] == [
        ("a", "done", 12),
        ("b", "done", 12),
    ]
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(state.state_details.flow_run_id)
        assert run.name.startswith("warmup-")
    artifact = Artifact.get("warmup")
    assert artifact is not None
    assert "Segments warmed: 2" in str(artifact.data)
    assert warmup.warmup() == []


def test_a_deep_scan_is_a_run_too(wired: SimpleNamespace) -> None:
    report = warmup.deep_scan([], 50)
    assert not report.partial
    artifact = Artifact.get("deepscan")
    assert artifact is not None


def test_a_waiting_job_starts_one_run(wired: SimpleNamespace) -> None:
    assert again.start_again in warmup.warmup.on_crashed_hooks
    assert {warmup.warmup.name, warmup.deep_scan.name} <= set(FLOWS)
    served = deployments.deployment(deployments.Served(warmup.warmup, "queue"))
    served.entrypoint = "flows.warmup.warmup"
    deployment = served.apply()

    def runs() -> list[Any]:
        wanted = FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=[deployment]))  # type: ignore[list-item]
        return client.read_flow_runs(flow_run_filter=wanted)

    def wake() -> str | None:
        return watching.wake(wired.database, now=lambda: 3_000_000.0)

    with get_client(sync_client=True) as client:
        assert wake() is None
        ask(wired.database, "a")
        first = wake()
        assert first is not None
        assert wake() == first
        assert len(runs()) == 1
        with wired.database.transaction() as session:
            segments.claim(session, "one", lease=timedelta(minutes=2))
        assert wake() is None  # it is being worked on
        with wired.database.transaction() as session:
            session.execute(update(SegmentJob).values(lease_until=func.now() - timedelta(seconds=1)))
        assert wake() not in (None, first)
        assert len(runs()) == 2
        client.delete_deployment(deployment)  # type: ignore[arg-type]


def test_a_planned_reading_waits_for_a_question_and_for_nothing_else(
    wired: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def busy_twice(*parts: Any, **options: Any) -> RunReport:
        tried.append(1)
        if len(tried) < 3:
            raise InvalidInput("Another run of demo is at work.", code="run_in_progress")
        return run(*parts, **options)

    run = service.run
    monkeypatch.setattr(ingest, "container", lambda: wired)
    monkeypatch.setattr("app.ingestion.service.run", busy_twice)
    monkeypatch.setattr(ingest, "QUESTION_PAUSES", (0.0,) * 5)
    wired.listed, wired.settings.sweep_pause_ms = {}, 0
    with wired.database.transaction() as session:
        runs.start(session, "whole", "demo", params={})
    assert ingest.ingest("demo", run_id="first") == "first"
    assert len(tried) == 1, "a whole reading brings the same rows"
    with wired.database.transaction() as session:
        session.execute(update(IngestRun).values(params={"text": "повар", "limit": 100}))
    tried.clear()
    ingest.ingest("demo", run_id="second")
    with wired.database.transaction() as session:
        kept = runs.get(session, "second")
        assert kept is not None
        assert kept.status == "succeeded"
