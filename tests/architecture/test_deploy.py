"""What is shipped for operators speaks of series that exist."""

from __future__ import annotations

import json
import re
from pathlib import Path

from app.metrics.exposition import SERIES

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
EXPOSED = {
    name
    for series in SERIES
    for name in (
        [f"{series.name}_{part}" for part in ("bucket", "sum", "count")]
        if series.histogram
        else [series.name]
    )
}
_NAME = re.compile(r"\b[a-z][a-z_]*_(?:total|bucket|sum|count)\b")


def expressions() -> list[str]:
    dashboard = json.loads((DEPLOY / "grafana" / "podbor.json").read_text())
    found = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    rules = (DEPLOY / "prometheus" / "alerts.yml").read_text()
    return found + re.findall(r"^\s+expr: (.+)$", rules, flags=re.M)


def test_dashboard_and_rules_use_what_is_exposed() -> None:
    used = {name for expression in expressions() for name in _NAME.findall(expression)}
    assert used
    assert used <= EXPOSED
    assert {series.name for series in SERIES} <= {re.sub(r"_(bucket|sum|count)$", "", name) for name in used}


def test_every_expression_closes_what_it_opens() -> None:
    for expression in expressions():
        for opening, closing in ("()", "[]", "{}"):
            assert expression.count(opening) == expression.count(closing), expression


def test_labels_in_rules_are_labels_of_the_series() -> None:
    labels = {series.name: set(series.labels) for series in SERIES}
    for expression in expressions():
        for name, given in re.findall(r"(\w+)\{([^}]*)\}", expression):
            base = re.sub(r"_bucket$", "", name)
            assert set(re.findall(r"(\w+)\s*(?:=|!=)", given)) <= labels[base]
