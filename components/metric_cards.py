"""Cards of the metric registry, with the change against the window before."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from app.metrics.registry import Metric, Unit
from components.formats import number, percent, seconds
from components.i18n import _
from components.metric_texts import help_text, title
from data.repositories.overview import Overview

_COLOURS = {"higher": "normal", "lower": "inverse", "neither": "off"}


def metric_cards(metrics: Sequence[Metric], now: Overview, before: Overview) -> None:
    """Cards in a grid of equal heights."""
    with st.container(key="metrics"):
        for metric in metrics:
            value, old = metric.compute(now), metric.compute(before)
            change = None if value is None or old is None or metric.better == "neither" else value - old
            st.metric(
                title(metric.slug), formatted(metric, value), help=help_text(metric), border=True,
                height="stretch", delta=_change(metric, change), delta_color=_COLOURS[metric.better],  # type: ignore[arg-type]
            )  # fmt: skip


def formatted(metric: Metric, value: float | None) -> str:
    """A value with its unit; no rows is a dash, never a zero."""
    if value is None:
        return "—"
    if metric.unit is Unit.MILLISECONDS:
        return seconds(value)
    return percent(value) if metric.unit is Unit.SHARE else number(round(value))


def metrics_frame(metrics: Sequence[Metric], now: Overview, before: Overview) -> pl.DataFrame:
    """Columns: metric, value, before, unit, table: what the cards show, for the CSV."""
    return pl.DataFrame(
        [
            (metric.slug, metric.compute(now), metric.compute(before), metric.unit.value, metric.table)
            for metric in metrics
        ],
        schema={
            "metric": pl.String, "value": pl.Float64, "before": pl.Float64, "unit": pl.String,
            "table": pl.String,
        },
        orient="row",
    )  # fmt: skip


def _change(metric: Metric, change: float | None) -> str | None:
    if change is None or round(change, 4) == 0:
        return None
    shown = formatted(metric, abs(change))
    return _("+{value}").format(value=shown) if change > 0 else _("-{value}").format(value=shown)
