"""The operator's tab of speed: percentiles over time and by stage, the spread, the slowest searches."""

from __future__ import annotations

import polars as pl
import streamlit as st

from components import charts, operator_data
from components.errors import shown_to_user
from components.formats import local_zone, number
from components.i18n import _
from components.tables import table
from components.vocabulary import stage
from data.repositories.latency import BOUNDS


def speed(window: str) -> None:
    with shown_to_user():
        over_time, by_stage, spread, slowest = operator_data.latencies(window, operator_data.is_simulated())
    if over_time.is_empty():
        st.info(_("No search was completed in this window."))
        if not slowest.is_empty():
            table(slowest, "slowest")
        return
    span = operator_data.span(window)
    percentiles = (("p99_ms", _("p99")), ("p95_ms", _("p95")), ("p50_ms", _("p50")))
    st.subheader(_("Search time"))
    charts.lines(over_time, percentiles, key="latency", span=span, unit=_("milliseconds"), count="searches")
    table(over_time, "latency")
    st.subheader(_("Search time by stage"))
    stages = by_stage.filter(pl.col("stage") != "total")
    charts.bars(stages, [stage(code) for code in stages["stage"]], percentiles[::-1], key="stages")
    table(by_stage, "stages")
    st.subheader(_("Spread"))
    st.caption(_("How many searches took how long; the darker, the more."))
    _spread(spread)
    table(spread, "spread")
    st.subheader(_("The slowest and the failed"))
    table(slowest, "slowest")


def _spread(frame: pl.DataFrame) -> None:
    starts = frame["at"].unique().sort()
    found = {(row["at"], row["within_ms"]): row["searches"] for row in frame.iter_rows(named=True)}
    rows: list[tuple[float | None, str]] = [
        *((bound, f"≤ {number(bound)}") for bound in BOUNDS),
        (None, f"> {number(BOUNDS[-1])}"),
    ]
    cells = [[found.get((at, bound)) for at in starts] for bound, _name in rows]
    times = [at.astimezone(local_zone()) for at in starts]
    charts.heat(cells, times, [name for _bound, name in rows], key="spread_chart", told="n=%{z}")
