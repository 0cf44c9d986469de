"""The operator's numbers, each defined once: cards, their help, charts and tests walk this table.

Texts (title, meaning, what is good, what is bad) hang on `slug` and live in `components.metric_texts`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from data.repositories.overview import Overview


class Unit(StrEnum):
    COUNT = "count"
    MILLISECONDS = "ms"
    SHARE = "share"


@dataclass(frozen=True)
class Metric:
    """`better` tells the direction; `table` where the rows are; `compute` gives None when there are none."""

    slug: str
    unit: Unit
    better: str  # higher, lower, neither
    table: str
    compute: Callable[[Overview], float | None]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


METRICS: tuple[Metric, ...] = (
    Metric("searches", Unit.COUNT, "higher", "searches", lambda seen: seen.searches),
    Metric("latency_p50", Unit.MILLISECONDS, "lower", "searches.timings_ms", lambda seen: seen.p50_ms),
    Metric("latency_p95", Unit.MILLISECONDS, "lower", "searches.timings_ms", lambda seen: seen.p95_ms),
    Metric(
        "failed_searches", Unit.SHARE, "lower", "searches",
        lambda seen: _share(seen.failed_searches, seen.searches),
    ),
    Metric("open_vacancies", Unit.COUNT, "neither", "vacancies", lambda seen: seen.open_vacancies),
    Metric(
        "archived_served", Unit.SHARE, "lower", "matches",
        lambda seen: _share(seen.archived_served, seen.shown),
    ),
    Metric(
        "dead_after_shown", Unit.SHARE, "lower", "freshness_sweep_log",
        lambda seen: _share(seen.freshness.dead_after, seen.freshness.looked_after),
    ),
    Metric(
        "dead_clicks", Unit.SHARE, "lower", "match_event",
        lambda seen: _share(seen.freshness.opened_dead, seen.freshness.opened),
    ),
    Metric(
        "false_deaths", Unit.SHARE, "lower", "posting_events",
        lambda seen: _share(seen.freshness.contradicted, seen.freshness.closings),
    ),
    Metric("checks", Unit.COUNT, "higher", "freshness_sweep_log", lambda seen: seen.checks),
    Metric(
        "unknown_checks", Unit.SHARE, "lower", "freshness_sweep_log",
        lambda seen: _share(seen.unknown_checks, seen.checks),
    ),
    Metric("feedback", Unit.COUNT, "higher", "feedback", lambda seen: seen.likes + seen.dislikes),
    Metric(
        "like_share", Unit.SHARE, "higher", "feedback",
        lambda seen: _share(seen.likes, seen.likes + seen.dislikes),
    ),
)  # fmt: skip
