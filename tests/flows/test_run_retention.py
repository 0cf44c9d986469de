"""What runs left behind goes when its time has come; what is still needed stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from app.config import Settings
from app.ingestion import service
from app.ingestion.replay import replay
from data.archive import Archive
from data.db import Database
from data.errors import NotFound
from data.models import IngestRun, Quarantined, RawPayload, RunChange, Vacancy
from data.repositories import runs
from flows.maintenance import trim_runs
from tests.app.ingestion.fakes import whole_board

SETTINGS = Settings(keep_runs_days=300, keep_changes_days=20, keep_quarantine_days=50, keep_payloads_days=30)


def age(database: Database, days: int) -> None:
    """As if all had happened so many days earlier."""
    with database.transaction() as session:
        for column in (
            RawPayload.last_used_at, Quarantined.created_at, RunChange.at, IngestRun.finished_at,
        ):  # fmt: skip
            ago = column - func.make_interval(0, 0, 0, days)
            session.execute(update(column.class_).values({column.key: ago}))


def left(database: Database) -> dict[str, int]:
    with database.transaction() as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (IngestRun, RawPayload, Quarantined, RunChange)
        }


@pytest.fixture(autouse=True)
def _nothing_kept_yet(database: Database) -> None:
    """Tests that really commit leave rows behind; here they are out of sight."""
    with database.transaction() as session:
        for table in ("raw_payloads", "quarantine", "run_changes", "ingest_runs"):
            session.execute(text(f"DELETE FROM {table}"))


def test_each_thing_has_its_time(database: Database, tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    board = whole_board("acme", range(6))
    board.postings["100005"] = {"id": "100005", "published_at": "2026-11-20T13:00:00+0300"}
    first = service.run(database, archive, board)
    del board.postings["100001"]
    service.run(database, archive, board)
    assert left(database) == {"ingest_runs": 2, "raw_payloads": 10, "quarantine": 2, "run_changes": 6}
    assert not any(trim_runs(database, archive, SETTINGS).values())
    with database.transaction() as session:
        shas = dict(session.execute(select(Vacancy.external_id, Vacancy.payload_sha)).all())  # type: ignore[arg-type]
        aside = session.scalars(select(Quarantined.sha256)).first()

    age(database, 25)
    assert trim_runs(database, archive, SETTINGS)["old changes"] == 6
    age(database, 10)
    gone = trim_runs(database, archive, SETTINGS)
    assert (gone["old payloads"], gone["old quarantine"]) == (5, 0)  # of the closed one, and both batches
    with pytest.raises(NotFound):
        archive.get(shas["100001"])
    for name in ("100000", "100002", "100004"):
        assert archive.get(shas[name])
    assert archive.get(str(aside))
    with database.transaction() as session:
        run = runs.find(session, first.run_id)
    assert replay(database, archive, board, run).verdict == "inputs_missing"

    age(database, 20)
    gone = trim_runs(database, archive, SETTINGS)
    assert (gone["old quarantine"], gone["old payloads"]) == (2, 1)
    age(database, 1000)
    trim_runs(database, archive, SETTINGS)
    assert left(database)["ingest_runs"] == 2  # the newest of a source stay
    with database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO ingest_runs (id, source, status, started_at, finished_at, params, counts,"
                " timings_ms, provenance) SELECT 'r' || n, 'acme', 'succeeded', clock_timestamp(), now(),"
                " '{}', '{}', '{}', '{}' FROM generate_series(1, 10) AS n"
            )
        )
    assert trim_runs(database, archive, SETTINGS)["old runs"] == 2
    assert left(database)["raw_payloads"] == 4  # of the open postings
    assert len(list(tmp_path.rglob("*.zst"))) == 4


def test_a_payload_used_again_is_young_again(database: Database, tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    board = whole_board("acme", range(3))
    service.run(database, archive, board)
    age(database, 40)
    board.whole_tells_all = True
    service.run(database, archive, board)
    with database.transaction() as session:
        session.execute(update(Vacancy).values(status="archived"))
    trim_runs(database, archive, SETTINGS)
    with database.transaction() as session:
        kept = session.scalars(select(RawPayload.kind)).all()
    assert sorted(set(kept)) == ["detail", "inputs", "outputs"]
