"""What counts as trouble, at its edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.notifications.rules import OVERDUE, STUCK, Trouble, troubles
from data.repositories.health_signs import Signs

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WELL = Signs(
    committed=Decimal("0.79"), open_circuits=(), last_sweep=NOW - timedelta(hours=11),
    open_since=NOW - timedelta(days=30), searches=500, failed_searches=25, checks=500, unknown_checks=250,
    oldest_waiting=NOW - timedelta(minutes=29),
)  # fmt: skip


def codes(signs: Signs, budget: str = "1") -> list[str]:
    return [one.code for one in troubles(signs, budget=Decimal(budget), now=NOW)]


def test_nothing_is_wrong() -> None:
    assert codes(WELL) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"committed": Decimal("0.8")}, "budget_near"),
        ({"committed": Decimal("1")}, "budget_used"),
        ({"last_sweep": NOW - OVERDUE - timedelta(seconds=1)}, "sweep_overdue"),
        ({"last_sweep": None}, "sweep_overdue"),
        ({"failed_searches": 26}, "searches_fail"),
        ({"unknown_checks": 251}, "checks_blind"),
        ({"oldest_waiting": NOW - STUCK - timedelta(seconds=1)}, "warmup_stuck"),
    ],
)
def test_each_trouble_alone(changes: dict[str, object], code: str) -> None:
    assert codes(replace(WELL, **changes)) == [code]  # type: ignore[arg-type]


def test_every_open_circuit_is_its_own() -> None:
    found = list(
        troubles(replace(WELL, open_circuits=("a.example", "b.example")), budget=Decimal(1), now=NOW)
    )
    assert found == [Trouble("circuit_open", "a.example", {}), Trouble("circuit_open", "b.example", {})]


@pytest.mark.parametrize(
    "changes",
    [
        {"searches": 19, "failed_searches": 19},  # too few to say
        {"checks": 39, "unknown_checks": 39},
        {"last_sweep": None, "open_since": None},  # nothing to sweep
        {"last_sweep": None, "open_since": NOW - timedelta(hours=1)},  # the first night is to come
        {"oldest_waiting": None},
    ],
)
def test_no_trouble(changes: dict[str, object]) -> None:
    assert codes(replace(WELL, **changes)) == []  # type: ignore[arg-type]


def test_a_budget_of_zero_is_no_trouble() -> None:
    assert codes(replace(WELL, committed=Decimal(0)), budget="0") == []
