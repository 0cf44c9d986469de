"""The operator's numbers, each defined once: cards, their help, charts and tests walk this table.

Texts (title, meaning, what is good, what is bad) hang on `slug` and live in `components.metric_texts`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from data.repositories import headlines
from data.repositories.headlines import Headline
from data.repositories.overview import Overview


class Unit(StrEnum):
    COUNT = "count"
    DOLLARS = "usd"
    MILLISECONDS = "ms"
    SHARE = "share"


@dataclass(frozen=True)
class HeadlineMetric:
    """One card over the pages; its slug is that of the tab behind it. `read` gives the value of each bucket
    of a window."""

    slug: str
    unit: Unit
    better: str  # higher, lower, neither
    table: str
    read: Headline


@dataclass(frozen=True)
class Metric:
    """A figure on the tab `tab`. `better` tells the direction; `table` where the rows are; `compute` gives
    None when there are none."""

    slug: str
    tab: str
    unit: Unit
    better: str  # higher, lower, neither
    table: str
    compute: Callable[[Overview], float | None]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


HEADLINES: tuple[HeadlineMetric, ...] = (
    HeadlineMetric("latency", Unit.MILLISECONDS, "lower", "searches", headlines.latency_p95),
    HeadlineMetric("cost", Unit.DOLLARS, "lower", "openai_call_log", headlines.cost),
    HeadlineMetric("activation", Unit.SHARE, "higher", "event_hours", headlines.activation),
    HeadlineMetric("retention", Unit.SHARE, "higher", "event_hours", headlines.returned),
    HeadlineMetric("quality", Unit.SHARE, "higher", "event_hours", headlines.like_share),
    HeadlineMetric("warmup", Unit.SHARE, "higher", "segment_jobs", headlines.warmed),
    HeadlineMetric("freshness", Unit.SHARE, "higher", "freshness_sweep_log", headlines.answered_checks),
    HeadlineMetric("events", Unit.COUNT, "higher", "event_hours", headlines.events),
)

METRICS: tuple[Metric, ...] = (
    Metric("searches", "latency", Unit.COUNT, "higher", "searches", lambda seen: seen.searches),
    Metric(
        "latency_p50", "latency", Unit.MILLISECONDS, "lower", "searches.timings_ms",
        lambda seen: seen.p50_ms,
    ),
    Metric(
        "latency_p95", "latency", Unit.MILLISECONDS, "lower", "searches.timings_ms",
        lambda seen: seen.p95_ms,
    ),
    Metric(
        "failed_searches", "latency", Unit.SHARE, "lower", "searches",
        lambda seen: _share(seen.failed_searches, seen.searches),
    ),
    Metric(
        "open_vacancies", "freshness", Unit.COUNT, "neither", "vacancies",
        lambda seen: seen.open_vacancies,
    ),
    Metric(
        "archived_served", "freshness", Unit.SHARE, "lower", "matches",
        lambda seen: _share(seen.archived_served, seen.shown),
    ),
    Metric(
        "dead_after_shown", "freshness", Unit.SHARE, "lower", "freshness_sweep_log",
        lambda seen: _share(seen.freshness.dead_after, seen.freshness.looked_after),
    ),
    Metric(
        "dead_clicks", "freshness", Unit.SHARE, "lower", "match_event",
        lambda seen: _share(seen.freshness.opened_dead, seen.freshness.opened),
    ),
    Metric(
        "false_deaths", "freshness", Unit.SHARE, "lower", "posting_events",
        lambda seen: _share(seen.freshness.contradicted, seen.freshness.closings),
    ),
    Metric("checks", "freshness", Unit.COUNT, "higher", "freshness_sweep_log", lambda seen: seen.checks),
    Metric(
        "unknown_checks", "freshness", Unit.SHARE, "lower", "freshness_sweep_log",
        lambda seen: _share(seen.unknown_checks, seen.checks),
    ),
    Metric("feedback", "quality", Unit.COUNT, "higher", "feedback", lambda seen: seen.likes + seen.dislikes),
    Metric(
        "like_share", "quality", Unit.SHARE, "higher", "feedback",
        lambda seen: _share(seen.likes, seen.likes + seen.dislikes),
    ),
)  # fmt: skip
