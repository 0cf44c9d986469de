from __future__ import annotations

import pytest

from data.sources import places


@pytest.mark.parametrize(
    ("text", "cities", "country", "formats"),
    [
        ("Berlin, Germany", ["Berlin"], "DE", []),
        ("San Francisco, CA", ["San Francisco"], "US", []),
        ("New York, New York, USA", ["New York"], "US", []),
        ("Austin, TX, US; Remote, US", ["Austin"], "US", ["REMOTE"]),
        ("Remote - US", [], "US", ["REMOTE"]),
        ("Remote Canada", [], "CA", ["REMOTE"]),
        ("UK - London", ["London"], "GB", []),
        ("London, England, United Kingdom", ["London"], "GB", []),
        ("Paris, France, Madrid, Spain", ["Paris", "Madrid"], None, []),
        ("Brazil - Rio de Janeiro", ["Rio de Janeiro"], "BR", []),
        ("Tbilisi, Georgia", ["Tbilisi"], "GE", []),
        ("Atlanta, Georgia", ["Atlanta"], "US", []),
        ("Bengaluru, IN", ["Bengaluru"], "IN", []),
        ("Indianapolis, IN", ["Indianapolis"], "US", []),
        ("Munich, DE", ["Munich"], "DE", []),
        ("Toronto, ON, Canada", ["Toronto"], "CA", []),
        ("Rieti, RI, Italy", ["Rieti"], "IT", []),
        ("Hybrid", [], None, ["HYBRID"]),
        ("Home based - Worldwide", [], None, ["REMOTE"]),
        ("Office Based - Taipei, Taiwan", ["Taipei"], "TW", ["ON_SITE"]),
        ("NYC, San Francisco, Seattle", ["New York", "San Francisco", "Seattle"], None, []),
        ("Seattle or Chicago", ["Seattle", "Chicago"], None, []),
        ("US-Chicago", ["Chicago"], "US", []),
        ("Singapore", ["Singapore"], "SG", []),
        ("3990 NW 16th St Lauderhill, FL", [], "US", []),
        ("California, United States", ["California"], "US", []),
        ("Warszawa, Polska", ["Warszawa"], "PL", []),
        ("Москва, Россия", ["Москва"], "RU", []),
        ("Алматы, Казахстан", ["Алматы"], "KZ", []),
        ("", [], None, []),
        ("\x00;;,,- ()", [], None, []),
    ],
)
def test_read(text: str, cities: list[str], country: str | None, formats: list[str]) -> None:
    found = places.read(text)
    assert list(found.cities) == cities
    assert found.country == country
    assert list(found.work_formats) == formats


def test_several_texts_give_each_city_once() -> None:
    assert places.read("Leeds, UK", "Leeds", None, "York, UK") == places.Places(("Leeds", "York"), "GB", ())


@pytest.mark.parametrize(
    ("name", "code"),
    [("Germany", "DE"), ("de", "DE"), ("UK", "GB"), ("Deutschland", "DE"), ("США", "US"), ("Nowhere", None),
     ("", None), (None, None), ("zz", None)],
)  # fmt: skip
def test_country(name: str | None, code: str | None) -> None:
    assert places.country(name) == code
