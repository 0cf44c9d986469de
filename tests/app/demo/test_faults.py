"""Each bad day on command, and off again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient


def switch(board: TestClient, **fault: Any) -> None:
    assert board.post("/_demo/faults", json=fault).status_code == 201


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [
        ("forbidden", 403, {"type": "forbidden"}),
        ("require_token", 403, {"type": "forbidden"}),
        ("token_revoked", 403, {"type": "oauth", "value": "token_revoked"}),
        ("not_found", 404, {"type": "not_found"}),
        ("errors_200", 200, {"type": "service_unavailable"}),
    ],
)
def test_json_errors(small: TestClient, kind: str, status: int, error: dict[str, str]) -> None:
    switch(small, kind=kind, count=1)
    answer = small.get("/vacancies")
    assert answer.status_code == status
    assert answer.json()["errors"] == [error]
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
    assert small.get("/vacancies").json()["found"] == 300


def test_require_token_lets_a_token_in(small: TestClient) -> None:
    switch(small, kind="require_token")
    assert small.get("/vacancies").status_code == 403
    assert small.get("/vacancies", headers={"Authorization": "Bearer demo"}).status_code == 200


def test_captcha_names_where_to_pass_it(small: TestClient) -> None:
    switch(small, kind="captcha")
    error = small.get("/vacancies").json()["errors"][0]
    assert error["type"] == error["value"] == "captcha_required"
    assert error["captcha_url"].startswith("http")


def test_too_many_says_when_to_return(small: TestClient) -> None:
    switch(small, kind="too_many", retry_after=7, count=2)
    assert [small.get("/vacancies").status_code for _ in range(3)] == [429, 429, 200]
    switch(small, kind="too_many", retry_after=7)
    assert small.get("/vacancies").headers["Retry-After"] == "7"


@pytest.mark.parametrize(("kind", "status"), [("ddos_guard", 403), ("geo", 451), ("html", 200)])
def test_html_in_place_of_json(small: TestClient, kind: str, status: int) -> None:
    switch(small, kind=kind)
    answer = small.get("/vacancies")
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")


def test_truncated_is_not_json(small: TestClient) -> None:
    switch(small, kind="truncated")
    answer = small.get("/vacancies")
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_empty_is_a_success_without_items(small: TestClient) -> None:
    switch(small, kind="empty")
    assert small.get("/vacancies").json()["items"] == []


def test_server_errors_vary(small: TestClient) -> None:
    switch(small, kind="server_error")
    answers = [small.get("/vacancies") for _ in range(20)]
    assert {answer.status_code for answer in answers} == {500, 502, 503}
    assert len({answer.headers["Content-Type"] for answer in answers}) == 2


def test_slow_still_answers_and_hang_does_not(small: TestClient) -> None:
    switch(small, kind="slow", delay_ms=5, count=1)
    assert small.get("/vacancies").json()["found"] == 300
    switch(small, kind="hang", delay_ms=5, count=1)
    assert small.get("/vacancies").status_code == 504


def test_drift_keeps_facts_and_changes_dress(small: TestClient) -> None:
    plain = small.get("/vacancies?per_page=1").json()["items"][0]
    switch(small, kind="drift")
    changed = small.get("/vacancies?per_page=1").json()["items"][0]
    assert changed["name"] == plain["name"]
    assert changed["archived"] == "false"
    assert "salary" not in changed
    assert "brand_new_field" in changed
    assert small.get("/dictionaries").status_code == 200


def test_a_path_limits_a_fault_and_a_rate_strikes_sometimes(small: TestClient) -> None:
    switch(small, kind="server_error", path="/vacancies/", rate=0.5)
    number = small.get("/vacancies?per_page=1").json()["items"][0]["id"]
    statuses = [small.get(f"/vacancies/{number}").status_code for _ in range(60)]
    assert 10 < statuses.count(200) < 50
    assert small.get("/vacancies").status_code == 200


def test_faults_are_listed_and_cleared(small: TestClient) -> None:
    switch(small, kind="geo")
    switch(small, kind="html", path="/areas")
    shown = small.get("/_demo/faults").json()
    assert [fault["kind"] for fault in shown["faults"]] == ["geo", "html"]
    small.delete(f"/_demo/faults?id={shown['faults'][0]['id']}")
    assert small.get("/vacancies").status_code == 200
    assert small.get("/areas").headers["Content-Type"].startswith("text/html")
    small.delete("/_demo/faults")
    assert small.get("/areas").json()[0]["name"] == "Россия"


@pytest.mark.parametrize("body", [{"kind": "meteor"}, {}, {"kind": "slow", "delay_ms": "long"}, {"kind": []}])
def test_a_senseless_fault_is_refused(small: TestClient, body: dict[str, Any]) -> None:
    assert small.post("/_demo/faults", json=body).status_code == 400
    assert small.get("/_demo/faults").json()["faults"] == []


def test_stats_count_by_shape_of_path(small: TestClient) -> None:
    for number in ("1", "2", "3"):
        small.get(f"/vacancies/{number}")
    small.get("/vacancies?per_page=1")
    stats = small.get("/_demo/stats").json()
    assert stats["paths"] == {"/vacancies/{id}": 3, "/vacancies": 1}
    assert stats["statuses"] == {"200": 1, "404": 3}
    assert stats["peak_per_second"] >= 1
