"""Charts of the operator's pages. No background of their own, so they stand on light and dark alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import streamlit as st

from components.formats import local_zone
from components.theme import CHART_COLOURS

_DAY = timedelta(days=1)
_GRID = "rgba(128,128,128,0.25)"
#: Opaque, so that plotly finds a colour for the words in a cell that can be read.
_SCALE = [[0.0, "#d7e9f6"], [1.0, "#0a5f94"]]


def lines(
    frame: pl.DataFrame, columns: Sequence[tuple[str, str]], *, key: str, span: tuple[datetime, datetime],
    unit: str, count: str | None = None,
) -> None:  # fmt: skip
    """Lines over time: `columns` are (column, name), `count` a column shown as n when pointed at."""
    import plotly.graph_objects as go  # type: ignore[import-untyped]  # half a second that only this page pays

    figure = go.Figure()
    times = _local(frame)
    for number, (column, name) in enumerate(columns):
        figure.add_scatter(
            x=times, y=frame[column].to_list(), name=name, mode="lines+markers",
            line={"color": CHART_COLOURS[number], "width": 2, "dash": ("solid", "dash", "dot")[number % 3]},
            customdata=frame[count].to_list() if count else None,
            hovertemplate="%{y:,.4~r}" + (" · n=%{customdata}" if count else "")
            + "<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    _over_time(figure, span)
    _show(figure, key, unit)


def stacked(
    frame: pl.DataFrame, by: str, value: str, *, key: str, unit: str, span: tuple[datetime, datetime],
) -> None:  # fmt: skip
    """Bars over time (column `at` or `day`), one colour for each value of column `by`, the largest first."""
    import plotly.graph_objects as go

    figure = go.Figure()
    sums = frame.group_by(by).agg(pl.col(value).sum()).sort(value, descending=True)
    for number, name in enumerate(sums[by].to_list()):
        part = frame.filter(pl.col(by) == name)
        figure.add_bar(
            x=part["day"].to_list() if "day" in frame.columns else _local(part),
            y=[float(one) for one in part[value]], name=name,
            marker_color=CHART_COLOURS[number % len(CHART_COLOURS)],
            hovertemplate="%{y:,.4~r}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    figure.update_layout(barmode="stack")
    if "day" not in frame.columns:
        _over_time(figure, span)
    _show(figure, key, unit)


def bars(frame: pl.DataFrame, names: Sequence[str], columns: Sequence[tuple[str, str]], *, key: str) -> None:
    """Horizontal bars in the order of `frame`, the first on top; `names` are the rows' words."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for number, (column, name) in enumerate(columns):
        figure.add_bar(
            y=list(names), x=frame[column].to_list(), name=name, orientation="h",
            marker_color=CHART_COLOURS[number], hovertemplate="%{x:,.4~r}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(barmode="group")
    _show(figure, key, None)


def heat(
    cells: Sequence[Sequence[float | None]], x: Sequence[Any], y: Sequence[str], *, key: str, told: str,
    texts: Sequence[Sequence[str]] | None = None,
) -> None:  # fmt: skip
    """A heat map; `told` words a cell (plotly's %{z}), `texts` are written into the cells."""
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Heatmap(
            z=cells, x=list(x), y=list(y), colorscale=_SCALE, xgap=1, ygap=1, showscale=False,
            text=texts, texttemplate="%{text}" if texts else None, hoverongaps=False,
            hovertemplate=f"%{{y}} · %{{x}}<br>{told}<extra></extra>",
        )
    )  # fmt: skip
    _show(figure, key, None)


def funnel(names: Sequence[str], people: Sequence[int], *, key: str) -> None:
    """Steps from wide to narrow, each with its number and its share of the first."""
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Funnel(
            y=list(names), x=list(people), textinfo="value+percent initial",
            marker={"color": CHART_COLOURS[0]}, connector={"line": {"width": 0}},
            hovertemplate="%{y}: %{x}<extra></extra>",
        )
    )  # fmt: skip
    _show(figure, key, None)


def _local(frame: pl.DataFrame) -> list[datetime]:
    return [moment.astimezone(local_zone()) for moment in frame["at"]]


def _over_time(figure: Any, span: tuple[datetime, datetime]) -> None:
    since, until = (moment.astimezone(local_zone()) for moment in span)
    edge = (until - since) / 40  # so that a mark at either end is drawn whole
    figure.update_xaxes(
        range=[since - edge, until + edge], tickformat="%H:%M" if until - since <= _DAY else "%d.%m",
        hoverformat="%d.%m %H:%M", nticks=9,
    )  # fmt: skip


def _show(figure: Any, key: str, unit: str | None) -> None:
    figure.update_layout(
        height=320, margin={"l": 10, "r": 10, "t": 30, "b": 10}, paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)", legend={"orientation": "h", "y": 1.14, "x": 0},
    )  # fmt: skip
    figure.update_xaxes(gridcolor=_GRID)
    figure.update_yaxes(gridcolor=_GRID, title=unit)
    if unit is not None:
        figure.update_yaxes(rangemode="tozero")
    st.plotly_chart(figure, width="stretch", key=key, config={"displaylogo": False})
