"""What a call costs: dated tables of prices (`tables/*.tsv`), all sums in `Decimal` US dollars."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Literal

Unit = Literal["minute", "characters"]

_TABLES = Path(__file__).parent / "tables"
_DATED = re.compile(r"-20\d\d-?\d\d-?\d\d$")
_MILLION = Decimal(1_000_000)
_MOST_TOKENS = 10**9


@dataclass(frozen=True)
class Usage:
    """Tokens of one call. `cached` of the `prompt` tokens were in the provider's cache; reasoning counts as
    completion. Of a recording its `seconds`, of a text read aloud its `characters`."""

    prompt: int = 0
    cached: int = 0
    completion: int = 0
    seconds: int = 0
    characters: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt + other.prompt, self.cached + other.cached, self.completion + other.completion,
            self.seconds + other.seconds, self.characters + other.characters,
        )  # fmt: skip


@dataclass(frozen=True)
class Price:
    """USD per million tokens, per minute of a recording, per million characters read aloud. `known` is False
    when the model is in no table: then it is the dearest one."""

    input: Decimal
    cached: Decimal
    output: Decimal
    known: bool = True
    minute: Decimal = Decimal(0)
    characters: Decimal = Decimal(0)

    def cost(self, usage: Usage) -> Decimal:
        """Exact, in USD. Numbers that cannot be are brought into their bounds first."""
        prompt = min(max(usage.prompt, 0), _MOST_TOKENS)
        cached = min(max(usage.cached, 0), prompt)
        completion = min(max(usage.completion, 0), _MOST_TOKENS)
        seconds = min(max(usage.seconds, 0), _MOST_TOKENS)
        characters = min(max(usage.characters, 0), _MOST_TOKENS)
        parts = (prompt - cached) * self.input + cached * self.cached + completion * self.output
        return (parts + characters * self.characters) / _MILLION + seconds * self.minute / 60


def price_of(model: str, *, own: Price | None = None, embeds: bool = False, on: date | None = None) -> Price:
    """The price of a model on a day (today); `own` is what the operator says of the model in use. A model
    nobody knows costs as much as the dearest known one of its kind, so that no cap is passed unseen."""
    if own is not None:
        return own
    day = on or datetime.now(UTC).date()
    found = _in_force(_DATED.sub("", model.strip().lower()), day)
    if found is not None:
        return found
    prices = [price for name in _table() if (price := _in_force(name, day))]
    known = [price for price in prices if (price.output == 0) == embeds]
    return Price(
        max(price.input for price in known), max(price.cached for price in known),
        max(price.output for price in known), known=False,
    )  # fmt: skip


def audio_price_of(model: str, unit: Unit, *, own: Price | None = None, on: date | None = None) -> Price:
    """The price of a model that hears (`minute`) or speaks (`characters`), on a day (today). One in no table
    is free where the operator's own server is, and else as dear as the dearest known."""
    day = on or datetime.now(UTC).date()
    rows = [row for row in _audio_table() if row[1] == unit and row[3] <= day]
    name = _DATED.sub("", model.strip().lower())
    mine = [row[2] for row in rows if row[0] == name]
    if mine:
        return _audio(unit, mine[-1], known=True)
    if own is not None and own.input == own.cached == own.output == 0:
        return own
    newest = {row[0]: row[2] for row in rows}
    return _audio(unit, max(newest.values()), known=False)


def parse_price(written: str) -> Price:
    """`input/cached/output` in USD per million tokens, as an operator writes it. Raises `ValueError`."""
    try:
        numbers = [Decimal(part.strip()) for part in written.split("/")]
    except InvalidOperation:
        numbers = []
    if len(numbers) != 3 or not all(number.is_finite() and 0 <= number <= 10_000 for number in numbers):
        raise ValueError("must be input/cached/output in USD per million tokens, like 0.15/0.075/0.60")
    fresh, cached, output = numbers
    return Price(fresh, cached, output)


def _in_force(name: str, day: date) -> Price | None:
    return next((price for since, price in reversed(_table().get(name, [])) if since <= day), None)


def _audio(unit: Unit, price: Decimal, *, known: bool) -> Price:
    none = Decimal(0)
    if unit == "minute":
        return Price(none, none, none, known, minute=price)
    return Price(none, none, none, known, characters=price)


@cache
def _audio_table() -> list[tuple[str, str, Decimal, date]]:
    """(model, unit, USD, since), the oldest first"""
    rows = [
        (name, unit, Decimal(price), date.fromisoformat(since))
        for name, unit, price, since in _rows("audio_prices.tsv")
    ]
    return sorted(rows, key=lambda row: row[3])


@cache
def _table() -> dict[str, list[tuple[date, Price]]]:
    rows: dict[str, list[tuple[date, Price]]] = {}
    for name, fresh, cached, output, since in _rows("prices.tsv"):
        price = Price(Decimal(fresh), Decimal(cached), Decimal(output))
        rows.setdefault(name, []).append((date.fromisoformat(since), price))
    return {name: sorted(dated, key=lambda row: row[0]) for name, dated in rows.items()}


def _rows(table: str) -> list[list[str]]:
    lines = (_TABLES / table).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
