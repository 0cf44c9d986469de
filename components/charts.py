"""Charts of the operator's pages. No background of their own, so they stand on light and dark alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import streamlit as st

from components.formats import local_zone
from components.i18n import language
from components.theme import CHART_COLOURS

_SEPARATORS = {"ru": ", "}
#: Its buttons would lie over the legend on a phone; a double click undoes a zoom.
_BAR = {"displayModeBar": False}
_DAY = timedelta(days=1)
_DAY_MS = 86_400_000
_GRID = "rgba(128,128,128,0.25)"
#: Opaque, so that plotly finds a colour for the words in a cell that can be read.
_MARK = "#d97a00"
_SCALE = [[0.0, "#d7e9f6"], [1.0, "#0a5f94"]]


def lines(
    frame: pl.DataFrame, columns: Sequence[tuple[str, str]], *, key: str, span: tuple[datetime, datetime],
    unit: str, count: str | None = None,
) -> int | None:  # fmt: skip
    """Lines over time: `columns` are (column, name), `count` a column shown as n when pointed at. Gives the
    row of `frame` that was clicked."""
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
    picked = _picked(figure, key, unit)
    return picked[1] if picked is not None and picked[1] < frame.height else None


def stacked(
    frame: pl.DataFrame, by: str, value: str, *, key: str, unit: str, span: tuple[datetime, datetime],
    named: Mapping[str, str] | None = None,
) -> tuple[Any, str] | None:  # fmt: skip
    """Bars over time (column `at` or `day`), one colour for each value of column `by`, the largest first;
    `named` words these values. Gives (start of the bucket, value of `by`) of the bar that was clicked."""
    import plotly.graph_objects as go

    figure = go.Figure()
    time = "day" if "day" in frame.columns else "at"
    sums = frame.group_by(by).agg(pl.col(value).sum()).sort(value, by, descending=[True, False])
    parts = [(name, frame.filter(pl.col(by) == name)) for name in sums[by].to_list()]
    for number, (name, part) in enumerate(parts):
        figure.add_bar(
            x=part["day"].to_list() if time == "day" else _local(part),
            y=[float(one) for one in part[value]], name=(named or {}).get(name, name),
            marker_color=CHART_COLOURS[number % len(CHART_COLOURS)],
            hovertemplate="%{y:,.4~r}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    figure.update_layout(barmode="stack")
    if time == "at":
        _over_time(figure, span)
    else:
        few = frame["day"].n_unique() <= 9
        figure.update_xaxes(tickformat="%d.%m", hoverformat="%d.%m.%Y", dtick=_DAY_MS if few else None)
    picked = _picked(figure, key, unit)
    if picked is None or picked[0] >= len(parts) or picked[1] >= parts[picked[0]][1].height:
        return None
    name, part = parts[picked[0]]
    return part[time][picked[1]], name


def series(frame: pl.DataFrame, by: Sequence[str], value: str, *, key: str) -> None:
    """One line for each combination of the columns `by`, over `at` (sorted), with the columns `low` and
    `high` as its interval. From zero to one."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for number, (names, part) in enumerate(frame.group_by(list(by), maintain_order=True)):
        figure.add_scatter(
            x=_local(part), y=part[value].to_list(), name=" · ".join(map(str, names)), mode="lines+markers",
            line={"color": CHART_COLOURS[number % len(CHART_COLOURS)], "width": 2},
            error_y={
                "type": "data", "symmetric": False, "thickness": 1,
                "array": (part["high"] - part[value]).to_list(),
                "arrayminus": (part[value] - part["low"]).to_list(),
            },
            hovertemplate="%{y:.3f}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    figure.update_xaxes(hoverformat="%d.%m.%Y %H:%M")
    _show(figure, key, "")


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
) -> tuple[int, int] | None:  # fmt: skip
    """A heat map; `told` words a cell (plotly's %{z}), `texts` are written into the cells. Gives (row,
    column) of the cell that was clicked."""
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Heatmap(
            z=cells, x=list(x), y=list(y), colorscale=_SCALE, xgap=1, ygap=1, showscale=False,
            text=texts, texttemplate="%{text}" if texts else None, hoverongaps=False, hoverinfo="skip",
        )
    )  # fmt: skip
    # plotly selects no cells of a heat map: marks in their middles, seen when chosen, are selected for them.
    places = [
        (row, column)
        for row, line in enumerate(cells)
        for column, cell in enumerate(line)
        if cell is not None
    ]
    figure.add_scatter(
        x=[x[column] for _row, column in places], y=[y[row] for row, _column in places], mode="markers",
        customdata=[
            [cells[row][column], texts[row][column] if texts else ""] for row, column in places
        ],
        marker={"symbol": "square-open", "size": 24, "color": _MARK, "opacity": 0, "line": {"width": 2.5}},
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 0}}, showlegend=False,
        hovertemplate=f"%{{y}} · %{{x}}<br>{told}<extra></extra>",
    )  # fmt: skip
    figure.update_layout(hovermode="closest", hoverdistance=-1)
    if x and isinstance(x[0], datetime):
        figure.update_xaxes(
            tickformat="%H:%M" if x[-1] - x[0] <= _DAY else "%d.%m", hoverformat="%d.%m %H:%M"
        )  # fmt: skip
    picked = _picked(figure, key, None)
    return places[picked[1]] if picked is not None and picked[1] < len(places) else None


def funnel(names: Sequence[str], people: Sequence[int], *, key: str) -> int | None:
    """Steps from wide to narrow, each with its number and its share of the first. Gives the number of the
    step that was clicked."""
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Funnel(
            y=list(names), x=list(people), textinfo="value+percent initial",
            marker={"color": CHART_COLOURS[0]}, connector={"line": {"width": 0}},
            hovertemplate="%{y}: %{x}<extra></extra>",
        )
    )  # fmt: skip
    picked = _picked(figure, key, None)
    return picked[1] if picked is not None and picked[1] < len(names) else None


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
    _dress(figure, unit)
    st.plotly_chart(figure, width="stretch", key=key, config=_BAR)


def _picked(figure: Any, key: str, unit: str | None) -> tuple[int, int] | None:
    """Show it; (number of the trace, number of the point) that was clicked."""
    _dress(figure, unit)
    figure.update_layout(clickmode="event+select")
    state: Any = st.plotly_chart(
        figure, width="stretch", key=key, config=_BAR, on_select="rerun", selection_mode="points"
    )
    points = state["selection"]["points"] if isinstance(state, Mapping) else []
    return (int(points[0]["curve_number"]), int(points[0]["point_index"])) if points else None


def _dress(figure: Any, unit: str | None) -> None:
    figure.update_layout(
        separators=_SEPARATORS.get(language(), ".,"), height=320,
        margin={"l": 10, "r": 10, "t": 30, "b": 10}, paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)", legend={"orientation": "h", "y": 1.14, "x": 0},
    )  # fmt: skip
    figure.update_xaxes(gridcolor=_GRID)
    figure.update_yaxes(gridcolor=_GRID, title=unit)
    if unit is not None:
        figure.update_yaxes(rangemode="tozero")
