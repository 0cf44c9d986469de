"""Filters, words and order of a search."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from starlette.testclient import TestClient


def found(board: TestClient, query: str) -> list[dict[str, Any]]:
    """All items of a query that has at most 2000."""
    items: list[dict[str, Any]] = []
    for page in range(20):
        body = board.get(f"/vacancies?{query}&per_page=100&page={page}").json()
        items += body["items"]
        if page + 1 >= body["pages"]:
            break
    return items


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("experience=moreThan6", "experience"),
        ("employment_form=FLY_IN_FLY_OUT", "employment_form"),
        ("employment=part", "employment"),
        ("schedule=flexible", "schedule"),
    ],
)
def test_a_filter_keeps_its_value_only(board: TestClient, query: str, field: str) -> None:
    items = found(board, query)
    assert items
    assert {item[field]["id"] for item in items} == {query.split("=")[1]}


def test_work_format_finds_any_of_several(board: TestClient) -> None:
    items = found(board, "work_format=FIELD_WORK&work_format=HYBRID")
    assert items
    assert all({one["id"] for one in item["work_format"]} & {"FIELD_WORK", "HYBRID"} for item in items)


def test_an_area_includes_what_lies_in_it(board: TestClient) -> None:
    region = {item["area"]["id"] for item in found(board, "area=2019")}
    assert {"2077", "2061"} <= region
    assert "1" not in region
    both = {item["area"]["id"] for item in found(board, "area=4&area=3")}
    assert both == {"3", "4"}
    country = board.get("/vacancies?per_page=0&area=113").json()["found"]
    assert 3000 < country < 3600


def test_roles_filter_by_hh_ids(board: TestClient) -> None:
    items = found(board, "professional_role=18")
    assert len(items) > 20
    assert all(item["professional_roles"][0]["name"] == "Бухгалтер" for item in items)


def test_dates_cut_a_window(board: TestClient) -> None:
    items = found(board, "date_from=2026-11-18T00:00:00%2B0300&date_to=2026-11-19T00:00:00%2B0300")
    assert items
    for item in items:
        assert item["published_at"][:10] == "2026-11-18"
    recent = board.get("/vacancies?per_page=0&period=1").json()["found"]
    assert 0 < recent < board.get("/vacancies?per_page=0&period=7").json()["found"] < 3600


def test_pay_wish_keeps_silent_vacancies_unless_told(board: TestClient) -> None:
    wide = board.get("/vacancies?per_page=0&salary=300000").json()["found"]
    items = found(board, "salary=300000&only_with_salary=true")
    assert 0 < len(items) < wide
    assert all(item["salary"] is not None for item in items)


def test_order_by_pay_and_by_date(board: TestClient) -> None:
    newest = found(board, "experience=moreThan6&order_by=publication_time")
    dates = [datetime.fromisoformat(item["published_at"]) for item in newest]
    assert dates == sorted(dates, reverse=True)
    query = "professional_role=18&area=1&only_with_salary=true&order_by=salary_desc"
    best = [item["salary"]["from"] or item["salary"]["to"] for item in found(board, query)]
    assert best[0] > best[-1]


def test_words_find_by_stem_and_are_marked(board: TestClient) -> None:
    items = found(board, "text=бухгалтеров")
    assert len(items) > 30
    assert "ухгалтер" in items[0]["name"]
    marked = [item for item in items if "<highlighttext>" in str(item["snippet"])]
    assert marked


def test_query_language(board: TestClient) -> None:
    def count(text: str) -> int:
        return int(board.get("/vacancies", params={"text": text, "per_page": 0}).json()["found"])

    both, either = count("python AND docker"), count("python OR docker")
    assert 0 < both < count("python") < either
    assert count("python NOT docker") == count("python") - both
    assert count("(python OR java) AND kafka") > count("python AND java AND kafka")
    assert count("NAME:сварщик") <= count("сварщик")
    assert count('"Python-разработчик"') > 0
    assert count("бухгалт*") >= count("бухгалтер")
    assert count("qwertyzzz") == 0
    assert count("AND OR NOT ((") == 3600


def test_excluded_words_leave(board: TestClient) -> None:
    items = board.get(
        "/vacancies", params={"text": "NAME:продавец", "excluded_text": "кассир", "per_page": 50}
    ).json()
    assert items["items"]
    assert all("кассир" not in item["name"].casefold() for item in items["items"])


def test_paging_meets_every_vacancy_once(board: TestClient) -> None:
    items = found(board, "area=1")
    assert len(items) == len({item["id"] for item in items}) == board.get("/vacancies?area=1").json()["found"]
