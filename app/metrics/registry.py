"""The operator's numbers, each defined once: cards, their help, charts and tests walk this table.

Texts (title, meaning, what is good, what is bad) hang on `slug` and live in `components.metric_texts`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from data.repositories import headlines
from data.repositories.headlines import Headline
from data.repositories.latency import SearchCounts
from data.repositories.overview import FreshnessCounts, QualityCounts

Counts = TypeVar("Counts", SearchCounts, FreshnessCounts, QualityCounts)


class Unit(StrEnum):
    COUNT = "count"
    DOLLARS = "usd"
    MILLISECONDS = "ms"
    SHARE = "share"


@dataclass(frozen=True)
class Metric:
    """`tab` is where it is shown; `better` tells the direction; `table` where the rows are."""

    slug: str
    unit: Unit
    better: str  # higher, lower, neither
    table: str
    tab: str


@dataclass(frozen=True)
class HeadlineMetric(Metric):
    """One card over the pages; its slug is that of the tab behind it. `read` gives the value of each bucket
    of a window."""

    read: Headline


@dataclass(frozen=True)
class CountedMetric(Metric, Generic[Counts]):
    """A figure on its tab, besides the headline and never the same; computed from the counts of that tab.
    `compute` gives None where there are no rows."""

    compute: Callable[[Counts], float | None]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _headline(slug: str, unit: Unit, better: str, table: str, read: Headline) -> HeadlineMetric:
    return HeadlineMetric(slug, unit, better, table, slug, read)


HEADLINES: tuple[HeadlineMetric, ...] = (
    _headline("latency", Unit.MILLISECONDS, "lower", "searches", headlines.latency_p95),
    _headline("cost", Unit.DOLLARS, "lower", "openai_call_log", headlines.cost),
    _headline("activation", Unit.SHARE, "higher", "event_people", headlines.activation),
    _headline("retention", Unit.SHARE, "higher", "event_people", headlines.returned),
    _headline("quality", Unit.SHARE, "higher", "event_people", headlines.like_share),
    _headline("warmup", Unit.SHARE, "higher", "segment_jobs", headlines.warmed),
    _headline("freshness", Unit.SHARE, "higher", "freshness_sweep_log", headlines.answered_checks),
    _headline("events", Unit.COUNT, "higher", "event_people", headlines.events),
)

_SEARCHES: tuple[CountedMetric[SearchCounts], ...] = (
    CountedMetric(
        "searches", Unit.COUNT, "higher", "searches", "latency",
        lambda seen: seen.searches,
    ),
    CountedMetric(
        "latency_p50", Unit.MILLISECONDS, "lower", "searches.timings_ms", "latency",
        lambda seen: seen.p50_ms,
    ),
    CountedMetric(
        "failed_searches", Unit.SHARE, "lower", "searches", "latency",
        lambda seen: _share(seen.failed, seen.searches),
    ),
)  # fmt: skip
_FRESHNESS: tuple[CountedMetric[FreshnessCounts], ...] = (
    CountedMetric(
        "open_vacancies", Unit.COUNT, "neither", "vacancies", "freshness",
        lambda seen: seen.open_vacancies,
    ),
    CountedMetric(
        "archived_served", Unit.SHARE, "lower", "matches", "freshness",
        lambda seen: _share(seen.archived_served, seen.shown),
    ),
    CountedMetric(
        "dead_after_shown", Unit.SHARE, "lower", "freshness_sweep_log", "freshness",
        lambda seen: _share(seen.quality.dead_after, seen.quality.looked_after),
    ),
    CountedMetric(
        "dead_clicks", Unit.SHARE, "lower", "match_event", "freshness",
        lambda seen: _share(seen.quality.opened_dead, seen.quality.opened),
    ),
    CountedMetric(
        "false_deaths", Unit.SHARE, "lower", "posting_events", "freshness",
        lambda seen: _share(seen.quality.contradicted, seen.quality.closings),
    ),
    CountedMetric(
        "checks", Unit.COUNT, "higher", "freshness_sweep_log", "freshness",
        lambda seen: seen.checks,
    ),
)  # fmt: skip
_QUALITY: tuple[CountedMetric[QualityCounts], ...] = (
    CountedMetric(
        "feedback", Unit.COUNT, "higher", "feedback", "quality",
        lambda seen: seen.feedback.likes + seen.feedback.dislikes,
    ),
    CountedMetric(
        "coverage", Unit.SHARE, "higher", "shown_days", "quality",
        lambda seen: _share(seen.covered, seen.open_vacancies),
    ),
    CountedMetric(
        "diversity", Unit.SHARE, "higher", "shown_days", "quality",
        lambda seen: None if seen.alike is None else 1 - seen.alike,
    ),
)  # fmt: skip
METRICS: tuple[CountedMetric[Any], ...] = (*_SEARCHES, *_FRESHNESS, *_QUALITY)
