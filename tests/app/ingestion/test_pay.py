from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingestion.pay import monthly_net_rub, net_of_year, rates
from data.sources.base import Pay


@pytest.mark.parametrize(
    ("gross", "net"),
    [  # worked by hand from the steps of 2025
        ("0", "0"),
        ("1200000", "1044000"),
        ("2400000", "2088000"),
        ("3000000", "2598000"),  # 312 000 + 15 % of 600 000
        ("6000000", "5118000"),  # 312 000 + 390 000 + 18 % of 1 000 000
        ("60000000", "48398000"),  # 312 + 390 + 2 700 + 6 000 + 2 200 thousand
    ],
)
def test_progressive_tax(gross: str, net: str) -> None:
    assert net_of_year(Decimal(gross)) == Decimal(net)


def pay(low: Any = None, high: Any = None, **fields: Any) -> Pay:
    given_: dict[str, Any] = {"low": low, "high": high, "currency": "RUB", "gross": False, "period": "month"}
    return Pay(**(given_ | fields))


@pytest.mark.parametrize(
    ("stated", "low", "high"),
    [
        (pay(100_000, 150_000), "100000.00", "150000.00"),
        (pay(100_000, gross=True), "87000.00", None),
        (pay(100_000, gross=None), "100000.00", None),
        (pay(None, 250_000, gross=True), None, "216500.00"),  # 3 million a year
        (pay(500, period="hour"), "82165.00", None),
        (pay(4_000, period="shift"), "60000.00", None),
        (pay(1_200_000, period="year"), "100000.00", None),
        (pay(1_000, currency="USD"), str(rates()[1]["USD"] * 1000 + Decimal("0.00")), None),
        (pay(100_000, currency=None), "100000.00", None),
        (pay(100_000, period="project"), None, None),
        (pay(100_000, period=None), None, None),
        (pay(100_000, currency="XXX"), None, None),
        (pay(0), None, None),
        (pay(1, 100_000), None, "100000.00"),
        (pay(10**9), None, None),
        (pay(200_000, 100_000), "100000.00", "200000.00"),
    ],
)
def test_equivalents(stated: Pay, low: str | None, high: str | None) -> None:
    expected = tuple(None if one is None else Decimal(one) for one in (low, high))
    assert monthly_net_rub(stated) == expected


def test_no_pay_stated() -> None:
    assert monthly_net_rub(None) == (None, None)


@given(st.decimals(0, 10**9, places=2), st.decimals(0, 10**9, places=2))
def test_who_earns_more_keeps_more(one: Decimal, other: Decimal) -> None:
    smaller, larger = sorted((one, other))
    assert net_of_year(smaller) <= net_of_year(larger) <= larger
