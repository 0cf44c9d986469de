"""What the operator's pages read: one cached reader for each figure, of the real or the simulated data.

Every reader takes the window's name and says nothing of one person.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from app.metrics.registry import HEADLINES, HeadlineMetric
from components import session
from data.db import Database
from data.errors import DatabaseUnavailable
from data.repositories import (
    activity,
    evaluations,
    headlines,
    latency,
    overview,
    quality,
    recent_checks,
    segment_history,
    segments,
    simulated,
    spending,
)
from data.repositories.spending import Today

WINDOWS = {"24h": timedelta(hours=24), "7d": timedelta(days=7), "30d": timedelta(days=30)}
BUCKETS = {"24h": timedelta(hours=1), "7d": timedelta(hours=6), "30d": timedelta(days=1)}
_SWITCH = "simulated"
_HOUR = timedelta(hours=1)
#: Headlines read at the same time: the database works on each alone.
_AT_ONCE = 4
_SHARED = "latency"


@dataclass(frozen=True)
class Card:
    """One headline: this window, the one before it, and its line over the window (at, value)."""

    slug: str
    value: float | None
    before: float | None
    line: pl.DataFrame


@dataclass(frozen=True)
class Money:
    """Today's money against the caps, and what the month will come to; USD."""

    today: Today
    cap: Decimal
    month: Decimal


def is_simulated() -> bool:
    """Whether the invented people are looked at."""
    return bool(st.session_state.get(_SWITCH)) and simulation_exists()


@st.cache_data(ttl="60s", show_spinner=False, max_entries=1)
def simulation_exists() -> bool:
    try:
        with database(False).transaction() as opened:
            return simulated.exists(opened, session.container().settings.database)
    except DatabaseUnavailable:
        return False


def span(window: str) -> tuple[datetime, datetime]:
    """[since, until) of a window. It ends with the running hour, so that a minute changes nothing; the
    simulated one where the simulation ends."""
    until = _end(is_simulated())
    return until - WINDOWS[window], until


def cards(window: str, invented: bool) -> list[Card]:
    """In the order of the registry."""
    return _above(window, invented)[0]


@st.cache_data(ttl="15s", show_spinner=False, max_entries=6)
def _above(window: str, invented: bool) -> tuple[list[Card], latency.Searches]:
    """(the cards, the searches of this window and the one before it, which the tab of speed needs too)."""
    since, until, length = *span(window), WINDOWS[window]
    read_from = database(invented)

    def card(metric: HeadlineMetric, whole: pl.DataFrame, line: pl.DataFrame) -> Card:
        now, before = (headlines.value_at(whole, at) for at in (since, since - length))
        return Card(metric.slug, now, before, line)

    def searches() -> latency.Searches:
        with read_from.transaction() as opened:
            return latency.read(opened, since - length, until)

    def read(metric: HeadlineMetric) -> Card:
        with read_from.transaction() as opened:
            whole = metric.read(opened, since - length, until, length)
            return card(metric, whole, metric.read(opened, since, until, BUCKETS[window]))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        searching = pool.submit(searches)
        reading = {one.slug: pool.submit(read, one) for one in HEADLINES if one.slug != _SHARED}
        found = searching.result()
        whole = headlines.latency_p95_of(found, since - length, length)
        line = headlines.latency_p95_of(found.within(since, until), since, BUCKETS[window])
        made = [
            card(one, whole, line) if one.slug == _SHARED else reading[one.slug].result() for one in HEADLINES
        ]
    return made, found


@st.cache_data(ttl="15s", show_spinner=False, max_entries=6)
def figures(window: str, tab: str, invented: bool) -> tuple[Any, Any]:
    """(this window, the one before it): the counts the figures of a tab are computed from."""
    since, until = span(window)
    before = since - WINDOWS[window]
    if tab == "latency":
        found = _above(window, invented)[1]
        return (
            latency.counts(found.within(since, until)), latency.counts(found.within(before, since)),
        )  # fmt: skip
    read = {"freshness": overview.freshness, "quality": overview.quality}[tab]
    with database(invented).transaction() as opened:
        return read(opened, since, until), read(opened, before, since)


@st.cache_data(ttl="15s", show_spinner=False, max_entries=6)
def latencies(window: str, invented: bool) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """(over time, by stage, spread)."""
    since, until = span(window)
    found = _above(window, invented)[1].within(since, until)
    with database(invented).transaction() as opened:
        stages = latency.by_stage(opened, since, until)
    bucket = BUCKETS[window]
    return latency.over_time(found, bucket=bucket), stages, latency.spread(found, bucket=bucket)


@st.cache_data(ttl="15s", show_spinner=False, max_entries=6)
def costs(window: str, invented: bool) -> tuple[pl.DataFrame, pl.DataFrame, Money]:
    """(by day, purpose and model; by person; money of today). Days are UTC days, whole ones."""
    since, until = span(window)
    last = (until - timedelta(microseconds=1)).date()
    with database(invented).transaction() as opened:
        return (
            spending.by_day(opened, since.date(), last),
            spending.by_person(opened, since.date(), last),
            Money(
                spending.of_day(opened, last),
                session.container().settings.budget_system,
                spending.forecast(opened, today=last),
            ),
        )


@st.cache_data(ttl="15s", show_spinner=False, max_entries=6)
def funnel(window: str, invented: bool) -> pl.DataFrame:
    with database(invented).transaction() as opened:
        return activity.funnel(opened, *span(window))


@st.cache_data(ttl="60s", show_spinner=False, max_entries=2)
def cohorts(invented: bool) -> pl.DataFrame:
    with database(invented).transaction() as opened:
        return activity.cohorts(opened, now=_end(invented) - _HOUR)


@st.cache_data(ttl="15s", show_spinner=False, max_entries=6)
def qualities(window: str, invented: bool) -> tuple[quality.Ndcg, pl.DataFrame]:
    """(proxy of nDCG@10, reasons of dislikes)."""
    since, until = span(window)
    with database(invented).transaction() as opened:
        return quality.ndcg_proxy(opened, since, until), quality.reasons(opened, since, until)


@st.cache_data(ttl="15s", show_spinner=False, max_entries=6)
def warm_ups(window: str, invented: bool) -> pl.DataFrame:
    """Columns: at, warm_up (its status), jobs: warm-ups that ended."""
    since, until = span(window)
    with database(invented).transaction() as opened:
        rows = segment_history.ended_over_time(opened, since, until, bucket=BUCKETS[window])
    schema: dict[str, Any] = {"at": pl.Datetime("us", "UTC"), "warm_up": pl.String, "jobs": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


@st.cache_data(ttl="15s", show_spinner=False, max_entries=1)
def warm_up_jobs() -> list[segments.Job]:
    """The newest invented ones."""
    with database(True).transaction() as opened:
        return segment_history.latest(opened, limit=100)


@st.cache_data(ttl="15s", show_spinner=False, max_entries=1)
def offline() -> pl.DataFrame:
    """Offline evaluations that were kept; of the real database, whoever is looked at."""
    with database(False).transaction() as opened:
        return evaluations.over_time(opened)


@st.cache_data(ttl="15s", show_spinner=False, max_entries=6)
def happened(window: str, invented: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(by event, over time)."""
    since, until = span(window)
    with database(invented).transaction() as opened:
        return (
            activity.by_event(opened, since, until),
            activity.over_time(opened, since, until, bucket=BUCKETS[window]),
        )


@st.cache_data(ttl="15s", show_spinner=False, max_entries=6)
def checks(window: str, invented: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(verdicts over time, by source)."""
    since, until = span(window)
    with database(invented).transaction() as opened:
        return (
            recent_checks.verdicts(opened, since, until, bucket=BUCKETS[window]),
            recent_checks.by_source(opened, since, until),
        )


@st.cache_data(ttl="15s", show_spinner=False, max_entries=2)
def _end(invented: bool) -> datetime:
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + _HOUR
    if not invented:
        return now
    with database(True).transaction() as opened:
        return (activity.last_hour(opened) or now) + _HOUR


def database(invented: bool) -> Database:
    """Where the numbers are read: the real rows or the invented ones."""
    return session.container().simulated if invented else session.container().database
