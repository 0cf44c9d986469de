"""Lines in the headline cards, and the language that a run asks for once."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import polars as pl
import pytest

from components import i18n
from components.sparklines import sparkline_styles

START = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def line(*given: tuple[int, float | None]) -> pl.DataFrame:
    rows = [(START + hours * HOUR, value) for hours, value in given]
    return pl.DataFrame(rows, schema={"at": pl.Datetime("us", "UTC"), "value": pl.Float64}, orient="row")


def test_a_line_goes_by_time_and_value_and_is_coloured_by_its_change() -> None:
    style = unquote(
        sparkline_styles(
            [(line((0, 1.0), (1, 3.0), (4, 2.0)), 1), (line((0, 1.0)), 0), (line((0, 5.0), (9, 5.0)), -1)],
            grid="cards",
        )
    )
    places = re.findall(r"nth-child\((\d)\)", style)
    drawn = re.findall(r'points="([^"]+)"', style)
    assert places == ["1", "3"], "one point is no line"
    assert drawn == ["0.0,28.5 25.0,1.5 100.0,15.0", "0.0,15.0 100.0,15.0"]
    assert re.findall(r'stroke="(#\w+)"', style) == ["#159a63", "#d14b4b"]
    assert "st-key-cards" in style


def test_gaps_are_passed_over() -> None:
    style = unquote(sparkline_styles([(line((0, 1.0), (1, None), (2, 2.0)), 0)], grid="cards"))
    assert 'points="0.0,28.5 100.0,1.5"' in style


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every time the language is looked up; it is what `spoken` says."""
    asked: list[str] = []

    def look() -> i18n.Language:
        asked.append("asked")
        return "ru"

    monkeypatch.setattr(i18n, "_looked_up", look)
    yield asked
    i18n._settled.language = None


def test_a_run_asks_once_and_other_threads_ask_themselves(looked_up: list[str]) -> None:
    i18n.settle()
    for _number in range(50):
        assert i18n.language() == "ru"
    assert len(looked_up) == 1
    other = threading.Thread(target=i18n.language)
    other.start()
    other.join()
    assert len(looked_up) == 2, "another session's thread knows nothing of this one"
