"""Pay written in words: "$18 - $22/hr", "от 90 000 до 120 000 ₽", "€55k per year"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from data.sources.base import Pay

_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f,.’']\d{3})+(?!\d)|\d+(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<thousand>k\b|к\b|тыс)?", re.IGNORECASE)
_CURRENCIES = (
    ("RUB", r"₽|руб|\brub\b|\brur\b|\bр\."), ("USD", r"\$|\busd\b|доллар"), ("EUR", r"€|\beur\b|евро"),
    ("GBP", r"£|\bgbp\b"), ("KZT", r"₸|\bkzt\b|тенге"), ("BYN", r"\bbyn\b|бел\.?\s*руб"),
    ("UZS", r"\buzs\b|\bсум\b"), ("UAH", r"₴|\buah\b|грн"),
)  # fmt: skip
_PERIODS: tuple[tuple[Literal["hour", "shift", "month", "year"], str], ...] = (
    ("hour", r"hour|/\s*hr?\b|\bp/?h\b|в час|/\s*ч\b|за час"),
    ("shift", r"в смену|за смену|/\s*смен|per shift|per day|/\s*day|в день|за день"),
    ("month", r"month|/\s*mo\b|в месяц|/\s*мес|за месяц|ежемесячно"),
    ("year", r"year|annual|annum|/\s*yr\b|/\s*y\b|в год|\bp\.?a\b"),
)
_UP_TO = re.compile(r"^\W*(?:до|up to|max)\b", re.IGNORECASE)


def pay_of(given: str | None) -> Pay | None:
    """None unless there are one or two amounts and a currency. No period is guessed."""
    written = (given or "")[:200]
    currency = next((code for code, sign in reversed(_CURRENCIES) if re.search(sign, written, re.I)), None)
    found = [_value(match["number"], match["thousand"]) for match in _AMOUNT.finditer(written)]
    amounts = [one for one in found if 0 < one < 10**11]
    if currency is None or not 1 <= len(amounts) <= 2 or len(amounts) != len(found):
        return None
    if len(amounts) == 2 and amounts[0] < 1000 <= amounts[1] and amounts[0] * 1000 <= amounts[1]:
        amounts[0] *= 1000  # "100-120k"
    if len(amounts) == 2 and amounts[0] > amounts[1]:
        return None  # two numbers of different things
    period = next((name for name, sign in _PERIODS if re.search(sign, written, re.I)), None)
    gross = True if re.search(r"до вычета|gross|брутто", written, re.I) else None
    if re.search(r"на руки|\bnet\b|после вычета", written, re.I):
        gross = False
    only = len(amounts) == 1
    up_to = only and _UP_TO.match(written) is not None
    return Pay(
        low=None if up_to else amounts[0], high=amounts[0] if up_to else None if only else amounts[1],
        currency=currency, gross=gross, period=period,
    )  # fmt: skip


def _value(number: str, thousand: str | None) -> Decimal:
    digits = re.sub(r"[ \u00a0\u202f’']", "", number)
    if re.search(r"[.,]\d{3}(?!\d)", digits):
        digits = re.sub(r"[.,](?=\d{3}(?!\d))", "", digits)
    return Decimal(digits.replace(",", ".")) * (1000 if thousand else 1)
