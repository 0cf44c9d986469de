"""The counters and histograms as Prometheus reads them: exactly the series of the table below.

The numbers come from the database, not from this process, so every process tells the same and a restart
changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from app.telemetry.events import EVENTS
from data.db import Database
from data.repositories import metric_totals
from data.repositories.metric_totals import BUCKETS, Count

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: Deltas that a scrape adds up on its way, so that it stays fast where no flow tidies up.
_COMPACT_FROM = 5_000


@dataclass(frozen=True)
class Series:
    """One counter or histogram; `zeros` are label values shown as 0 before anything happened."""

    name: str
    help: str
    labels: tuple[str, ...]
    zeros: tuple[tuple[str, ...], ...] = field(default=())

    @property
    def histogram(self) -> bool:
        return self.name in BUCKETS


SERIES: tuple[Series, ...] = (
    Series(
        "search_requests_total", "Searches that ended.", ("job_type", "status"),
        (("instant", "completed"), ("instant", "failed")),
    ),
    Series("openai_calls_total", "Calls of models that ended.", ("model", "status")),
    Series("hh_api_requests_total", "Requests to boards that speak hh.ru's API.", ("status",)),
    Series(
        "segment_warmup_jobs_total", "Warm-ups of cold segments that ended.", ("status",),
        (("done",), ("partial",), ("failed",)),
    ),
    Series("freshness_archived_total", "Postings a freshness check found closed.", ("source",)),
    Series(
        "match_events_total", "Events of people.", ("event",), tuple((name,) for name in sorted(EVENTS))
    ),
    Series("search_duration_seconds", "Time of searches, start to stored.", ("job_type",), (("instant",),)),
    Series("openai_call_duration_seconds", "Time of calls of models, retries included.", ("model",)),
)  # fmt: skip


def exposition(database: Database) -> bytes:
    """The text of `/metrics`. Raises DatabaseUnavailable."""
    with database.transaction() as session:
        counts = metric_totals.read(session)
        if metric_totals.waiting(session, most=_COMPACT_FROM) >= _COMPACT_FROM:
            metric_totals.compact(session)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Read(counts))
    return generate_latest(registry)


class _Read(Collector):
    def __init__(self, counts: Iterable[Count]) -> None:
        self._cells: dict[str, list[Count]] = {}
        for count in counts:
            self._cells.setdefault(count.series, []).append(count)

    def collect(self) -> Iterator[Family]:
        for series in SERIES:
            cells = self._cells.get(series.name, [])
            yield _histogram(series, cells) if series.histogram else _counter(series, cells)


def _counter(series: Series, cells: Iterable[Count]) -> Family:
    found: dict[tuple[str, ...], float] = dict.fromkeys(series.zeros, 0.0)
    for cell in cells:
        found[_values(series, cell.labels)] = float(cell.number)
    family = CounterMetricFamily(series.name, series.help, labels=series.labels)
    for values, number in sorted(found.items()):
        family.add_metric(values, number)
    return family


def _histogram(series: Series, cells: Iterable[Count]) -> Family:
    bounds = BUCKETS[series.name]
    found = {values: ([0] * (len(bounds) + 1), 0.0) for values in series.zeros}
    for cell in cells:
        values = _values(series, cell.labels)
        numbers, total = found.get(values, ([0] * (len(bounds) + 1), 0.0))
        numbers[min(max(cell.bucket, 0), len(bounds))] += cell.number
        found[values] = numbers, total + cell.total
    family = HistogramMetricFamily(series.name, series.help, labels=series.labels)
    for values, (numbers, total) in sorted(found.items()):
        buckets, so_far = [], 0
        for bound, number in zip([*map(str, bounds), "+Inf"], numbers, strict=True):
            so_far += number
            buckets.append((bound, float(so_far)))
        family.add_metric(values, buckets=buckets, sum_value=total)
    return family


def _values(series: Series, labels: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(str(labels.get(name, "")) for name in series.labels)
