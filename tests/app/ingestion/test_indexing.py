"""The indexes follow beside a run: what it tells, what it waits for, and what a kill leaves."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import stamina
from sqlalchemy import delete, select

from app.ingestion import indexing, service
from app.ingestion.indexing import Indexing
from app.ingestion.report import RunReport
from app.stack.postgres import EmbeddedPostgres
from data.archive import Archive
from data.db import Database
from data.errors import IndexUnavailable
from data.lexical import LexicalIndex
from data.models import IngestRun, Vacancy
from data.repositories import runs
from data.vectors import FIELDS, VectorStore
from tests.app.ingestion import followed_run
from tests.app.ingestion.fakes import a_board, demo
from tests.app.ingestion.serving import served
from tests.committed import committed
from tests.data.sources.board import html
from tests.embedders import HashedEmbedder

SIZE = 120
PATIENCE = 60.0  # seconds; nothing here takes one of them on a machine with time to spare


@pytest.fixture
def real(postgres: EmbeddedPostgres) -> Iterator[Database]:
    """Not rolled back: threads and processes see it."""
    with committed(postgres.url(), delete(Vacancy), delete(IngestRun)) as database:
        yield database


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def stored(database: Database) -> list[int]:
    with database.transaction() as session:
        return sorted(session.scalars(select(Vacancy.id)))


def test_rows_are_read_while_the_index_follows_and_the_end_waits_for_it(
    real: Database, archive: Archive
) -> None:
    enough, behind, at_once, most = threading.Event(), list[int](), 0, 0

    def follow() -> int:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        assert enough.wait(PATIENCE), "nothing more was read beside the index"
        behind.append(len(stored(real)))
        at_once -= 1
        return 1

    def told(report: RunReport) -> None:
        if report.counts["new"] >= 30:
            enough.set()

    report = service.run(real, archive, demo(a_board(SIZE)), batch_size=10, follow=follow, progress=told)
    assert (report.status, most, report.counts["indexed"]) == ("succeeded", 1, len(behind))
    assert behind[-1] == SIZE, "the last one saw everything"
    assert {"index", "index_awaited"} <= set(report.timings_ms)


def test_what_goes_wrong_in_the_index_fails_the_run(real: Database, archive: Archive) -> None:
    calls: list[int] = []

    def follow() -> int:
        calls.append(1)
        if len(calls) == 2:
            raise ZeroDivisionError("a bug of the index")
        return 0

    with pytest.raises(ZeroDivisionError, match="a bug of the index"):
        service.run(real, archive, demo(a_board(SIZE)), batch_size=10, follow=follow, run_id="one")
    with real.transaction() as session:
        kept = runs.get(session, "one")
        assert kept is not None
        assert (kept.status, kept.error) == ("failed", "ZeroDivisionError")
        assert kept.counts["new"] == len(stored(real)) >= 60, "what was stored stays"


def test_a_silent_index_is_asked_once_and_hides_no_fault_of_the_board(
    real: Database, archive: Archive
) -> None:
    board, calls = a_board(SIZE), list[int]()
    board.fault = lambda request: html(502) if len(board.requests) > 60 else None

    def away() -> int:
        calls.append(1)
        raise IndexUnavailable("Chroma does not answer.")

    with stamina.set_testing(True, attempts=2, cap=True):
        report = service.run(real, archive, demo(board), follow=away)
    assert (report.status, report.error, len(calls)) == ("partial", "circuit_open", 1)
    assert any("the index follows later" in one for one in report.provenance["decisions"])


def test_who_is_interrupted_does_not_wait_for_the_index(real: Database, archive: Archive) -> None:
    released = threading.Event()

    def interrupted(report: RunReport) -> None:
        if report.counts["new"] >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        service.run(
            real, archive, demo(a_board(SIZE)), batch_size=10, run_id="one", progress=interrupted,
            follow=lambda: int(released.wait(PATIENCE)),
        )  # fmt: skip
    assert not released.is_set()
    released.set()
    with real.transaction() as session:
        kept = runs.get(session, "one")
        assert kept is not None
        assert kept.status == "failed"


def test_who_waits_gives_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BEAT_SECONDS", 0.01)
    alive = threading.Event()
    report = RunReport("one", "demo", datetime.now(UTC), {})
    work = Indexing(lambda: int(alive.wait(PATIENCE)), report, alive.set)
    work.start()
    work.conclude()
    assert report.counts["indexed"] == 2


def test_two_processes_at_once_and_one_that_was_killed(
    postgres: EmbeddedPostgres, real: Database, chroma: str, tmp_path: Path
) -> None:
    """One is killed between two portions, another one and this process take over at the same time: every
    row is in both indexes, and in each once."""

    def started(name: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, followed_run.__file__, postgres.url(), chroma, address, str(tmp_path), name],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    with served(a_board(SIZE).answer) as address:
        victim = started("first")
        assert victim.stdout is not None
        while int(victim.stdout.readline() or SIZE) < 60:
            pass
        victim.send_signal(signal.SIGKILL)
        victim.wait(30)
        victim.stdout.close()
        assert len(stored(real)) < SIZE
        other = started("second")
        report = followed_run.perform(real, chroma, address, tmp_path, "first")
        other.communicate(timeout=PATIENCE)
    assert (report.status, other.returncode) == ("succeeded", 0)
    ids = stored(real)
    assert len(ids) == 2 * SIZE
    store, model = VectorStore(chroma), HashedEmbedder(followed_run.MODEL)
    for name in FIELDS:
        collection = store.collection(name, model.name, model.dimension)
        assert sorted(collection.ids()) == ids
        collection.drop()
    assert LexicalIndex(tmp_path / "lexical").count() == len(ids)
