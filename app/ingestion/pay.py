"""Pay as a posting states it -> net roubles a month, so that postings can be compared.

An equivalent, not a promise: average month lengths, a fixed and dated table of rates, and the Russian
income tax for everybody. What cannot be compared (pay for a project, an unknown currency, numbers nobody
earns) has no equivalent; the original is kept beside it in any case.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from app.taxonomy.currencies import rates
from data.sources.base import Pay

#: 1972 working hours of a 40-hour year over 12 months (production calendar 2024-2026: 1972-1979).
HOURS_A_MONTH = Decimal("164.33")
#: Twelve-hour shifts two days on, two days off.
SHIFTS_A_MONTH = Decimal(15)
#: Personal income tax (НДФЛ) of residents since 1 January 2025, Tax Code article 224 paragraph 1 as amended
#: by Federal Law 176-FZ of 12 July 2024: share of the part of a year's income above each threshold, roubles.
TAX_STEPS = (
    (Decimal(0), Decimal("0.13")),
    (Decimal(2_400_000), Decimal("0.15")),
    (Decimal(5_000_000), Decimal("0.18")),
    (Decimal(20_000_000), Decimal("0.20")),
    (Decimal(50_000_000), Decimal("0.22")),
)
#: Net roubles a month outside of which a number is a slip or a joke.
SANE = (Decimal(3_000), Decimal(5_000_000))
_CENTS = Decimal("0.01")


def monthly_net_rub(pay: Pay | None) -> tuple[Decimal | None, Decimal | None]:
    """(low, high) in net roubles a month. Pay not said to be gross is taken as net; no currency is RUB."""
    if pay is None:
        return None, None
    low, high = (None if amount is None else _convert(amount, pay) for amount in (pay.low, pay.high))
    if low is not None and high is not None and low > high:
        low, high = high, low
    return low, high


def net_of_year(gross: Decimal) -> Decimal:
    """What is left of a year's gross income after the progressive tax, in roubles."""
    tax = Decimal(0)
    ends = [start for start, _ in TAX_STEPS[1:]] + [gross]
    for (start, share), end in zip(TAX_STEPS, ends, strict=True):
        if gross <= start:
            break
        tax += (min(gross, end) - start) * share
    return gross - tax


def _convert(amount: Decimal, pay: Pay) -> Decimal | None:
    rate = rates()[1].get(pay.currency or "RUB")
    a_month = {
        "hour": HOURS_A_MONTH, "shift": SHIFTS_A_MONTH, "month": Decimal(1), "year": 1 / Decimal(12),
    }.get(pay.period or "")  # fmt: skip
    if rate is None or a_month is None or amount <= 0:
        return None
    month = amount * a_month * rate
    if pay.gross:
        month = net_of_year(month * 12) / 12
    return month.quantize(_CENTS, ROUND_HALF_EVEN) if SANE[0] <= month <= SANE[1] else None
