"""Cards of the metric registry, with the change against the window before."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from app.metrics.registry import HEADLINES, CountedMetric, Metric, Unit
from components.formats import dollars, fine_percent, number, seconds
from components.i18n import _
from components.metric_texts import help_text, title
from components.operator_data import Card
from components.sparklines import sparkline_styles

_COLOURS = {"higher": "normal", "lower": "inverse", "neither": "off"}
_MANY = 1_000_000
_BY_SLUG = {metric.slug: metric for metric in HEADLINES}


def metric_cards(metrics: Sequence[CountedMetric[Any]], now: Any, before: Any) -> None:
    """Cards in a grid of equal heights; `now` and `before` are the counts of their tab."""
    with st.container(key="metrics"):
        for metric in metrics:
            value, old = metric.compute(now), metric.compute(before)
            change = None if value is None or old is None or metric.better == "neither" else value - old
            st.metric(
                title(metric.slug), formatted(metric, value), help=help_text(metric), border=True,
                height="stretch", delta=_change(metric, change), delta_color=_COLOURS[metric.better],  # type: ignore[arg-type]
            )  # fmt: skip


def headline_cards(cards: Sequence[Card]) -> None:
    """The cards over the pages, each with its line over the window."""
    lines = []
    with st.container(key="headlines"):
        for card in cards:
            metric = _BY_SLUG[card.slug]
            change = None if card.value is None or card.before is None else card.value - card.before
            st.metric(
                title(metric.slug), formatted(metric, card.value), help=help_text(metric), border=True,
                height="stretch", delta=_change(metric, change), delta_color=_COLOURS[metric.better],  # type: ignore[arg-type]
            )  # fmt: skip
            lines.append((card.line, _for_the_better(metric, change)))
    st.html(sparkline_styles(lines, grid="headlines"))


def headlines_frame(cards: Sequence[Card]) -> pl.DataFrame:
    """Columns: metric, value, before, unit, table: what the cards show, for the CSV."""
    found = [(_BY_SLUG[card.slug], card) for card in cards]
    return _frame([(one.slug, card.value, card.before, one.unit.value, one.table) for one, card in found])


def formatted(metric: Metric, value: float | None) -> str:
    """A value with its unit; no rows is a dash, never a zero."""
    if value is None:
        return "—"
    if metric.unit is Unit.MILLISECONDS:
        return seconds(value)
    if metric.unit is Unit.DOLLARS:
        return dollars(Decimal(str(value)))
    if metric.unit is Unit.SHARE:
        return fine_percent(value)
    if abs(value) >= _MANY:  # all digits of more do not fit into a card
        return _("{number} M").format(number=number(round(value / 1_000_000, 2)))
    return number(round(value))


def metrics_frame(metrics: Sequence[CountedMetric[Any]], now: Any, before: Any) -> pl.DataFrame:
    """Columns: metric, value, before, unit, table: what the cards show, for the CSV."""
    return _frame(
        [(one.slug, one.compute(now), one.compute(before), one.unit.value, one.table) for one in metrics]
    )


def _frame(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    schema = {
        "metric": pl.String, "value": pl.Float64, "before": pl.Float64, "unit": pl.String, "table": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _change(metric: Metric, change: float | None) -> str | None:
    if change is None or (shown := formatted(metric, abs(change))) == formatted(metric, 0.0):
        return None
    return _("+{value}").format(value=shown) if change > 0 else _("-{value}").format(value=shown)


def _for_the_better(metric: Metric, change: float | None) -> int:
    """1, -1, or 0 when nothing changed or no direction is better."""
    if _change(metric, change) is None or change is None or metric.better == "neither":
        return 0
    return 1 if (change > 0) == (metric.better == "higher") else -1
