"""A fixed, dated table of rates: amounts of different currencies made comparable, not exchanged."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

_RATES = Path(__file__).resolve().parents[2] / "data" / "reference" / "currency_rates.json"
_OTHER_NAMES = {"RUR": "RUB", "BYR": "BYN"}


@cache
def rates() -> tuple[date, dict[str, Decimal]]:
    """(day, roubles for one unit of each ISO 4217 code)."""
    table = json.loads(_RATES.read_text(encoding="utf-8"))
    return date.fromisoformat(table["date"]), {code: Decimal(rate) for code, rate in table["rub"].items()}


def in_roubles(amount: Decimal, currency: str) -> Decimal | None:
    """The amount in roubles; None for a currency the table does not know or an amount of nothing."""
    code = currency.strip().upper()
    rate = rates()[1].get(_OTHER_NAMES.get(code, code))
    return amount * rate if rate is not None and amount > 0 else None
