"""What readings of a whole board close: never a posting that is there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from app.ingestion import service
from app.ingestion.report import RunReport
from app.stack.postgres import EmbeddedPostgres
from data.archive import Archive
from data.db import Database
from data.models import IngestRun, OperatorAlert, PostingEvent, Vacancy
from data.repositories import operator_alerts, run_changes
from data.sources.base import Query
from tests.app.ingestion.fakes import WholeBoard, a_posting, jsonl, whole_board


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def status_of(database: Database, source: str) -> dict[int, str]:
    with database.transaction() as session:
        rows = session.execute(
            select(Vacancy.external_id, Vacancy.status).where(Vacancy.source == source)
        ).all()
    return {int(row.external_id) - 100_000: row.status for row in rows}


def open_now(database: Database, source: str) -> set[int]:
    return {number for number, status in status_of(database, source).items() if status == "open"}


def alerts(database: Database) -> list[tuple[str, str, int]]:
    with database.transaction() as session:
        found = operator_alerts.listing(session, open_only=True)
        return [(one.code, one.subject, one.count) for one in found]


def changes(database: Database, report: RunReport) -> dict[str, int]:
    with database.transaction() as session:
        return run_changes.counts(session, report.run_id)


def test_what_a_whole_board_no_longer_shows_is_closed(database: Database, archive: Archive) -> None:
    board = whole_board("acme", range(10))
    first = service.run(database, archive, board)
    assert changes(database, first) == {"new": 10}
    del board.postings["100003"]
    del board.postings["100004"]
    board.postings["100011"] = a_posting(11)
    board.postings["100005"] = a_posting(5, name="Другое название", published_at="2026-11-20T13:00:00+0300")
    report = service.run(database, archive, board)
    assert (report.status, report.error, report.counts["removed"]) == ("succeeded", None, 2)
    assert changes(database, report) == {"new": 1, "changed": 1, "removed": 2}
    assert open_now(database, "acme") == {0, 1, 2, 5, 6, 7, 8, 9, 11}
    with database.transaction() as session:
        gone = run_changes.of_run(session, report.run_id, kind="removed")
        assert {one.title for one in gone} == {"Тестировщик 3", "Тестировщик 4"}
        assert {one.vacancy_id for one in run_changes.of_source(session, "acme", since=first.started_at)}
        told = session.scalars(select(PostingEvent).where(PostingEvent.kind == "closed")).all()
        assert [one.after for one in told] == [{"reason": "absent_from_board"}] * 2
    board.postings["100003"] = a_posting(3)
    again = service.run(database, archive, board)
    assert changes(database, again) == {"reopened": 1}
    assert 3 in open_now(database, "acme")


def test_nothing_is_concluded_from_less_than_everything(
    database: Database, archive: Archive, tmp_path: Path
) -> None:
    board = whole_board("acme", range(10))
    service.run(database, archive, board)
    board.postings.pop("100001")
    board.stop_after = 8
    assert service.run(database, archive, board).error == "server_error"
    board.stop_after = None
    service.run(database, archive, board, query=Query(limit=8))
    service.run(database, archive, board, query=Query(text="повар"))
    service.run(database, archive, board, file=jsonl(tmp_path / "a.jsonl", a_posting(2)))
    assert len(open_now(database, "acme")) == 10
    assert service.run(database, archive, board).counts["removed"] == 1


def test_a_board_that_searches_closes_nothing(database: Database, archive: Archive) -> None:
    board = whole_board("acme", range(4))
    board.whole_board = False
    service.run(database, archive, board)
    del board.postings["100001"]
    service.run(database, archive, board)
    assert len(open_now(database, "acme")) == 4


def test_a_row_that_cannot_be_understood_is_there_all_the_same(database: Database, archive: Archive) -> None:
    board = whole_board("acme", range(6))
    service.run(database, archive, board)
    moved = {"published_at": "2026-11-20T13:00:00+0300"}
    board.postings["100002"] = {"id": "100002", **moved}
    del board.postings["100003"]
    report = service.run(database, archive, board)
    assert (report.counts["quarantined"], report.counts["removed"]) == (1, 1)
    assert open_now(database, "acme") == {0, 1, 2, 4, 5}
    board.postings[""] = {"name": "Без номера", **moved}
    del board.postings["100004"]
    nameless = service.run(database, archive, board)
    assert nameless.counts.get("removed", 0) == 0
    assert any("stay open" in one for one in nameless.provenance["decisions"])
    assert 4 in open_now(database, "acme")


def test_a_board_where_nothing_is_understood_closes_nothing(database: Database, archive: Archive) -> None:
    board = whole_board("acme", range(6))
    service.run(database, archive, board)
    board.postings = {str(100_000 + n): {"id": str(100_000 + n), "headline": "Тестировщик"} for n in range(3)}
    report = service.run(database, archive, board)
    assert (report.status, report.error) == ("failed", "payload_changed")
    assert len(open_now(database, "acme")) == 6


@pytest.mark.parametrize("shown", [0, 4])
def test_a_shrunk_board_is_believed_at_the_second_reading(
    database: Database, archive: Archive, shown: int
) -> None:
    board = whole_board("acme", range(10))
    service.run(database, archive, board)
    board.short = shown
    doubted = service.run(database, archive, board)
    assert (doubted.status, doubted.error) == ("partial", "board_shrank")
    assert len(open_now(database, "acme")) == 10
    assert alerts(database) == [("board_shrank", "acme", 1)]
    believed = service.run(database, archive, board)
    assert (believed.status, believed.counts["removed"]) == ("succeeded", 10 - shown)
    assert open_now(database, "acme") == set(range(shown))
    assert alerts(database) == []


def test_only_what_both_readings_missed_is_closed(database: Database, archive: Archive) -> None:
    board = whole_board("acme", range(10))
    service.run(database, archive, board)
    everything = dict(board.postings)
    board.postings = {name: everything[name] for name in ("100000", "100001")}
    service.run(database, archive, board)
    board.postings = {name: everything[name] for name in ("100001", "100002")}
    second = service.run(database, archive, board)
    assert (second.status, second.error) == ("partial", "board_shrank")
    assert open_now(database, "acme") == {0, 1, 2}
    board.postings = {name: everything[name] for name in ("100001", "100002")}
    service.run(database, archive, board)
    assert open_now(database, "acme") == {1, 2}


@pytest.fixture
def real(postgres: EmbeddedPostgres) -> Iterator[Database]:
    """Commits are real, so that every transaction has a time of its own."""
    database = Database.from_url(postgres.url())
    yield database
    with database.transaction() as session:
        for table in (Vacancy, IngestRun):
            session.execute(delete(table).where(table.source == "limited"))
        session.execute(delete(OperatorAlert).where(OperatorAlert.subject == "limited"))
    database.bind.engine.dispose()


def test_what_a_limited_reading_between_showed_stays_open(real: Database, archive: Archive) -> None:
    board = whole_board("limited", range(10))
    service.run(real, archive, board)
    board.short = 0
    assert service.run(real, archive, board).error == "board_shrank"
    board.short = None
    assert service.run(real, archive, board, query=Query(limit=3)).status == "succeeded"
    assert alerts(real) == [("board_shrank", "limited", 1)], "a part of a board does not clear the doubt"
    board.short = 0
    second = service.run(real, archive, board)
    assert (second.status, second.error, second.counts["removed"]) == ("partial", "board_shrank", 7)
    assert open_now(real, "limited") == {0, 1, 2}
    assert service.run(real, archive, board).counts["removed"] == 3
    assert alerts(real) == []


def test_a_failure_between_starts_the_doubt_again(database: Database, archive: Archive) -> None:
    board = whole_board("acme", range(10))
    service.run(database, archive, board)
    board.short = 2
    service.run(database, archive, board)
    board.stop_after = 1
    service.run(database, archive, board)
    board.stop_after = None
    assert service.run(database, archive, board).error == "board_shrank"
    assert len(open_now(database, "acme")) == 10
    assert alerts(database) == [("board_shrank", "acme", 2)]


_names = count()
_step = st.fixed_dictionaries(
    {
        "there": st.sets(st.integers(0, 7), max_size=8),
        "how": st.sampled_from(["whole", "whole", "whole", "broken", "short", "garbled", "limit"]),
        "at": st.integers(0, 7),
    }
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,    phases=[Phase.generate], derandomize=True,
)  # fmt: skip
@given(steps=st.lists(_step, min_size=2, max_size=7))
def test_no_posting_that_is_there_is_ever_closed(
    database: Database, archive: Archive, steps: list[dict[str, object]]
) -> None:
    """Whatever mixture of full readings, failures, limits, garbled rows, and readings that end short without
    a word, as long as the one before did not say the same."""
    board = whole_board(f"board-{next(_names)}", range(8))
    service.run(database, archive, board)
    doubted = False
    for step in steps:
        there, at, how = step["there"], step["at"], step["how"]
        assert isinstance(there, set)
        assert isinstance(at, int)
        before = open_now(database, board.name)
        how = "whole" if how == "short" and doubted else str(how)
        error = read(database, archive, board, there, at, how).error
        if how != "limit":  # no reading of the whole board: the one before it still stands
            doubted = error == "board_shrank"
        lost = (before - open_now(database, board.name)) & there
        assert not lost, f"{how} closed {lost}"


def read(
    database: Database, archive: Archive, board: WholeBoard, there: set[int], at: int, how: str
) -> RunReport:
    numbers = sorted(there)
    board.postings = {str(100_000 + n): a_posting(n) for n in numbers}
    known = open_now(database, board.name)
    board.stop_after = min(at, len(numbers)) if how == "broken" else None
    # A reading that ends short without a word is caught by its size alone.
    board.short = None
    if how == "short":
        fewest = [n for n in range(len(numbers) + 1) if len(known & set(numbers[:n])) * 2 < len(known)]
        board.short = fewest[-1] if fewest else None
    if how == "garbled" and numbers:
        broken = str(100_000 + numbers[at % len(numbers)])
        board.postings[broken] = {"id": broken, "published_at": "2026-11-20T15:00:00+0300"}
    return service.run(database, archive, board, query=Query(limit=at + 1) if how == "limit" else None)
