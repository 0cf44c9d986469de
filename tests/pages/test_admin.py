"""Behind every figure are its rows: what was clicked or picked narrows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from components import charts
from data.db import Database
from data.models import Feedback, FreshnessCheck, LlmCall, MatchEvent, SearchJob
from data.repositories import evaluations
from tests.pages.conftest import ROOT, texts
from tests.pages.fakes import FakeRecall, a_person, vacancies

Open = Callable[..., AppTest]
Wire = Callable[..., Any]
SWEEP = str(uuid4())


@pytest.fixture
def busy(wire: Wire, database: Database) -> None:
    """Half an hour of everything, of one person."""
    person, ids = a_person(database), vacancies(database, 3)
    at = datetime.now(UTC)
    with database.transaction() as session:
        for name in ("upload", "parsed", "search", "open", "like"):
            session.add(MatchEvent(person_id=person, at=at, event=name, rank=1, vacancy_id=ids[0],
                                   search_id=uuid4()))  # fmt: skip
        for status, spent in (("completed", 120.0), ("failed", 9_000.0)):
            session.add(SearchJob(id=uuid4(), person_id=person, status=status, started_at=at,
                                  finished_at=at, timings_ms={"total": spent, "recall": spent}))  # fmt: skip
        session.add(Feedback(person_id=person, vacancy_id=ids[0], verdict="dislike", reason="salary"))
        session.add(FreshnessCheck(vacancy_id=ids[0], source="demo", trigger="sweep", verdict="open",
                                   duration_ms=5, sweep_id=SWEEP))  # fmt: skip
        session.add(FreshnessCheck(vacancy_id=ids[1], source="demo", trigger="read", verdict="unknown",
                                   duration_ms=5, sweep_id=None))  # fmt: skip
        for purpose in ("embedding", "resume_extraction"):
            session.execute(insert(LlmCall).values(
                call_id=uuid4(), day=at.date(), scope="system", purpose=purpose, model="m", host="h",
                prompt_tokens=7, cached_tokens=0, completion_tokens=1, reserved=Decimal(0),
                cost=Decimal("0.001"), price_known=True, usage_known=True, attempts=1, status="ok",
                duration_ms=9,
            ))  # fmt: skip
        evaluations.keep(session, "cooks", mode="hybrid", model="use", queries=3, documents=9,
                         measures=[evaluations.Measure("ndcg@10", 0.5, 0.4, 0.6)])  # fmt: skip
    wire(FakeRecall(ids))


def test_the_address_names_window_and_tab_in_codes(busy: None) -> None:
    for language in ("en", "ru"):
        app = at_address(lang=language, window="7d", tab="events")
        assert (app.segmented_control(key="window").value, app.segmented_control(key="tab").value) == (
            "7d", "events",
        )  # fmt: skip
        app.segmented_control(key="window").set_value("30d").run()
        assert app.query_params["window"] in ("30d", ["30d"])
    assert at_address(lang="en", window="a week").segmented_control(key="window").value == "24h"


def at_address(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=30).run()
    app.switch_page("../pages/admin.py")
    app.query_params.update(query)
    return app.run()


def rows_of(app: AppTest, column: str) -> Any:
    """The last table with such a column: the rows behind the figures stand last."""
    return [one.value for one in app.dataframe if column in one.value.columns][-1]


@pytest.mark.parametrize(
    ("tab", "column", "number"),
    [
        ("latency", "request_id", 2), ("cost", "duration_ms", 2), ("activation", "came_at", 0),
        ("quality", "why_not", 1), ("freshness", "prefect", 2), ("events", "rank", 5),
    ],
)  # fmt: skip
def test_each_tab_ends_with_its_rows(tab: str, column: str, number: int, busy: None, open_page: Open) -> None:
    app = open_page("admin")
    app.segmented_control(key="tab").set_value(tab).run()
    assert not app.exception
    if number:
        assert "see only what is behind it" in texts(app)
        assert len(rows_of(app, column)) == number
    else:
        assert "No rows." in texts(app)  # nobody came to the last step, and that one is told first


def test_a_click_into_a_chart_narrows_the_rows(
    busy: None, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "_picked", lambda figure, key, unit: (1, 0))
    app = open_page("admin")
    for tab, column, number in (
        ("cost", "duration_ms", 1),
        ("freshness", "prefect", 1),
        ("events", "rank", 1),
    ):
        app.segmented_control(key="tab").set_value(tab).run()
        assert not app.exception
        assert len(rows_of(app, column)) == number
        assert "Only:" in texts(app)


def test_a_click_into_a_map_or_the_funnel_narrows_the_rows(
    busy: None, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: dict[str, Any] = {}

    def first_mark(figure: Any, key: str, unit: str | None) -> tuple[int, int]:
        drawn[key.split("_")[0]] = figure
        return len(figure.data) - 1, 0

    monkeypatch.setattr(charts, "_picked", first_mark)
    app = open_page("admin")
    assert len(rows_of(app, "request_id")) == 1  # the one cell of the spread; the failed search is in none
    assert "≤ 200" in texts(app)
    app.segmented_control(key="tab").set_value("activation").run()
    assert "came to “uploaded a résumé” and no further" in texts(app)
    app.segmented_control(key="tab").set_value("retention").run()
    assert "came first in the week of" in texts(app)
    assert len(rows_of(app, "came_at")) == 1
    for name in (
        "spread",
        "cohorts",
    ):  # a mark for each cell that has a number, in its middle, seen when chosen
        cells, marks = drawn[name].data
        assert len(marks.x) == sum(cell is not None for row in cells.z for cell in row) == 1
        assert (marks.marker.opacity, marks.selected.marker.opacity) == (0, 1)
        assert marks.y[0] in cells.y


def test_a_picked_line_narrows_the_rows(busy: None, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("admin_speed", "admin_cost", "admin_people", "admin_quality", "admin_freshness"):
        monkeypatch.setattr(f"components.{module}.chosen_row", lambda frame, name, **_: 0)
    app = open_page("admin")
    assert len(rows_of(app, "request_id")) == 1  # the cell of the spread that one search is in
    for tab, told in (
        ("cost", "Only:"), ("activation", "came to “uploaded a résumé” and no further"),
        ("retention", "came first in the week of"), ("quality", "Pay too low"), ("freshness", "Only: demo"),
        ("events", "Only:"),
    ):  # fmt: skip
        app.segmented_control(key="tab").set_value(tab).run()
        assert not app.exception
        assert told in texts(app)


def test_sweeps_link_to_their_flow_run(busy: None, open_page: Open) -> None:
    app = open_page("admin")
    app.segmented_control(key="tab").set_value("freshness").run()
    links = rows_of(app, "prefect")["prefect"]
    assert list(links.dropna()) == [f"http://127.0.0.1:4200/runs/flow-run/{SWEEP}"]
    assert len(links) == 2  # the other look was a search's


def test_kept_evaluations_are_drawn(busy: None, open_page: Open) -> None:
    app = open_page("admin")
    app.segmented_control(key="tab").set_value("quality").run()
    assert "Offline evaluations" in texts(app)
    shown = rows_of(app, "measure")
    assert list(shown["measure"]) == ["ndcg@10"]
    assert list(shown["set"]) == ["cooks"]
