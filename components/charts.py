"""Charts of the admin page. No background of their own, so they stand on light and dark alike."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl
import streamlit as st

from components.formats import local_zone
from components.i18n import _
from components.theme import CHART_COLOURS
from components.vocabulary import stage

_DAY = timedelta(days=1)
_GRID = "rgba(128,128,128,0.25)"


def latency_chart(frame: pl.DataFrame, window: timedelta) -> None:
    """p50 and p95 of searches over the whole window up to now; columns at, searches, p50_ms, p95_ms."""
    import plotly.graph_objects as go  # type: ignore[import-untyped]  # half a second that only this page pays

    times = [moment.astimezone(local_zone()) for moment in frame["at"]]
    now = datetime.now(local_zone())
    edge = window / 40  # so that a mark at either end is drawn whole
    figure = go.Figure()
    for column, name, dash, colour in (
        ("p95_ms", _("p95"), "solid", CHART_COLOURS[1]),
        ("p50_ms", _("p50"), "dot", CHART_COLOURS[0]),
    ):
        figure.add_scatter(
            x=times, y=frame[column].to_list(), name=name, mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2}, customdata=frame["searches"].to_list(),
            hovertemplate="%{y:.0f} · n=%{customdata}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    _lay_out(figure, _("milliseconds"))
    figure.update_xaxes(
        range=[min([now - window, *times]) - edge, now + edge],
        tickformat="%H:%M" if window <= _DAY else "%d.%m", hoverformat="%d.%m %H:%M", nticks=9,
    )  # fmt: skip
    st.plotly_chart(figure, width="stretch", key="latency", config={"displaylogo": False})


def stage_chart(frame: pl.DataFrame) -> None:
    """p50 and p95 of each stage; columns stage, p50_ms, p95_ms."""
    import plotly.graph_objects as go

    stages = frame.filter(pl.col("stage") != "total").reverse()
    names = [stage(code) for code in stages["stage"]]
    figure = go.Figure()
    for column, name, colour in (
        ("p50_ms", _("p50"), CHART_COLOURS[0]),
        ("p95_ms", _("p95"), CHART_COLOURS[1]),
    ):
        figure.add_bar(
            y=names, x=stages[column].to_list(), name=name, orientation="h", marker_color=colour,
            hovertemplate="%{x:.1f}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    _lay_out(figure, None)
    figure.update_xaxes(title=_("milliseconds"))
    st.plotly_chart(figure, width="stretch", key="stages", config={"displaylogo": False})


def _lay_out(figure: Any, y_title: str | None) -> None:
    figure.update_layout(
        height=320, margin={"l": 10, "r": 10, "t": 30, "b": 10}, paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)", legend={"orientation": "h", "y": 1.12, "x": 0}, barmode="group",
    )  # fmt: skip
    figure.update_xaxes(gridcolor=_GRID)
    figure.update_yaxes(gridcolor=_GRID, title=y_title, rangemode="tozero")
