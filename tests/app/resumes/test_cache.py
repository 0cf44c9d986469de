"""One reading of one text: many askers at once, one works; on a real Postgres, with real processes."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select

from app.resumes import service
from app.resumes.cache import Outcome, read_once
from app.stack.postgres import EmbeddedPostgres
from data.db import Database
from data.errors import UnreadableDocument
from data.models import Extraction, Person
from data.repositories import extractions, people, resumes
from data.repositories.extractions import Reading
from tests.app.resumes import reading_process

RESULT = {"profile": {"city": "Тверь"}, "by_model": []}
NOW = timedelta(0)
READING = Reading("sha-of-a-text", "test-1")


@pytest.fixture
def real(postgres: EmbeddedPostgres) -> Iterator[Database]:
    """Not rolled back: other connections and processes must see it."""
    database = Database.from_url(postgres.url(), pool_size=12)
    yield database
    with database.transaction() as session:
        session.execute(delete(Person).where(Person.handle.like("reader%")))
        session.execute(delete(Extraction))
    database.bind.engine.dispose()


@pytest.fixture
def person(real: Database) -> UUID:
    return holder(real, "reader")


def holder(database: Database, handle: str) -> UUID:
    """Somebody with a résumé of that text."""
    with database.transaction() as session:
        found = people.ensure(session, handle).id
        resume = resumes.add(
            session, found, file_name="a", media_type="t", file_sha256=handle, file_bytes=b"x"
        )
        resumes.set_text(session, found, resume.id, text="a text", text_sha256=READING.text_sha256)
        return found


def rows(database: Database) -> list[tuple[str, str | None]]:
    with database.transaction() as session:
        return [(row.status, row.reason) for row in session.scalars(select(Extraction))]


class Work:
    """Counts how often it is done; lasts until it may end."""

    def __init__(self, *, ends: bool = True) -> None:
        self.count = 0
        self.begun, self.end = threading.Event(), threading.Event()
        if ends:
            self.end.set()

    def __call__(self) -> dict[str, Any]:
        self.count += 1
        self.begun.set()
        assert self.end.wait(20)
        return RESULT


def never() -> dict[str, Any]:
    raise AssertionError("somebody else's work")


def aside(pool: ThreadPoolExecutor, call: Callable[[], Outcome], work: Work) -> Any:
    """Start `call` and wait until it works."""
    running = pool.submit(call)
    assert work.begun.wait(20)
    return running


def test_of_many_askers_one_works(real: Database, person: UUID) -> None:
    work, barrier = Work(), threading.Barrier(10)

    def ask(_: int) -> Outcome:
        barrier.wait(20)
        return read_once(real, person, READING, work)

    with ThreadPoolExecutor(10) as pool:
        assert set(map(repr, pool.map(ask, range(10)))) == {repr(Outcome("ready", RESULT))}
    assert (work.count, rows(real)) == (1, [("ready", None)])
    assert read_once(real, person, READING, never) == Outcome("ready", RESULT)


def test_of_many_processes_one_works(
    real: Database, person: UUID, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    askers = [
        subprocess.Popen(
            [sys.executable, reading_process.__file__, postgres.url(), str(person), READING.text_sha256,
             str(journal), "0.3"],
            stdout=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    told = [asker.communicate(timeout=60)[0].split() for asker in askers]
    assert {lines[-1] for lines in told} <= {"ready", "generating"}  # a slow machine may not wait it out
    assert [lines[0] for lines in told].count("working") == 1
    assert journal.read_text() == "worked\n"


def test_who_waits_too_long_is_told_that_it_is_generating(real: Database, person: UUID) -> None:
    work = Work(ends=False)
    with ThreadPoolExecutor(1) as pool:
        winner = aside(pool, lambda: read_once(real, person, READING, work), work)
        assert read_once(real, person, READING, never, wait=0.2) == Outcome("generating")
        assert rows(real) == [("running", None)]
        work.end.set()
        assert winner.result(20).status == "ready"
    assert read_once(real, person, READING, never).status == "ready"


def test_a_killed_winner_is_replaced_once(
    real: Database, person: UUID, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    victim = subprocess.Popen(
        [sys.executable, reading_process.__file__, postgres.url(), str(person), READING.text_sha256,
         str(tmp_path / "journal"), "60"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert victim.stdout is not None
    assert victim.stdout.readline() == "working\n"
    victim.kill()
    victim.wait(20)
    victim.stdout.close()
    assert rows(real) == [("running", None)]
    assert read_once(real, person, READING, never, wait=0.1) == Outcome("generating")  # it could be alive

    with real.transaction() as session:  # later
        session.scalars(select(Extraction)).one().started_at -= timedelta(hours=1)
    work, barrier = Work(), threading.Barrier(8)

    def ask(_: int) -> Outcome:
        barrier.wait(20)
        return read_once(real, person, READING, work)

    with ThreadPoolExecutor(8) as pool:
        assert {outcome.status for outcome in pool.map(ask, range(8))} == {"ready"}
    assert (work.count, rows(real)) == (1, [("ready", None)])


def test_a_runner_thought_dead_does_not_write_over_its_successor(real: Database, person: UUID) -> None:
    slow = Work(ends=False)
    with ThreadPoolExecutor(1) as pool:
        late = aside(pool, lambda: read_once(real, person, READING, slow), slow)
        newer = {"profile": {"city": "Псков"}, "by_model": []}
        assert read_once(real, person, READING, lambda: newer, dead_after=NOW).result == newer
        slow.end.set()
        assert late.result(20) == Outcome("ready", RESULT)  # its own caller has what it made
    assert read_once(real, person, READING, never).result == newer


def test_a_failure_is_told_and_tried_again_later(real: Database, person: UUID) -> None:
    def fail() -> dict[str, Any]:
        raise UnreadableDocument("No.", code="document_no_text")

    with pytest.raises(UnreadableDocument):
        read_once(real, person, READING, fail)
    assert rows(real) == [("failed", "document_no_text")]
    assert read_once(real, person, READING, never) == Outcome("failed", reason="document_no_text")
    assert read_once(real, person, READING, Work(), retry_after=NOW).status == "ready"


def test_an_interrupt_leaves_nobody_waiting(real: Database, person: UUID) -> None:
    def interrupt() -> dict[str, Any]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_once(real, person, READING, interrupt)
    assert rows(real) == [("failed", "reading_failed")]


@pytest.mark.parametrize("part", ["extractor_version", "model", "prompt_version", "doc_type"])
def test_another_extractor_reads_for_itself(real: Database, person: UUID, part: str) -> None:
    work = Work()
    read_once(real, person, READING, work)
    read_once(real, person, replace(READING, **{part: "other"}), work)
    assert (work.count, len(rows(real))) == (2, 2)


def test_only_who_holds_the_text_reaches_its_reading(real: Database, person: UUID) -> None:
    read_once(real, person, READING, Work())
    with real.transaction() as session:
        eve = people.ensure(session, "reader-eve").id
        assert extractions.find(session, eve, READING) is None
        assert not extractions.claim(session, eve, replace(READING, model="other"), uuid4())
        assert not extractions.take_over(session, eve, READING, uuid4(), dead_after=NOW, retry_after=NOW)
        since = session.scalars(select(Extraction)).one().started_at
        assert extractions.ready_since(session, eve, READING.text_sha256, since) is None
        assert extractions.ready_since(session, person, READING.text_sha256, since) is not None
    assert read_once(real, holder(real, "reader-ada"), READING, never).status == "ready"


def test_it_goes_with_the_last_resume_of_the_text(real: Database, person: UUID) -> None:
    ada = holder(real, "reader-ada")
    read_once(real, person, READING, Work())
    for one, left in ((person, 1), (ada, 0)):
        service.delete(real, one, service.listing(real, one)[0].id)
        assert len(rows(real)) == left


def test_what_is_read_of_a_deleted_resume_is_not_kept(real: Database, person: UUID) -> None:
    work = Work(ends=False)
    with ThreadPoolExecutor(1) as pool:
        running = aside(pool, lambda: read_once(real, person, READING, work), work)
        service.delete(real, person, service.listing(real, person)[0].id)
        work.end.set()
        assert running.result(20).status == "ready"
    assert rows(real) == []
    assert read_once(real, person, READING, never, wait=0.1) == Outcome("generating")
    assert rows(real) == []


def test_a_claim_in_the_middle_of_a_deletion_leaves_nothing(real: Database, person: UUID) -> None:
    made = service.listing(real, person)[0].id
    with ThreadPoolExecutor(1) as pool:
        with real.transaction() as session:
            assert extractions.claim(session, person, READING, uuid4())
            deleting = pool.submit(service.delete, real, person, made)  # waits for the row of the résumé
        deleting.result(20)
    assert rows(real) == []
