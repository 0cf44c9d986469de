"""The page Runs: a run opened up, alerts above, and nothing of a board's text runs or formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.ingestion import service
from components import run_reader
from data.db import Database
from data.errors import ArchiveUnavailable
from data.repositories import operator_alerts
from tests.app.ingestion.fakes import a_posting, whole_board
from tests.pages.conftest import texts

Open = Callable[..., AppTest]
Wire = Callable[..., Any]
MOVED = "2026-11-20T13:00:00+0300"


def one_run() -> None:
    """What the page does with a picked row."""
    import streamlit as st

    from components import run_details, run_reader

    run_details.run_details(run_reader.details(st.session_state["run"]))


def opened(run_id: str) -> AppTest:
    app = AppTest.from_function(one_run, default_timeout=30)
    app.session_state["run"] = run_id
    return app.run()


def a_run(database: Database, wired: Any) -> str:
    board = whole_board("acme", range(8))
    service.run(database, wired.archive, board)
    del board.postings["100001"]
    board.postings["100002"] = a_posting(2, name="*Повар* <b>", published_at=MOVED)
    board.postings["100003"] = {"id": "100003", "secret": "<script>", "published_at": MOVED}
    board.postings["100020"] = a_posting(20)
    return service.run(database, wired.archive, board).run_id


def test_a_run_opened_up(wire: Wire, database: Database) -> None:
    wired = wire()
    run_id = a_run(database, wired)
    app = opened(run_id)
    assert not app.exception
    assert [tab.label for tab in app.tabs] == ["Changes", "Set aside", "What was read", "Decisions"]
    told = texts(app)
    assert "gone from the board" in told
    assert any("closed 1 postings" in one.value.replace("\\", "") for one in app.caption)
    assert app.code[-1].value == f"podbor replay {run_id}"
    found = run_reader.details(run_id)
    assert found is not None
    assert sorted(found.changes["change"].to_list()) == ["changed", "new", "removed"]
    aside = found.quarantine
    assert aside["reason"].to_list() == ["name_missing"]
    assert "<script>" in str(run_reader.excerpt(aside["sha256"][0]))
    assert found.report.batches
    assert run_reader.inputs(found.report.batches[0].inputs_sha256).height == 8


def test_what_is_no_longer_kept_is_said(wire: Wire, database: Database) -> None:
    wired = wire()
    run_id = a_run(database, wired)
    wired.archive.store.files.clear()
    app = opened(run_id)
    assert not app.exception
    assert "They are no longer in the archive." in texts(app)
    assert run_reader.excerpt("a" * 64) is None
    assert "This run is no longer here." in texts(opened("gone"))


def test_an_archive_that_does_not_answer(
    wire: Wire, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    wired = wire()
    run_id = a_run(database, wired)

    def silent(sha256: str) -> bytes:
        raise ArchiveUnavailable("The archive in s3://podbor does not answer (Generic).")

    monkeypatch.setattr(wired.archive, "get", silent)
    app = opened(run_id)
    assert not app.exception
    assert [one.value for one in app.error] == ["The archive of raw records does not answer."]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_alerts_stand_above_everything(
    wire: Wire, open_page: Open, database: Database, language: str
) -> None:
    a_run(database, wire())
    with database.transaction() as session:
        operator_alerts.raise_alert(session, "board_shrank", "acme", {"open": 10, "shown": 2, "kept": 8})
        operator_alerts.raise_alert(session, "something_else", "acme")
    app = open_page("runs", language)
    assert not app.exception
    told = [one.value for one in app.warning]
    assert len(told) == 3  # the run before it met a new reason
    assert any("2" in one and "10" in one for one in told)
    assert any(
        ("format" if language == "en" else "выглядят") in one or "no longer look" in one for one in told
    )
    assert app.selectbox(key="changes_source").value == "acme"
