"""The page of sources: one of each standing, their words in both languages, what a row opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from app.matching.service import MatchingService
from app.sources.closed import ClosedSource
from app.sources.listing import Listing
from app.sources.planning import NEWEST
from app.sources.problems import _SENTENCES, RULES
from components import source_texts
from components.source_lines import source_lines, sources_frame
from data.db import Database
from data.models import IngestRun
from data.models.source_host import SourceHost
from data.repositories import operator_alerts, source_overview, source_pages
from data.sources.base import SourceState
from data.sources.kinds import KINDS
from tests.pages.conftest import texts
from tests.pages.fakes import NOW, FakeRecall, FakeSource, a_person, a_resume, vacancies

Open = Callable[..., AppTest]
Wire = Callable[..., Any]


def a_run(database: Database, source: str, ago: timedelta, **fields: Any) -> None:
    values: dict[str, Any] = {
        "status": "succeeded", "finished_at": NOW - ago, "params": {}, "provenance": {}, "timings_ms": {},
        "counts": {"new": 3, "changed": 2, "removed": 1, "quarantined": 4},
    }  # fmt: skip
    with database.transaction() as session:
        session.add(IngestRun(id=uuid4().hex, source=source, started_at=NOW - ago, **(values | fields)))


@pytest.fixture
def full(wire: Wire, database: Database) -> SimpleNamespace:
    """A board in use that has just failed, one switched off, one without a key, two broken entries."""
    wired: SimpleNamespace = wire()
    newest = {"limit": NEWEST}
    acme = SourceState("acme", True, host="boards.example.com", decisions=["whole board in one answer"])
    sources = {
        "acme": FakeSource(acme, "greenhouse"),
        "quiet": ClosedSource("quiet", "lever", "switched_off", host="api.lever.example"),
        "superjob": ClosedSource("superjob", "superjob", "superjob_key_missing"),
        "typo": ClosedSource(
            "typo",
            "",
            "entry_unknown_kind",
            details={"given": "greenhose", "nearest": "greenhouse", "line": "9"},
        ),
        "entry-5": ClosedSource("entry-5", "", "entry_malformed", details={"line": "14", "column": "8"}),
    }
    wired.sources |= sources
    wired.listed = {
        "acme": Listing(sources["acme"], "file", 240, 0.5, "link_back", "remotive"),  # type: ignore[arg-type]
    }
    a_run(database, "acme", timedelta(minutes=40), status="failed", error="circuit_open", counts={},
          params=newest)  # fmt: skip
    a_run(database, "acme", timedelta(hours=5), provenance={"decisions": ["robots: allowed"]})
    a_run(database, "acme", timedelta(hours=30))
    a_run(database, "acme", timedelta(hours=1), params={"file": "old.jsonl"})
    vacancies(database, 7, source="acme")
    with database.transaction() as session:
        source_pages.keep_robots(
            session, "https://boards.example.com", verdict="rules", status_code=200, reason=None,
            body="User-agent: *\nCrawl-delay: 7\n", seconds=3600,
        )  # fmt: skip
        session.add(
            SourceHost(
                host="boards.example.com",
                started_at=NOW - timedelta(minutes=39),
                leases={},
                failures=8,
                opened=1,
                open_until=NOW + timedelta(minutes=9),
                slow_downs=0,
            )  # fmt: skip
        )
    return wired


def test_every_source_with_how_it_stands(full: SimpleNamespace, open_page: Open) -> None:
    app = open_page("sources")
    assert not app.exception
    shown = app.dataframe[0].value
    assert list(shown["source"]) == ["typo", "entry-5", "demo", "acme", "hh", "superjob", "quiet"]
    assert list(shown["standing"]) == [
        "✕ to be mended", "✕ to be mended", "● in use", "● in use", "◌ not configured", "◌ not configured",
        "○ switched off",
    ]  # fmt: skip
    assert list(shown["why"])[:2] == ["no such kind of board", "not TOML"]
    assert shown["why"][5] == "PODBOR_SUPERJOB_KEY is missing"
    assert "2 of 7 sources are in use" in texts(app)


def test_an_open_trouble_stands_above_the_table(
    full: SimpleNamespace, open_page: Open, database: Database
) -> None:
    with database.transaction() as session:
        operator_alerts.raise_alert(session, "board_shrank", "acme", {"open": 40, "shown": 3})
        operator_alerts.raise_alert(session, "format_changed", "quiet", {})
        operator_alerts.resolve(session, "format_changed", "quiet")
    (warning,) = open_page("sources").warning
    assert "acme" in warning.value
    assert "only 3 of 40 open postings were shown" in warning.value


def test_counts_of_a_day_leave_out_older_runs_and_files(full: SimpleNamespace, open_page: Open) -> None:
    acme = open_page("sources").dataframe[0].value.iloc[3]
    assert (acme["open"], acme["new"], acme["changed"], acme["gone"]) == (7, 3, 2, 1)
    assert acme["ended"] == "✕ failed"
    assert acme["last_run_at"].to_pydatetime() == NOW - timedelta(minutes=40)
    assert acme["last_success_at"].to_pydatetime() == NOW - timedelta(hours=5)
    assert acme["next_at"].to_pydatetime() == NOW + timedelta(minutes=200)
    assert acme["circuit"] == "✕ left alone after failures"
    assert acme["quarantined"] == 0


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Perhaps “greenhouse”?"), ("ru", "Может быть, «greenhouse»?")]
)
def test_broken_entries_stand_above_everything(
    full: SimpleNamespace, open_page: Open, language: str, told: str
) -> None:
    app = open_page("sources", language)
    first, second = [error.value.replace("\\", "") for error in app.error]
    assert "typo" in first
    assert told in first
    assert "9" in first
    assert "14" in second


def test_what_a_row_opens(full: SimpleNamespace) -> None:
    def page() -> None:
        from components.source_details import source_details
        from components.source_lines import source_lines

        for line in source_lines():
            source_details(line)

    app = AppTest.from_function(page, default_timeout=30).run()
    assert not app.exception
    told = texts(app).replace("\\", "")
    assert "greenhouse" in told
    assert "every 4 hours" in told
    assert "one request in 2 s at most" in told
    assert "they are kept to · it asks for a pause of 7 s" in told
    assert "3 new, 2 changed, 1 removed" in told
    assert "links back" in told
    assert "Remotive is named on every card" in told
    assert "whole board in one answer" in told
    assert "Set `PODBOR_SUPERJOB_KEY` in `.env`" in told
    assert "left alone after failures · until" in told
    assert "./podbor ingest acme" in [one.value for one in app.code]
    assert "./podbor ingest quiet" not in [one.value for one in app.code]


def _acme() -> None:
    from components.source_details import source_details
    from components.source_lines import source_lines

    source_details(next(line for line in source_lines() if line.name == "acme"))


def test_an_operator_reads_a_source_now_and_is_told_where_to_watch(
    full: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def started(wired: Any, name: str) -> str:
        asked.append(name)
        return "0f3c9a52-6a94-4a0e-8b7b-1d2e3f405162"

    monkeypatch.setattr("app.bootstrap.read_now", started)
    app = AppTest.from_function(_acme, default_timeout=30).run()
    app.button(key="read_now_acme").click().run()
    assert asked == ["acme"]
    assert "/runs/flow-run/0f3c9a52-6a94-4a0e-8b7b-1d2e3f405162" in app.success[0].value
    assert not app.exception


def test_a_reading_that_cannot_be_started_says_why(full: SimpleNamespace, database: Database) -> None:
    full.settings.prefect_api_url = "http://127.0.0.1:9/api"
    app = AppTest.from_function(_acme, default_timeout=30).run()
    app.button(key="read_now_acme").click().run()
    assert [one.value for one in app.error] == [
        "Prefect does not answer, so nothing was started. Try again in a minute."
    ]
    a_run(database, "acme", timedelta(minutes=3), counts={"requests": 5})
    full.listed["acme"] = replace(full.listed["acme"], least_minutes=360)
    app.button(key="read_now_acme").click().run()
    assert "does not allow another reading of this board yet" in app.error[0].value


def test_who_does_not_operate_reads_nothing(full: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.session.is_operator", lambda: False)
    app = AppTest.from_function(_acme, default_timeout=30).run()
    assert not app.exception
    assert not app.button


def test_postings_of_a_board_that_is_no_longer_listed_are_not_forgotten(
    full: SimpleNamespace, database: Database
) -> None:
    vacancies(database, 2, source="left")
    (line,) = [one for one in source_lines() if one.name == "left"]
    assert (line.name, line.standing, line.open, line.next_at) == ("left", "unlisted", 2, None)


def test_csv_keeps_the_codes(full: SimpleNamespace) -> None:
    frame = sources_frame(source_lines())
    assert list(frame["standing"]) == ["fault", "fault", "used", "used", "waiting", "waiting", "off"]
    assert frame["why"][6] == "switched_off"
    assert frame["licence"][3] == "link_back"


def test_cards_name_whom_the_licence_asks_for(
    full: SimpleNamespace, open_page: Open, database: Database
) -> None:
    a_resume(database, a_person(database))
    full.matching = MatchingService(database, FakeRecall(vacancies(database, 60)))
    assert "found on" not in texts(open_page("matches"))
    full.listed["demo"] = Listing(full.sources["demo"], "built_in", attribution="trudvsem")
    assert texts(open_page("matches")).count("found on the job portal “Rabota Rossii”") == 10
    assert "найдено: «Работа России»" in texts(open_page("matches", "ru"))


def test_the_matches_page_names_one_board_that_is_off_and_leads_to_the_rest(
    full: SimpleNamespace, open_page: Open, database: Database
) -> None:
    a_resume(database, a_person(database))
    full.matching = MatchingService(database, FakeRecall(vacancies(database, 60)))
    app = open_page("matches")
    (link,) = [one for one in app.get("page_link") if "sources" in str(one.proto)]
    assert "3 more sources are not in use" in str(link.proto)


def test_every_code_has_words() -> None:
    for code in (*_SENTENCES, "not_listed", "superjob_key_missing", "hh_token_missing"):
        assert source_texts.why(code) != code, code
        assert source_texts.todo(code)
    assert set(source_texts._rules()) | {"kind"} == set(RULES)
    for kind in KINDS.values():
        assert source_texts.licence(kind.licence) != kind.licence, kind.name
        if kind.attribution:
            assert source_texts.attribution(kind.attribution) != kind.attribution, kind.name


def test_only_runs_that_asked_the_board_are_planned_from(full: SimpleNamespace, database: Database) -> None:
    with database.transaction() as session:
        begun = source_overview.last_started(session, NOW - timedelta(days=8))
    assert [params for params, _when in begun["acme"]].count({"limit": NEWEST}) == 1
    assert not [params for params, _when in begun["acme"] if "file" in params]
    assert max(when for _params, when in begun["acme"]) == NOW - timedelta(minutes=40)
