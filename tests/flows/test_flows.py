"""The flows against a real Prefect, a real Postgres and a board in this process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import stamina
from prefect import flow
from prefect.artifacts import Artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterId,
)
from prefect.client.schemas.objects import FlowRun
from prefect.states import Crashed, Running
from sqlalchemy import delete, func, select, update

from app.config import Settings
from app.ingestion import service
from app.ingestion.report import RunReport
from app.search.projection import FollowReport
from app.sources.planning import NEWEST
from data.archive import Archive
from data.db import Database
from data.errors import (
    DatabaseUnavailable,
    InvalidInput,
    SourceForbidden,
    SourceNotConfigured,
    SourceUnavailable,
)
from data.models import FreshnessCheck, IngestRun, Vacancy
from data.repositories import runs, vacancies
from data.sources.hh import HhSource
from flows import again, deployments, freshness, index, ingest, maintenance
from tests.app.ingestion.fakes import a_board, demo, jsonl
from tests.data.rows import a_row
from tests.data.sources.board import Board, error, html, posting

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("prefect")]


@pytest.fixture
def board() -> Board:
    return a_board(30)


@pytest.fixture
def followed() -> list[int]:
    return []


@pytest.fixture
def wired(
    database: Database, board: Board, tmp_path: Path, followed: list[int], monkeypatch: pytest.MonkeyPatch
) -> Iterator[SimpleNamespace]:
    """Everything a flow asks the container for; the indexes have tests of their own."""
    settings = Settings(sweep_limit=50, sweep_pause_ms=0, keep_searches_days=30, keep_checks_days=30)
    off = HhSource("hh", "https://board.invalid", token=None, user_agent=None)
    made = SimpleNamespace(
        settings=settings, database=database, archive=Archive(tmp_path / "archive"),
        sources={"demo": demo(board), "hh": off}, store=None, lexical=None, embedder=None, listed={},
    )  # fmt: skip

    def follow(*parts: Any, **options: Any) -> FollowReport:
        followed.append(1)
        return FollowReport(seen=30)

    for module in (freshness, index, ingest, maintenance):
        monkeypatch.setattr(module, "container", lambda: made)
    monkeypatch.setattr("app.search.projection.follow", follow)
    monkeypatch.setattr(ingest.load, "retry_delay_seconds", 0)
    with stamina.set_testing(True, attempts=2, cap=True):
        yield made


def titles(database: Database) -> list[str]:
    with database.transaction() as session:
        return list(session.scalars(select(Vacancy.title)))


def test_ingest_fills_the_index_and_leaves_a_named_run_with_a_report(
    wired: SimpleNamespace, followed: list[int]
) -> None:
    state = ingest.ingest("demo", return_state=True)
    run_id = state.result()
    assert len(titles(wired.database)) == 30
    assert followed
    with wired.database.transaction() as session:
        kept = runs.get(session, run_id)
        assert kept is not None
        assert kept.status == "succeeded"
    with get_client(sync_client=True) as client:
        flow_run = client.read_flow_run(state.state_details.flow_run_id)
        assert flow_run.name.startswith("ingest-demo-all-")
        assert str(flow_run.id) == run_id
    artifact = Artifact.get("ingest-demo")
    assert artifact is not None
    assert "| new | 30 |" in str(artifact.data)


def test_a_file_of_payloads(wired: SimpleNamespace, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "some.jsonl", posting(1, description="<p>Да</p>"), "{broken")
    run_id = ingest.ingest("hh", archive=str(file))
    with wired.database.transaction() as session:
        kept = runs.get(session, run_id)
        assert kept is not None
        assert (kept.counts["new"], kept.counts["quarantined"]) == (1, 1)
    with pytest.raises(InvalidInput):
        ingest.ingest("hh", archive=str(tmp_path / "absent.jsonl"))


def test_without_a_token_the_flow_fails_with_the_reason_and_is_not_retried(wired: SimpleNamespace) -> None:
    with pytest.raises(SourceNotConfigured):
        ingest.ingest("hh", run_id="refused")
    with wired.database.transaction() as session:
        kept = runs.get(session, "refused")
        assert kept is not None
        assert (kept.status, kept.error) == ("refused", "hh_token_missing")


def test_a_board_that_comes_back_is_read_after_all(wired: SimpleNamespace, board: Board) -> None:
    board.fault = lambda request: html(502) if len(board.requests) < 3 else None
    ingest.ingest("demo")
    assert len(titles(wired.database)) == 30


def test_a_database_that_comes_back_is_filled_after_all(
    wired: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: list[int] = []

    def lost_once(*parts: Any, **options: Any) -> RunReport:
        attempts.append(1)
        if len(attempts) == 1:
            raise DatabaseUnavailable("The database does not answer.")
        return run(*parts, **options)

    run = service.run
    monkeypatch.setattr("app.ingestion.service.run", lost_once)
    ingest.ingest("demo")
    assert len(titles(wired.database)) == 30


def test_refused_and_silent_boards(wired: SimpleNamespace, board: Board) -> None:
    board.fault = lambda request: error(403, "forbidden")
    with pytest.raises(SourceForbidden):
        ingest.ingest("demo")
    assert len(board.requests) == 1
    board.fault = lambda request: html(502)
    with pytest.raises(SourceUnavailable):
        ingest.ingest("demo")


def test_sweep_closes_and_lets_the_indexes_follow(
    wired: SimpleNamespace, board: Board, followed: list[int]
) -> None:
    ingest.ingest("demo")
    with wired.database.transaction() as session:
        # in this one transaction all was seen before the run began, so all was asked about as missing
        session.execute(delete(FreshnessCheck))
        session.execute(update(Vacancy).values(last_freshness_check=None))
    followed.clear()
    del board.postings["100007"]
    wired.sources["demo"] = demo(board)
    report = freshness.freshness_sweep(limit=30)
    assert (report["looked"], report["closed"]) == (30, 1)
    assert followed


def test_runs_of_a_dead_runner_are_crashed_and_nobody_elses(wired: SimpleNamespace) -> None:
    hourly = next(row for row in deployments.table(wired) if row.flow is maintenance.maintenance)  # type: ignore[arg-type]
    strangers = maintenance.maintenance.to_deployment("theirs")  # on a shared server, with our flow's name

    @flow(name="payroll")
    def payroll() -> None: ...

    with get_client(sync_client=True) as client:
        running = []
        for made in (deployments.deployment(hourly), strangers, payroll.to_deployment("monthly")):
            made.entrypoint = "flows.maintenance.maintenance"  # type: ignore[union-attr]
            running.append(client.create_flow_run_from_deployment(made.apply()))  # type: ignore[arg-type, union-attr]
            client.set_flow_run_state(running[-1].id, Running(), force=True)
        by_hand = client.create_flow_run(maintenance.maintenance, state=Running())
        assert maintenance.bury_flow_runs() == 1
        states = [client.read_flow_run(one.id).state for one in (*running, by_hand)]
        assert [state.is_crashed() for state in states if state] == [True, False, False, False]
        for one in (*running, by_hand):
            client.delete_flow_run(one.id)


def test_a_run_whose_process_died_is_started_again_but_not_for_ever(wired: SimpleNamespace) -> None:
    row = next(row for row in deployments.table(wired) if row.name == "follow")  # type: ignore[arg-type]
    served = deployments.deployment(row)
    served.entrypoint = "flows.index.index"
    deployment = served.apply()

    def upcoming() -> list[FlowRun]:
        wanted = FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=[deployment]),  # type: ignore[list-item]
            id=FlowRunFilterId(not_any_=seen),
        )
        return client.read_flow_runs(flow_run_filter=wanted)

    assert again.start_again in index.index.on_crashed_hooks
    assert again.start_again in ingest.ingest.on_crashed_hooks
    with get_client(sync_client=True) as client:
        dead = client.create_flow_run_from_deployment(deployment, parameters={"rebuild": True})  # type: ignore[arg-type]
        seen = [dead.id]
        for time in range(1, again.MOST + 1):
            for _told_twice in range(2):
                again.start_again(index.index, dead, Crashed())
            [next_one] = upcoming()
            assert next_one.parameters == {"rebuild": True}
            assert next_one.state is not None
            assert next_one.state.is_scheduled()
            assert f"again-{time}" in next_one.tags
            assert again.first_of(str(next_one.id), next_one.tags) == str(seen[0])
            dead = next_one
            seen.append(dead.id)
        again.start_again(index.index, dead, Crashed())
        assert upcoming() == []
        by_hand = client.create_flow_run(maintenance.maintenance)
        again.start_again(maintenance.maintenance, by_hand, Crashed())
        assert upcoming() == []
        for key in (*seen, by_hand.id):
            client.delete_flow_run(key)


def test_maintenance_buries_the_dead_and_trims_the_old(wired: SimpleNamespace) -> None:
    with wired.database.transaction() as session:
        runs.start(session, "dead", "demo", params={})
        session.execute(update(IngestRun).values(heartbeat_at=func.now() - timedelta(hours=3)))
        vacancies.upsert(session, [a_row("1")])
        [vacancy] = session.scalars(select(Vacancy.id))
        checked = {"vacancy_id": vacancy, "source": "demo", "trigger": "sweep", "verdict": "open"}
        for days in (1, 31, 45):
            then = datetime.now(UTC) - timedelta(days=days)
            session.add(FreshnessCheck(**checked, duration_ms=1, checked_at=then))
    report = maintenance.maintenance()
    assert report == {
        "interrupted runs": 1,
        "freed warm-ups": 0,
        "freed searches": 0,
        "old searches": 0,
        "old checks": 2,
        "old answers of models": 0,
        "old events": 0,
        "old warm-ups": 0,
        "old runs": 0,
        "old changes": 0,
        "old quarantine": 0,
        "old payloads": 0,
        "old alerts": 0,
        "postings read again": 1,
        "placed postings": 1,
    }
    assert maintenance.maintenance() == dict.fromkeys(report, 0)


def test_every_row_of_the_table_can_be_served(wired: SimpleNamespace) -> None:
    rows = deployments.table(wired)  # type: ignore[arg-type]
    assert len({(row.flow.name, row.name) for row in rows}) == len(rows)
    for row in rows:
        made = deployments.deployment(row)
        module, _, name = str(made.entrypoint).rpartition(".")
        assert getattr(__import__(module, fromlist=[name]), name) is row.flow
    schedules = {row.name: row.schedule for row in rows}
    assert schedules["demo"] is not None
    assert schedules["hh"] is None, "what cannot be used is not tried every hour"
    assert {row.flow.name for row in rows} == set(maintenance.FLOWS)
    bounds = {row.name: row.parameters.get("limit") for row in rows if row.flow is ingest.ingest}
    assert bounds == {"demo": None, "hh": NEWEST}, "nobody reads a whole live board by himself"


def test_the_demo_board_is_read_at_the_start_until_it_was_read_whole(wired: SimpleNamespace) -> None:
    assert deployments.wants_demo_now(wired)  # type: ignore[arg-type]
    ingest.ingest("demo", limit=3)
    assert deployments.wants_demo_now(wired)  # type: ignore[arg-type]
    ingest.ingest("demo")
    assert not deployments.wants_demo_now(wired)  # type: ignore[arg-type]
