"""Two workers over one queue, one killed with -9 in the middle: nothing is stuck, nothing is done twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete, select

from app.ingestion import service as ingestion
from app.stack.postgres import EmbeddedPostgres
from data.db import Database
from data.models import IngestRun, SegmentJob, Vacancy
from data.repositories import segment_history, segments
from tests.app.ingestion.fakes import a_board
from tests.app.ingestion.serving import committed, served
from tests.app.warmup import killed_worker

SEGMENTS = 5
QUESTIONS = 3


@pytest.fixture
def searched() -> Counter[str]:
    """How often each query's first page was asked for."""
    return Counter()


@pytest.fixture
def board_url(searched: Counter[str]) -> Iterator[str]:
    board = a_board(20)

    def answer(request: httpx.Request) -> httpx.Response:
        given = request.url.params
        if given.get("text") and given.get("page", "0") == "0":
            searched[given["text"]] += 1
            time.sleep(0.15)  # long enough to be killed in
        return board.answer(request)

    with served(answer) as address:
        yield address


@pytest.fixture
def real(postgres: EmbeddedPostgres) -> Iterator[Database]:
    with committed(postgres.url()) as database:
        yield database
        with database.transaction() as session:
            session.execute(delete(SegmentJob))


def held_by(database: Database, name: str) -> str | None:
    """The segment that a worker has answered a question of and not yet ended."""
    with database.transaction() as session:
        return session.scalar(
            select(SegmentJob.key).where(
                SegmentJob.worker == name, SegmentJob.status == "running", SegmentJob.step == 1
            )
        )


def test_each_segment_is_warmed_once_and_nothing_is_stuck(
    postgres: EmbeddedPostgres, real: Database, board_url: str, searched: Counter[str], tmp_path: Path
) -> None:
    with real.transaction() as session:
        for number in range(SEGMENTS):
            queries = [f"s{number}q{question}" for question in range(QUESTIONS)]
            segments.ask(
                session, f"s{number}", role_id="96", band="any", domains=[], queries=queries, cap=9,
                ttl=timedelta(days=1),
            )  # fmt: skip
    workers = {
        name: subprocess.Popen(
            [sys.executable, killed_worker.__file__, postgres.url(), board_url, str(tmp_path), name],
            stdout=subprocess.PIPE, text=True,
        )
        for name in ("victim", "survivor")
    }  # fmt: skip
    victim, survivor = workers["victim"], workers["survivor"]
    try:
        given_up = time.monotonic() + 60
        while (cut_off := held_by(real, "victim")) is None:
            assert time.monotonic() < given_up
            assert victim.poll() is None, "the victim ended before it could be killed"
            time.sleep(0.005)
        victim.send_signal(signal.SIGKILL)
        victim.wait(30)
        assert survivor.wait(60) == 0
    finally:
        for one in workers.values():
            one.kill()
            one.wait(30)
            assert one.stdout is not None
            one.stdout.close()

    with real.transaction() as session:
        jobs = segment_history.latest(session)
    assert {job.key: job.status for job in jobs} == {f"s{number}": "done" for number in range(SEGMENTS)}
    assert {job.step for job in jobs} == {QUESTIONS}
    assert {job.attempts for job in jobs if job.key != cut_off} == {1}
    assert next(job.attempts for job in jobs if job.key == cut_off) == 2
    # What was answered is never asked again; the question in whose middle the kill came, once more.
    again = {text: number for text, number in searched.items() if number > 1}
    assert len(searched) == SEGMENTS * QUESTIONS
    assert set(again.values()) <= {2}
    assert len(again) <= 1
    assert all(text.startswith(str(cut_off)) for text in again)
    with real.transaction() as session:
        seen = session.scalars(select(Vacancy.external_id).where(Vacancy.source == "killed")).all()
    assert len(seen) == len(set(seen)) == 20
    ingestion.bury_dead(real)
    with real.transaction() as session:
        states = session.scalars(select(IngestRun.status).where(IngestRun.source == "killed")).all()
    assert "running" not in states
