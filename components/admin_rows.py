"""The rows behind a figure: what was clicked in a chart or picked in a table narrows them. Cached readers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import streamlit as st

from components import operator_data
from components.errors import shown_to_user
from components.formats import when
from components.i18n import _
from components.prefect_links import in_prefect
from components.tables import table
from data.repositories import behind, latency, recent_checks

Span = tuple[datetime, datetime]


def bucket(window: str, at: datetime) -> Span:
    """[since, until) of the bucket that begins at `at`, cut to the window."""
    since, until = operator_data.span(window)
    return max(at, since), min(at + operator_data.BUCKETS[window], until)


def rows(
    read: Callable[[], pl.DataFrame], name: str, told: str, *, heading: str | None = None
) -> None:  # fmt: skip
    """The rows under their heading, with what they were narrowed to (`told`, "" when to nothing)."""
    st.subheader(heading or _("Rows"))
    st.caption(
        _("Only: {what}.").format(what=told)
        if told
        else _("Click into a chart or pick a line of a table above to see only what is behind it.")
    )
    with shown_to_user():
        frame = read()
    if frame.is_empty():
        st.caption(_("No rows."))
    else:
        table(frame, name)


def span_told(span: Span) -> str:
    return f"{when(span[0])} – {when(span[1])}"


@st.cache_data(ttl="15s", show_spinner=False, max_entries=20)
def searches(invented: bool, span: Span, above: float | None, within: float | None) -> pl.DataFrame:
    with operator_data.database(invented).transaction() as opened:
        return latency.slowest(opened, *span, above_ms=above, within_ms=within)


@st.cache_data(ttl="15s", show_spinner=False, max_entries=20)
def calls(invented: bool, since: date, until: date, split: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    with operator_data.database(invented).transaction() as opened:
        return behind.calls(opened, since, until, **dict(split))


@st.cache_data(ttl="15s", show_spinner=False, max_entries=20)
def stopped_at(invented: bool, span: Span, step: str) -> pl.DataFrame:
    with operator_data.database(invented).transaction() as opened:
        return behind.stopped_at(opened, *span, step)


@st.cache_data(ttl="15s", show_spinner=False, max_entries=20)
def came_again(invented: bool, cohort: date, age: int) -> pl.DataFrame:
    with operator_data.database(invented).transaction() as opened:
        return behind.came_again(opened, cohort, age)


@st.cache_data(ttl="15s", show_spinner=False, max_entries=20)
def judged(
    invented: bool, span: Span, verdict: str | None, reason: str | None, no_reason: bool
) -> pl.DataFrame:
    with operator_data.database(invented).transaction() as opened:
        return behind.judged(opened, *span, verdict=verdict, reason=reason, no_reason=no_reason)


@st.cache_data(ttl="15s", show_spinner=False, max_entries=20)
def events(invented: bool, span: Span, event: str | None) -> pl.DataFrame:
    with operator_data.database(invented).transaction() as opened:
        return behind.events(opened, *span, event=event)


@st.cache_data(ttl="15s", show_spinner=False, max_entries=20)
def looks(invented: bool, span: Span, verdict: str | None, source: str | None) -> pl.DataFrame:
    """As `recent_checks.recent`, with links to Prefect."""
    with operator_data.database(invented).transaction() as opened:
        frame = recent_checks.recent(
            opened, since=span[0], until=span[1], verdict=verdict, source=source
        )  # fmt: skip
    return in_prefect(frame, "sweep_id")


def whole_days(span: Span) -> tuple[date, date]:
    """The UTC days of a window, the last one included."""
    return span[0].date(), (span[1] - timedelta(microseconds=1)).date()


def picked(frame: pl.DataFrame, number: int | None) -> dict[str, Any]:
    """The picked row as column -> value; empty when none is."""
    return {} if number is None else frame.row(number, named=True)
