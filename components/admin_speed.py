"""The operator's tab of speed: percentiles over time and by stage, the spread, the slowest searches."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from components import admin_rows, charts, operator_data
from components.errors import shown_to_user
from components.formats import local_zone, number
from components.i18n import _
from components.tables import chosen_row, table
from components.vocabulary import stage
from data.repositories.latency import BOUNDS


def speed(window: str) -> None:
    invented = operator_data.is_simulated()
    with shown_to_user():
        over_time, by_stage, spread = operator_data.latencies(window, invented)
    span = operator_data.span(window)
    if over_time.is_empty():
        st.info(_("No search was completed in this window."))
        admin_rows.rows(lambda: admin_rows.searches(invented, span, None, None), "slowest", "")
        return
    percentiles = (("p99_ms", _("p99")), ("p95_ms", _("p95")), ("p50_ms", _("p50")))
    st.subheader(_("Search time"))
    clicked = charts.lines(
        over_time, percentiles, key=f"latency_{window}", span=span, unit=_("milliseconds"), count="searches"
    )
    line = chosen_row(over_time, "latency", of=window)
    st.subheader(_("Search time by stage"))
    stages = by_stage.filter(pl.col("stage") != "total")
    charts.bars(stages, [stage(code) for code in stages["stage"]], percentiles[::-1], key="stages")
    table(by_stage, "stages")
    st.subheader(_("Spread"))
    st.caption(_("How many searches took how long; the darker, the more."))
    touched = _spread(window, spread)
    cell = admin_rows.picked(spread, chosen_row(spread, "spread", of=window)) or touched
    _slowest(window, cell or admin_rows.picked(over_time, clicked if line is None else line))


def _slowest(window: str, cell: dict[str, Any]) -> None:
    """The slowest and the failed searches, of the window or of one bucket, or of one cell of the spread."""
    invented, span, told = operator_data.is_simulated(), operator_data.span(window), ""
    above = within = None
    if cell:
        span = admin_rows.bucket(window, cell["at"])
        told = admin_rows.span_told(span)
    if "within_ms" in cell:
        within = cell["within_ms"]
        below = [bound for bound in BOUNDS if within is None or bound < within]
        above = below[-1] if below else None
        told += " · " + (f"≤ {number(within)}" if within is not None else f"> {number(BOUNDS[-1])}")
    admin_rows.rows(
        lambda: admin_rows.searches(invented, span, above, within), "slowest", told,
        heading=_("The slowest and the failed"),
    )  # fmt: skip


def _spread(window: str, frame: pl.DataFrame) -> dict[str, Any]:
    """The cell that was clicked, as its row of `frame`."""
    starts = frame["at"].unique().sort()
    found = {(row["at"], row["within_ms"]): row for row in frame.iter_rows(named=True)}
    rows: list[tuple[float | None, str]] = [
        *((bound, f"≤ {number(bound)}") for bound in BOUNDS),
        (None, f"> {number(BOUNDS[-1])}"),
    ]
    cells = [
        [row["searches"] if (row := found.get((at, bound))) else None for at in starts]
        for bound, _name in rows
    ]
    times = [at.astimezone(local_zone()) for at in starts]
    clicked = charts.heat(
        cells, times, [name for _bound, name in rows], key=f"spread_chart_{window}",
        told="n=%{customdata[0]}",
    )  # fmt: skip
    return found[starts[clicked[1]], rows[clicked[0]][0]] if clicked else {}
