"""The market moves: postings come, are renewed, are archived, vanish; and the clock obeys."""

from __future__ import annotations

from datetime import timedelta

from starlette.testclient import TestClient

from app.demo.world import World
from tests.app.demo.conftest import START


def ids(world: World) -> set[str]:
    return {one.vacancy.id for slot in range(world.size) if (one := world.open_in(slot))}


def test_about_three_percent_change_a_day() -> None:
    world = World(size=2000, start=START)
    before = ids(world)
    world.advance(24)
    after = ids(world)
    assert len(after) == 2000
    assert 0.015 <= len(before - after) / 2000 <= 0.05


def test_what_left_is_archived_or_gone() -> None:
    world = World(size=2000, start=START)
    before = ids(world)
    world.advance(72)
    left = before - ids(world)
    verdicts = {number: world.status(number) for number in left}
    assert set(verdicts.values()) == {"archived", "missing"}
    archived = [number for number, verdict in verdicts.items() if verdict == "archived"]
    assert len(archived) > len(left) / 2
    shown = world.listed(archived[0])
    assert shown is not None
    assert shown.archived
    world.advance(24 * 60)
    assert world.status(archived[0]) == "missing"


def test_renewal_keeps_the_id_and_moves_the_date() -> None:
    world = World(size=1000, start=START)
    before = {number: world.listed(number) for number in ids(world)}
    world.advance(24 * 7)
    renewed = raised = 0
    for number, old in before.items():
        new = world.listed(number)
        if old and new and not new.archived and new.published_at > old.published_at:
            renewed += 1
            raised += new.vacancy.pay != old.vacancy.pay
            assert new.created_at == old.created_at
            assert new.vacancy.title == old.vacancy.title
    assert renewed > 100
    assert raised > 3


def test_dates_stay_within_thirty_days_and_never_ahead() -> None:
    world = World(size=1000, start=START)
    for _ in range(4):
        for slot in range(world.size):
            one = world.open_in(slot)
            assert one is not None
            assert world.now - timedelta(days=31) <= one.published_at <= world.now
        world.advance(37)


def test_two_ways_to_an_hour_lead_to_one_world() -> None:
    stepped, leapt = World(size=300, start=START), World(size=300, start=START + timedelta(hours=100))
    for _ in range(20):
        stepped.advance(5)
    assert [stepped.open_in(slot) for slot in range(300)] == [leapt.open_in(slot) for slot in range(300)]


def test_the_clock_moves_a_running_world() -> None:
    hours = [0]
    world = World(size=500, start=START, clock=lambda: START + timedelta(hours=hours[0]))
    before = ids(world)
    hours[0] = 240
    world.catch_up()
    assert ids(world) != before


def test_search_follows_the_clock(small: TestClient) -> None:
    before = {one["id"] for one in small.get("/vacancies?per_page=100").json()["items"]}
    assert small.get("/vacancies?text=опыт&per_page=0").json()["found"] > 100
    clock = small.post("/_demo/advance", json={"hours": 24 * 14}).json()
    body = small.get("/vacancies?per_page=100").json()
    assert body["found"] == 300
    assert {one["id"] for one in body["items"]} != before
    assert small.get("/_demo/stats").json()["hour"] == clock["hour"]
    assert small.get("/vacancies?text=опыт&per_page=0").json()["found"] > 100
    assert small.post("/_demo/advance", json={"hours": "many"}).status_code == 400


def test_archive_and_remove_by_hand(small: TestClient) -> None:
    first, second = (one["id"] for one in small.get("/vacancies?per_page=2").json()["items"])
    assert small.post(f"/_demo/archive/{first}").json() == {"ok": True}
    assert small.post(f"/_demo/remove/{second}").json() == {"ok": True}
    assert small.get(f"/vacancies/{first}").json()["archived"] is True
    assert small.get(f"/vacancies/{second}").status_code == 404
    assert small.get("/vacancies?per_page=0").json()["found"] == 298
    assert "в архиве" in small.get(f"/vacancy/{first}").text
    assert small.post("/_demo/archive/123").status_code == 404


def test_nothing_is_dated_ahead_of_a_callers_clock() -> None:
    asked = START + timedelta(minutes=3)
    world = World(size=2000, start=asked)
    shown = [one for slot in range(world.size) if (one := world.open_in(slot))]
    assert max(one.published_at for one in shown) <= asked
