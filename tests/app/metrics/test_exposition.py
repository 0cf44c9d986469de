"""/metrics: the series it promises, readable by Prometheus's own parser."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import delete, insert

from app.metrics.exposition import SERIES, exposition
from app.telemetry.events import EVENTS
from data.db import Database
from data.models import MetricDelta, MetricTotal
from data.repositories import metric_totals


@pytest.fixture(autouse=True)
def _nothing_counted_yet(database: Database) -> None:
    """Tests that really commit leave their counts behind; here they are out of sight."""
    with database.transaction() as session:
        session.execute(delete(MetricDelta))
        session.execute(delete(MetricTotal))


NAMED = {
    "search_requests_total": ("job_type", "status"),
    "openai_calls_total": ("model", "status"),
    "hh_api_requests_total": ("status",),
    "segment_warmup_jobs_total": ("status",),
    "freshness_archived_total": ("source",),
    "match_events_total": ("event",),
    "search_duration_seconds": ("job_type",),
    "openai_call_duration_seconds": ("model",),
}


def read(database: Database) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Sample name -> labels -> value, as Prometheus's parser sees them."""
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(exposition(database).decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def test_exactly_the_named_series(database: Database) -> None:
    assert {series.name: series.labels for series in SERIES} == NAMED
    families = list(text_string_to_metric_families(exposition(database).decode()))
    assert [family.name for family in families] == [name.removesuffix("_total") for name in NAMED]
    assert all(family.documentation for family in families)
    # what promtool's check asks for: counters end in _total, histograms in their unit
    assert all(name.endswith(("_total", "_seconds")) for name in NAMED)


def test_what_never_happened_is_zero_and_not_absent(database: Database) -> None:
    found = read(database)
    assert found["match_events_total"] == {(("event", name),): 0.0 for name in EVENTS}
    assert found["search_requests_total"][("job_type", "instant"), ("status", "failed")] == 0.0
    assert found["search_duration_seconds_count"] == {(("job_type", "instant"),): 0.0}
    assert found["segment_warmup_jobs_total"] == {
        (("status", status),): 0.0 for status in ("done", "partial", "failed")
    }


def test_buckets_add_up(database: Database) -> None:
    with database.transaction() as session:
        session.execute(
            insert(MetricDelta),
            [
                {"series": "search_duration_seconds", "labels": {"job_type": "instant"}, "bucket": bucket,
                 "number": number, "total": total}
                for bucket, number, total in ((0, 5, 0.1), (3, 2, 0.5), (10, 1, 30.0), (3, 1, 0.25))
            ],
        )  # fmt: skip
    found = read(database)
    by_bound = {
        dict(labels)["le"]: value for labels, value in found["search_duration_seconds_bucket"].items()
    }
    assert (by_bound["0.05"], by_bound["0.2"], by_bound["0.3"], by_bound["10.0"]) == (5, 5, 8, 8)
    assert by_bound["+Inf"] == found["search_duration_seconds_count"][("job_type", "instant"),] == 9
    assert found["search_duration_seconds_sum"][("job_type", "instant"),] == 30.85


def test_labels_are_escaped(database: Database) -> None:
    odd = 'a"b\\c\nd'
    with database.transaction() as session:
        metric_totals.add(session, "openai_calls_total", {"model": odd, "status": "ok"}, 2)
    assert read(database)["openai_calls_total"] == {(("model", odd), ("status", "ok")): 2.0}


def test_a_scrape_adds_up_what_piled_up(database: Database) -> None:
    row = {"series": "openai_calls_total", "bucket": -1, "number": 1, "total": 0.0}
    with database.transaction() as session:
        session.execute(
            insert(MetricDelta),
            [{**row, "labels": {"model": f"m{n % 7}", "status": "ok"}} for n in range(5_000)],
        )
    before = exposition(database)
    with database.transaction() as session:
        assert metric_totals.waiting(session, most=1) == 0
    assert exposition(database) == before
    assert sum(read(database)["openai_calls_total"].values()) == 5_000
