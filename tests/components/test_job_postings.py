from __future__ import annotations

import pytest

from app.matching.types import Link
from components import exports, match_filters, vacancy_card
from components.job_postings import source_name
from tests.components.test_pieces import a_match, language

__all__ = ["language"]

LINKS = (
    Link("https://www.romashka.invalid/jobs/1", "romashka", "Казань", 2),
    Link("https://hh.invalid/vacancy/1", "hh", "Москва", 1),
)


def test_the_card_counts_further_places(language: str) -> None:
    one = vacancy_card._where(a_match(cities=("Москва",)))
    assert "Москва" in one
    assert "+" not in one
    several = vacancy_card._where(a_match(cities=("Москва", "Казань", "Пермь")))
    assert ("+ ещё 2 места" if language == "ru" else "+2 more places") in several


def test_every_city_is_found_and_exported() -> None:
    match = a_match(cities=("Москва", "Казань"), links=LINKS)
    assert match_filters.apply_filters([match], match_filters.Filters(text="казань")) == [match]
    assert match_filters.apply_filters([match], match_filters.Filters(text="омск")) == []
    assert exports.matches_frame([match])["city"].to_list() == ["Москва, Казань"]


@pytest.mark.parametrize(("link", "named"), [(LINKS[0], "romashka.invalid"), (LINKS[1], "hh.invalid")])
def test_addresses_are_named_by_their_host(link: Link, named: str) -> None:
    assert source_name(link) == named
