from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from app.matching.types import Link
from components import exports, match_filters, vacancy_card
from components.job_postings import source_name
from tests.components.test_pieces import NOW, a_match, language

__all__ = ["language"]


def _page() -> None:
    from app.matching.types import Link
    from components.job_postings import postings
    from tests.components.test_pieces import a_match

    links = tuple(Link(f"https://board.invalid/jobs/{one}", "demo", "Казань", one) for one in (1, 2))
    postings(a_match(vacancy_id=1, links=links))


def test_a_posting_is_taken_out_on_the_card(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple[int, str]] = []
    monkeypatch.setattr("components.session.container", lambda: SimpleNamespace(database=None))
    monkeypatch.setattr("app.ingestion.identity.split", lambda _db, number, by: taken.append((number, by)))
    page = AppTest.from_function(_page).run(timeout=30)
    assert not page.exception
    assert [button.key for button in page.button] == ["split-1-1", "split-1-2"]
    page.button(key="split-1-2").click().run(timeout=30)
    assert taken == [(2, "page")]


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
    assert match_filters.apply_filters([match], match_filters.Filters(text="казань"), NOW) == [match]
    assert match_filters.apply_filters([match], match_filters.Filters(text="омск"), NOW) == []
    assert exports.matches_frame([match])["city"].to_list() == ["Москва, Казань"]


@pytest.mark.parametrize(("link", "named"), [(LINKS[0], "romashka.invalid"), (LINKS[1], "hh.invalid")])
def test_addresses_are_named_by_their_host(link: Link, named: str) -> None:
    assert source_name(link) == named
