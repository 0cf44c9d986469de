"""A changed format is told once, until the board is as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.ingestion import service
from data.archive import Archive
from data.db import Database
from data.repositories import operator_alerts
from tests.app.ingestion.fakes import WholeBoard, a_posting, jsonl, whole_board

MOVED = "2026-11-20T13:00:00+0300"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def told(database: Database) -> dict[str, int] | None:
    """Reason code -> 1, and how often it was noticed; None when no alert is open."""
    with database.transaction() as session:
        found = operator_alerts.open_one(session, "format_changed", "acme")
        return None if found is None else dict.fromkeys(found.details["reasons"], found.count)


def spoil(board: WholeBoard, number: int, **fields: object) -> None:
    name = str(100_000 + number)
    board.postings[name] = {"id": name, "published_at": MOVED, **fields}


def test_a_few_odd_rows_are_no_news_and_a_new_reason_is(database: Database, archive: Archive) -> None:
    board = whole_board("acme", range(40))
    spoil(board, 1)
    service.run(database, archive, board)
    assert told(database) is None  # 1 of 40, and nothing to compare with
    service.run(database, archive, board)
    assert told(database) is None
    board.postings["100002"] = {"name": "Без номера", "published_at": MOVED}
    first = service.run(database, archive, board)
    reasons = set(first.provenance["quarantine"]) - {"name_missing"}
    assert reasons
    assert told(database) == dict.fromkeys(reasons, 1)
    service.run(database, archive, board)  # the same reason is no longer new, yet it is not over
    assert told(database) == dict.fromkeys(reasons, 2)
    board.postings["100002"] = a_posting(2, published_at=MOVED)
    service.run(database, archive, board)
    assert told(database) is None


def test_many_rows_set_aside_are_news_even_the_first_time(database: Database, archive: Archive) -> None:
    board = whole_board("acme", range(20))
    for number in range(2):
        spoil(board, number)
    service.run(database, archive, board)
    assert told(database) == {"name_missing": 1}
    board.stop_after = 5
    service.run(database, archive, board)
    assert told(database) is not None  # a reading that broke off says nothing


def test_a_file_of_oddities_is_no_news_of_the_board(
    database: Database, archive: Archive, tmp_path: Path
) -> None:
    board = whole_board("acme", range(3))
    service.run(database, archive, board)
    service.run(database, archive, board, file=jsonl(tmp_path / "a.jsonl", "{", a_posting(1)))
    assert told(database) is None
