"""A scan comes back in time, and says what is missing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina
from sqlalchemy import delete, func, select

from app.stack.postgres import EmbeddedPostgres
from app.warmup import asking
from app.warmup.deepscan import Scan, scan
from data.archive import Archive
from data.db import Database
from data.errors import ArchiveUnavailable, IndexUnavailable
from data.models import IngestRun, Vacancy
from tests.app.ingestion.fakes import a_board, demo
from tests.committed import committed
from tests.data.sources.board import Board, html

QUERIES = ("программист", "Python разработчик")


@pytest.fixture
def real(postgres: EmbeddedPostgres) -> Iterator[Database]:
    """Not rolled back: a scan works in a thread of its own."""
    with committed(postgres.url(), delete(Vacancy), delete(IngestRun)) as database:
        yield database


@pytest.fixture
def board() -> Board:
    return a_board(12)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(asking, "_GAP_SECONDS", 0.0)
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def scanned(database: Database, board: Board, folder: Path, **options: Any) -> Scan:
    follow = options.pop("follow", lambda: None)
    archive = options.pop("archive", Archive(folder))
    return scan(database, archive, {"demo": demo(board)}, QUERIES, follow, limit=50, **options)


def test_a_scan_that_came_to_its_end(real: Database, board: Board, tmp_path: Path) -> None:
    report = scanned(real, board, tmp_path)
    assert (report.answered, report.found, report.added, report.partial) == (2, 12, 12, False)
    assert report.as_json()["faults"] == {}
    with real.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Vacancy)) == 12
        kept = session.scalars(select(IngestRun.id)).all()
    assert sorted(kept) == sorted(report.run_ids)


def test_what_is_missing_makes_it_partial(real: Database, board: Board, tmp_path: Path) -> None:
    late = scanned(real, board, tmp_path, budget_seconds=0.0)
    assert (late.partial, late.answered, late.faults) == (True, 0, {"scan": "time_is_up"})
    board.fault = lambda request: html(502) if request.url.params.get("text") == QUERIES[1] else None
    away = scanned(real, board, tmp_path)
    assert (away.partial, away.faults, away.added) == (True, {"demo": "server_error"}, 12)


def test_an_index_that_is_away_is_told(real: Database, board: Board, tmp_path: Path) -> None:
    def follow() -> None:
        raise IndexUnavailable("The index does not answer.")

    report = scanned(real, board, tmp_path, follow=follow)
    assert (report.partial, report.faults, report.added) == (True, {"scan": "index_unavailable"}, 12)


def test_nobody_waits_for_a_board_that_hangs(real: Database, board: Board, tmp_path: Path) -> None:
    free = threading.Event()

    def hang(request: object) -> None:
        free.wait(20)

    board.fault = hang
    report = scanned(real, board, tmp_path, hard_seconds=0.3)
    try:
        assert (report.partial, report.faults) == (True, {"scan": "hard_timeout"})
    finally:
        free.set()
        for one in threading.enumerate():
            if one.name == "deepscan":
                one.join(20)


def test_our_own_faults_are_raised(real: Database, board: Board, tmp_path: Path) -> None:
    class Full(Archive):
        def put(self, content: bytes) -> str:
            raise ArchiveUnavailable("The disk is full.")

    with pytest.raises(ArchiveUnavailable):
        scanned(real, board, tmp_path, archive=Full(tmp_path))
