"""The board keeps hh.ru's rules, so a client that is right here is right there."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from starlette.testclient import TestClient

from app.demo.server import create_app
from app.demo.world import World
from tests.app.demo.conftest import BASE, START

DEEP = "you can't look up more than 2000 items in the list"


def test_depth_rule_answers_the_exact_error(board: TestClient) -> None:
    inside = board.get("/vacancies", params={"page": 19, "per_page": 100})
    assert inside.status_code == 200
    assert inside.json()["pages"] == 20
    assert inside.json()["found"] == 3600
    assert len(inside.json()["items"]) == 100

    beyond = board.get("/vacancies", params={"page": 20, "per_page": 100})
    assert beyond.status_code == 400
    body = beyond.json()
    assert body.pop("request_id") == beyond.headers["X-Request-ID"]
    assert body == {
        "errors": [
            {"type": "bad_argument", "value": "page"},
            {"type": "bad_argument", "value": "per_page"},
        ],
        "bad_arguments": [{"name": "page, per_page", "description": DEEP}],
        "bad_argument": "page, per_page",
        "description": DEEP,
    }


def test_zero_per_page_only_counts(board: TestClient) -> None:
    body = board.get("/vacancies", params={"per_page": 0, "clusters": "true"}).json()
    assert body["items"] == []
    assert body["found"] == 3600
    by_id = {cluster["id"]: cluster for cluster in body["clusters"]}
    assert sum(item["count"] for item in by_id["experience"]["items"]) == 3600


@pytest.mark.parametrize(
    ("query", "argument"),
    [
        ("per_page=101", "per_page"),
        ("per_page=x", "per_page"),
        ("page=-1", "page"),
        ("experience=ages", "experience"),
        ("work_format=REMOTE,HYBRID", "work_format"),
        ("professional_role=9999", "professional_role"),
        ("area=Moscow", "area"),
        ("period=0", "period"),
        ("period=3&date_from=2026-11-01", "period"),
        ("date_to=2026-11-01", "date_to"),
        ("date_from=yesterday", "date_from"),
        ("order_by=luck", "order_by"),
        ("salary=much", "salary"),
        ("currency=XXX", "currency"),
    ],
)
def test_bad_arguments_are_named(board: TestClient, query: str, argument: str) -> None:
    answer = board.get(f"/vacancies?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"type": "bad_argument", "value": argument}]


def test_unknown_parameters_are_ignored(board: TestClient) -> None:
    assert board.get("/vacancies?per_page=1&no_such_thing=1&no_magic=true").json()["found"] == 3600


@pytest.mark.parametrize(
    ("agent", "value"), [("", "unset"), ("python-httpx/0.28.1", "blacklisted"), ("curl/8.5", "blacklisted")]
)
def test_user_agent_is_required(board: TestClient, agent: str, value: str) -> None:
    refused = board.get("/vacancies", headers={"User-Agent": agent})
    assert refused.status_code == 400
    assert refused.json()["errors"] == [{"type": "bad_user_agent", "value": value}]
    named = {"User-Agent": agent, "HH-User-Agent": "Podbor/1.0 (a@example.com)"}
    assert board.get("/vacancies?per_page=1", headers=named).status_code == 200


def test_item_and_detail_carry_todays_fields(board: TestClient) -> None:
    item = board.get("/vacancies?per_page=1&only_with_salary=true&order_by=publication_time").json()["items"][
        0
    ]
    detail = board.get(f"/vacancies/{item['id']}").json()
    for name in (
        "id",
        "name",
        "area",
        "employer",
        "salary",
        "salary_range",
        "published_at",
        "experience",
        "professional_roles",
        "work_format",
        "employment_form",
        "working_hours",
        "work_schedule_by_days",
        "schedule",
        "employment",
        "archived",
        "alternate_url",
        "type",
    ):
        assert item[name] == detail[name], name
    assert item["salary_range"]["mode"]["id"]
    assert item["snippet"].keys() == {"requirement", "responsibility"}
    assert detail["archived"] is False
    assert len(detail["description"]) >= 200
    assert detail["alternate_url"] == f"{BASE}/vacancy/{item['id']}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0300", detail["initial_created_at"])
    assert datetime.fromisoformat(detail["initial_created_at"]) <= datetime.fromisoformat(
        detail["published_at"]
    )


@pytest.mark.parametrize("number", ["1", "999999999999", "abc", "129999999", "-5", "١٢٣"])
def test_an_unknown_vacancy_is_404(board: TestClient, number: str) -> None:
    answer = board.get(f"/vacancies/{number}")
    assert answer.status_code == 404
    assert answer.json()["errors"] == [{"type": "not_found"}]


@pytest.mark.parametrize("path", ["/dictionaries", "/areas", "/professional_roles"])
def test_dictionaries_are_cached_by_etag(board: TestClient, path: str) -> None:
    first = board.get(path)
    assert "max-age" in first.headers["Cache-Control"]
    again = board.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert board.get(path, headers={"If-None-Match": '"old"'}).status_code == 200


def test_areas_nest_towns_in_regions(board: TestClient) -> None:
    region = board.get("/areas/1202").json()
    assert region["name"] == "Новосибирская область"
    assert [(town["id"], town["name"]) for town in region["areas"]] == [("4", "Новосибирск")]
    assert board.get("/areas/424242").status_code == 404


def test_an_employer_counts_its_open_vacancies(board: TestClient) -> None:
    items = board.get("/vacancies?per_page=20").json()["items"]
    employer = next(item["employer"] for item in items if "id" in item["employer"])
    page = board.get(f"/employers/{employer['id']}").json()
    assert page["name"] == employer["name"]
    found = board.get(f"/vacancies?per_page=0&employer_id={employer['id']}").json()["found"]
    assert page["open_vacancies"] == found > 0


def test_the_page_for_people_says_that_it_is_invented(board: TestClient) -> None:
    item = board.get("/vacancies?per_page=1").json()["items"][0]
    page = board.get(f"/vacancy/{item['id']}", headers={"User-Agent": "Mozilla/5.0"})
    assert page.status_code == 200
    assert "Вымышленная вакансия" in page.text
    assert "An invented vacancy of the demo board" in page.text
    assert board.get("/vacancy/7").status_code == 404


def test_control_paths_answer_on_loopback_only(world: World) -> None:
    outside = TestClient(create_app(World(size=5, start=START), BASE), client=("192.0.2.7", 1))
    for path in ("/_demo/faults", "/_demo/stats"):
        assert outside.get(path).status_code == 403
    assert outside.post("/_demo/advance", json={"hours": 5}).status_code == 403
