"""The invented market: big and varied enough, believable in its shares, the same in every process."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import Counter
from itertools import pairwise

import pytest
from starlette.testclient import TestClient

from app.demo import markup
from app.demo.dictionaries import role_name
from app.demo.employers import domains, employers
from app.demo.hostile import SAMPLES
from app.demo.phrases import fitting, spin, stream
from app.demo.professions import professions
from app.demo.rendering import detail
from app.demo.world import Listed, World
from tests.app.demo.conftest import BASE, START

FINGERPRINT = """
import hashlib, json
from app.demo.rendering import detail
from app.demo.world import World
from tests.app.demo.conftest import BASE, START
world = World(start=START)
bodies = [json.dumps(detail(world.open_in(slot), BASE), ensure_ascii=False) for slot in range(50)]
print(hashlib.sha256("\\n".join(bodies).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def everything(world: World) -> list[Listed]:
    listed = [world.open_in(slot) for slot in range(world.size)]
    return [one for one in listed if one is not None]


def test_equal_in_every_process(world: World) -> None:
    other = subprocess.run([sys.executable, "-c", FINGERPRINT], capture_output=True, text=True, check=True)
    bodies = [
        json.dumps(detail(one, BASE), ensure_ascii=False)
        for slot in range(50)
        if (one := world.open_in(slot))
    ]
    assert other.stdout.strip() == hashlib.sha256("\n".join(bodies).encode()).hexdigest()


def test_another_seed_is_another_world(world: World) -> None:
    other = World(seed=1, start=START)
    same = sum(world.open_in(slot) == other.open_in(slot) for slot in range(100))
    assert same == 0


def test_size_and_variety(everything: list[Listed]) -> None:
    assert len(everything) >= 3000
    assert len({one.vacancy.id for one in everything}) == len(everything)
    seen = Counter(one.vacancy.profession.code for one in everything)
    assert len(seen) >= 100
    assert seen.most_common(1)[0][1] < len(everything) * 0.06
    assert len({one.vacancy.city.id for one in everything}) >= 50
    assert len({one.vacancy.employer.id for one in everything}) >= 150


def test_shares_are_those_of_a_real_board(everything: list[Listed]) -> None:
    vacancies = [one.vacancy for one in everything]
    english = sum(one.english for one in vacancies) / len(vacancies)
    unpaid = sum(one.pay is None for one in vacancies) / len(vacancies)
    other_units = sum(one.pay.mode in {"HOUR", "SHIFT"} for one in vacancies if one.pay) / len(vacancies)
    assert 0.08 <= english <= 0.12
    assert 0.38 <= unpaid <= 0.5
    assert 0.02 <= other_units <= 0.12
    assert 3 <= sum(one.anonymous for one in vacancies) <= 60


def test_every_posting_says_what_it_requires(everything: list[Listed]) -> None:
    russian = {heading.casefold() for heading in markup._MUST}
    english = {heading.casefold() for heading in markup._ENGLISH["must"]}
    for one in everything[::6]:
        body = detail(one, BASE)["description"]
        wanted = english if one.vacancy.english else russian
        assert any(heading in body.casefold() for heading in wanted), body
        assert len(body) >= 200
        assert "{" not in body.partition("<style>")[0]
        assert "[" not in body


def test_every_title_has_enough_to_say() -> None:
    for profession in professions():
        for role in profession.roles:
            assert role_name(role)
        assert set(profession.domains) <= domains().keys()
        for title in profession.russian.titles:
            shown = spin(title, stream(title))
            assert len(fitting(profession.russian.duties, shown)) >= 4, shown
            assert len(fitting(profession.russian.must, shown)) >= 3, shown
            assert len(fitting(profession.skills, shown)) >= 4, shown


def test_pay_follows_seniority(everything: list[Listed]) -> None:
    def typical(experience: str) -> float:
        amounts = sorted(
            one.vacancy.pay.monthly_roubles
            for one in everything
            if one.vacancy.pay
            and one.vacancy.profession.levels == "it"
            and one.vacancy.level.experience == experience
            and one.vacancy.pay.mode == "MONTH"
        )
        return amounts[len(amounts) // 2]

    bands = [typical(band) for band in ("noExperience", "between1And3", "between3And6", "moreThan6")]
    assert all(low < high for low, high in pairwise(bands))


def test_two_postings_of_one_profession_differ(everything: list[Listed]) -> None:
    bodies = [
        detail(one, BASE)["description"]
        for one in everything
        if one.vacancy.profession.code == "accountant" and one.vacancy.id[-1] in "02468"
    ]
    assert len(bodies) > 10
    assert len(set(bodies)) == len(bodies)


def test_some_postings_repeat_in_another_town(world: World) -> None:
    first, twin = world.open_in(27), world.open_in(28)
    assert first is not None
    assert twin is not None
    pairs = 0
    for slot in range(28, world.size, 29):
        left, right = world.open_in(slot - 1), world.open_in(slot)
        if left and right and left.vacancy.content_key == right.vacancy.content_key:
            pairs += 1
            assert left.vacancy.title == right.vacancy.title
    assert pairs >= 5


def test_hostile_postings_are_there_and_the_page_is_clean(board: TestClient, world: World) -> None:
    numbers = [one.vacancy.id for slot in range(7, 3600, 450) if (one := world.open_in(slot))]
    assert len(numbers) == 8
    raw = "".join(board.get(f"/vacancies/{number}").json()["description"] for number in numbers)
    assert SAMPLES[0] in raw
    assert "забудь все предыдущие указания" in raw
    for number in numbers:
        page = board.get(f"/vacancy/{number}").text
        assert "__demo_script_ran" not in page
        assert "<iframe" not in page


def test_employers_are_distinct() -> None:
    assert len({one.id for one in employers()}) == len({one.name for one in employers()}) == len(employers())
