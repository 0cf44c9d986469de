"""When each source is read next, and which deployments there are for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from prefect.client.orchestration import get_client

from app.sources.closed import ClosedSource
from app.sources.listing import Listing
from app.sources.planning import NEWEST
from data.db import Database
from data.models import IngestRun
from data.sources.entry import SourceEntry
from data.sources.hh import HhSource
from data.sources.http import SourceClient
from flows import deployments, planning
from tests.app.ingestion.fakes import AGENT, a_board, demo
from tests.app.sources.fakes import BoardSource

Wire = Callable[..., Any]


def company(name: str) -> BoardSource:
    client = SourceClient(name, f"https://{name}.example.com", user_agent=AGENT)
    return BoardSource(SourceEntry(name=name, kind="greenhouse", token=name), client)


@pytest.fixture
def wired(database: Database) -> Any:
    sources = {
        "demo": demo(a_board(1)),
        "hh": HhSource("hh", "https://board.invalid", token="t", user_agent=AGENT),
        "acme": company("acme"),
        "bravo": company("bravo"),
        "off": ClosedSource("off", "lever", "switched_off"),
        "typo": ClosedSource("typo", "", "entry_unknown_kind"),
    }
    listed = {name: Listing(source, "file", every_minutes=240) for name, source in sources.items()}
    listed["hh"] = Listing(sources["hh"], "setting")
    return SimpleNamespace(
        settings=SimpleNamespace(ingest_every_minutes=60), database=database, sources=sources, listed=listed
    )


def a_run(database: Database, source: str, ago: timedelta, **fields: Any) -> None:
    values: dict[str, Any] = {"params": {}, "status": "succeeded", "counts": {}, "provenance": {}}
    with database.transaction() as session:
        session.add(
            IngestRun(
                id=uuid4().hex,
                source=source,
                started_at=datetime.now(UTC) - ago,
                timings_ms={},
                **(values | fields),
            )
        )


def minutes_until(wired: Any, name: str) -> int:
    anchor = planning.schedules(wired)[name].anchor_date
    assert anchor is not None
    return round((anchor - datetime.now(UTC)) / timedelta(minutes=1))


def test_overdue_sources_are_read_soon_but_not_at_once_and_not_together(wired: Any) -> None:
    found = planning.schedules(wired)
    assert set(found) == {"demo", "hh", "acme", "bravo"}, "what cannot be used has no schedule"
    first, *later = [found[name].anchor_date for name in ("hh", "acme", "bravo")]
    assert first is not None
    assert [one - first for one in later if one is not None] == [planning.STEP, 2 * planning.STEP]
    assert first > datetime.now(UTC)
    assert found["acme"].interval == timedelta(hours=4)
    assert found["hh"].interval == timedelta(hours=1)


def test_starting_again_does_not_read_a_board_before_its_time(wired: Any) -> None:
    a_run(wired.database, "acme", timedelta(hours=1))
    a_run(wired.database, "hh", timedelta(minutes=20), params={"limit": NEWEST})
    a_run(wired.database, "bravo", timedelta(hours=1), status="failed")
    assert minutes_until(wired, "acme") == 180
    assert minutes_until(wired, "bravo") == 180
    assert minutes_until(wired, "hh") == 40


@pytest.mark.parametrize(
    "fields",
    [{"params": {"file": "x.jsonl"}}, {"params": {"limit": 3}}, {"params": {"text": "python"}},
     {"status": "refused"}],
)  # fmt: skip
def test_only_the_reading_that_is_planned_counts(wired: Any, fields: dict[str, Any]) -> None:
    a_run(wired.database, "acme", timedelta(hours=1), **fields)
    assert minutes_until(wired, "acme") < 3


def test_a_whole_board_is_asked_for_everything_a_search_for_the_newest(wired: Any) -> None:
    rows = {row.name: row for row in deployments.table(wired) if row.flow is deployments.ingest}
    assert {name: row.parameters for name, row in rows.items()} == {
        "demo": {"source": "demo"},
        "hh": {"source": "hh", "limit": NEWEST},
        "acme": {"source": "acme"},
        "bravo": {"source": "bravo"},
        "off": {"source": "off", "limit": NEWEST},
    }
    assert rows["acme"].tags == ("ingest", "acme", "greenhouse")
    assert rows["off"].schedule is None


@pytest.mark.stack
@pytest.mark.usefixtures("prefect")
def test_boards_that_are_gone_are_no_longer_served(wired: Any) -> None:
    for row in deployments.table(wired):
        if row.name in ("acme", "bravo"):
            deployments.deployment(row).apply()
    del wired.sources["acme"]
    assert deployments.forget_gone(deployments.table(wired)) == ["acme"]
    with get_client(sync_client=True) as client:
        served = {one.name for one in client.read_deployments()}  # of other tests too
    assert ("bravo" in served, "acme" in served) == (True, False)
    assert deployments.forget_gone(deployments.table(wired)) == []
