"""What is shipped for operators is PromQL, and speaks of series, labels and values that exist."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml  # type: ignore[import-untyped]
from promql_parser import AggregateExpr, Call, MatrixSelector, VectorSelector

from app.llm.errors import ModelUnavailable
from app.metrics.exposition import SERIES
from app.telemetry.events import EVENTS

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
LABELS = {
    name: {*series.labels, *(("le",) if name.endswith("_bucket") else ())}
    for series in SERIES
    for name in (
        [f"{series.name}_{part}" for part in ("bucket", "sum", "count")]
        if series.histogram
        else [series.name]
    )
}
#: Values a label can have, where the code knows them all.
VALUES = {
    ("search_requests_total", "status"): {"completed", "failed"},
    ("openai_calls_total", "status"): {
        "ok", "kept", "lost", "interrupted",
        *re.findall(r"\b(?:model|budget)_[a-z_]+", ModelUnavailable.__doc__ or ""),
    },
    ("segment_warmup_jobs_total", "status"): {"done", "partial", "failed"},
    ("match_events_total", "event"): set(EVENTS),
    ("search_duration_seconds_bucket", "job_type"): {"instant", "command", "deepscan"},
}  # fmt: skip
#: Grafana's variable of the step, as it is put in before Prometheus sees it.
_STEP = "$__rate_interval"


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def expressions() -> list[str]:
    dashboard = json.loads((DEPLOY / "grafana" / "podbor.json").read_text())
    drawn = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    return [one.replace(_STEP, "5m") for one in drawn] + [rule["expr"] for rule in rules()]


def parts(expression: str) -> list[promql_parser.Expr]:
    """Every node of the parsed expression; raises ValueError when it is no PromQL."""
    found: list[promql_parser.Expr] = []
    promql_parser.walk(promql_parser.parse(expression), pre_visit=found.append)
    return found


def selectors(expression: str) -> Iterator[VectorSelector]:
    for part in parts(expression):
        if isinstance(part, MatrixSelector):
            yield part.vector_selector
        elif isinstance(part, VectorSelector):
            yield part


def test_the_parser_finds_what_is_wrong() -> None:
    for broken in ("rate(search_requests_total)", "sum(up[5m])", "sum by le (up)", "up > "):
        with pytest.raises(ValueError, match="."):
            promql_parser.parse(broken)


@pytest.mark.parametrize("expression", expressions())
def test_an_expression_speaks_of_what_is_exposed(expression: str) -> None:
    used = list(selectors(expression))
    assert used
    for one in used:
        assert one.name in LABELS
        for matcher in one.matchers.matchers:
            assert matcher.name in LABELS[one.name]
            values = VALUES[one.name, matcher.name]
            assert set(matcher.value.split("|")) <= values
    for part in parts(expression):
        if isinstance(part, AggregateExpr) and part.modifier is not None:
            assert all(set(part.modifier.labels) <= LABELS[one.name or ""] for one in used)
        if isinstance(part, Call) and part.func.name == "histogram_quantile":
            assert all((one.name or "").endswith("_bucket") for one in used)


def test_every_series_is_drawn() -> None:
    used = {one.name or "" for expression in expressions() for one in selectors(expression)}
    assert {series.name for series in SERIES} <= {re.sub(r"_(bucket|sum|count)$", "", name) for name in used}


def test_rules_have_what_prometheus_asks_of_them() -> None:
    named = [rule["alert"] for rule in rules()]
    assert len(named) == len(set(named))
    for rule in rules():
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"].endswith(".")
        assert promql_parser.parse_duration(rule.get("for", "1m")).total_seconds() > 0


def test_the_scrape_job_and_the_dashboard_fit_together() -> None:
    [job] = yaml.safe_load((DEPLOY / "prometheus" / "scrape.yml").read_text())["scrape_configs"]
    assert promql_parser.parse_duration(job["scrape_interval"]).total_seconds() * 4 <= 15 * 60
    dashboard = json.loads((DEPLOY / "grafana" / "podbor.json").read_text())
    numbers = [panel["id"] for panel in dashboard["panels"]]
    assert len(numbers) == len(set(numbers))
    assert {variable["name"] for variable in dashboard["templating"]["list"]} == {"datasource"}
    for panel in dashboard["panels"]:
        assert all(target["datasource"]["uid"] == "${datasource}" for target in panel["targets"])
