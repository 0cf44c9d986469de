from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.costs.prices import Price, Unit, Usage, _audio_table, _table, audio_price_of, parse_price, price_of


def test_cached_tokens_have_their_own_price() -> None:
    price = price_of("gpt-4o-mini")
    assert price.known
    assert price.cost(Usage(prompt=1_000_000)) == Decimal("0.15")
    assert price.cost(Usage(prompt=1_000_000, cached=1_000_000)) == Decimal("0.075")
    # 400 fresh, 600 cached, 100 written: 400*0.15 + 600*0.075 + 100*0.60 = 165 per million
    assert price.cost(Usage(prompt=1_000, cached=600, completion=100)) == Decimal("0.000165")


@pytest.mark.parametrize("name", ["gpt-4o-mini-2024-07-18", " GPT-4o-mini ", "gpt-4o-mini-20240718"])
def test_a_dated_name_has_the_price_of_the_model(name: str) -> None:
    assert price_of(name) == price_of("gpt-4o-mini")


@pytest.mark.parametrize("name", ["gpt-9", "gpt-4o-minimal", "gpt-5-mini-pro", "", "llama3"])
def test_an_unknown_model_costs_as_much_as_the_dearest_and_says_so(name: str) -> None:
    price = price_of(name)
    assert (price.input, price.cached, price.output, price.known) == (150, 150, 600, False)


def test_an_unknown_embedding_costs_as_much_as_the_dearest_embedding() -> None:
    price = price_of("own-embedder", embeds=True)
    assert (price.input, price.output, price.known) == (Decimal("0.13"), 0, False)


def test_no_model_of_the_table_is_free_nor_are_its_cached_tokens() -> None:
    prices = [price for dated in _table().values() for _, price in dated]
    assert len(prices) > 20
    assert all(0 < price.cached <= price.input for price in prices)
    assert all(price > 0 for _, _, price, _ in _audio_table())


def test_a_price_holds_from_its_day_on() -> None:
    assert price_of("gpt-5.5", on=date(2026, 11, 1)).known
    assert not price_of("gpt-5.5", on=date(2026, 1, 1)).known


def test_numbers_that_cannot_be_cost_neither_less_nor_more_than_they_may() -> None:
    price = Price(Decimal(1), Decimal("0.5"), Decimal(2))
    assert price.cost(Usage(prompt=-5, cached=-1, completion=-7)) == 0
    assert price.cost(Usage(prompt=10, cached=10_000)) == price.cost(Usage(prompt=10, cached=10))


def test_an_operator_names_the_price_of_their_own_server() -> None:
    own = parse_price("0/0/0")
    assert price_of("llama3", own=own) is own
    assert own.cost(Usage(10**6, 0, 10**6)) == 0
    assert parse_price(" 0.15 / 0.075/ 0.6") == Price(Decimal("0.15"), Decimal("0.075"), Decimal("0.6"))


@pytest.mark.parametrize("written", ["", "1", "1/2", "a/b/c", "1/2/3/4", "-1/0/0", "NaN/1/1", "inf/1/1"])
def test_a_price_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="input/cached/output"):
        parse_price(written)


def test_recordings_cost_by_the_second_and_speech_by_the_character() -> None:
    heard, spoken = audio_price_of("whisper-1", "minute"), audio_price_of("tts-1-hd", "characters")
    assert heard.known
    assert spoken.known
    assert heard.cost(Usage(seconds=90)) == Decimal("0.009")
    assert spoken.cost(Usage(characters=1_000)) == Decimal("0.03")
    assert heard.cost(Usage(seconds=-1)) == 0


@pytest.mark.parametrize(("unit", "dearest"), [("minute", "0.012"), ("characters", "30")])
def test_an_unknown_model_that_hears_or_speaks_costs_as_much_as_the_dearest(unit: Unit, dearest: str) -> None:
    for name in ("nobody-knows", "tts-1" if unit == "minute" else "whisper-1"):
        price = audio_price_of(name, unit)
        assert (price.known, max(price.minute, price.characters)) == (False, Decimal(dearest))
    paid = parse_price("1/1/1")
    assert not audio_price_of("own", unit, own=paid).known  # a price of tokens says nothing of minutes
    free = parse_price("0/0/0")
    assert audio_price_of("own", unit, own=free) is free
