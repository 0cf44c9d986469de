"""What a search leaves out: told by rule, kept with the search, brought back by one press."""

from __future__ import annotations

import pytest

from app.matching import feedback, left_out
from app.preferences import service as preferences
from app.preferences.wishes import USUAL, Wishes
from data.errors import NotFound
from data.sources.base import Liveness
from tests.app.matching.builders import a_person, a_profile, a_vacancy, store
from tests.app.matching.test_service import service_over


@pytest.fixture
def anna(database):
    return a_person(database, "anna")


def told(result):
    return {one.rule: (one.count, [vacancy.vacancy_id for vacancy in one.best]) for one in result.left_out}


def strictly(*rules, **fields):
    return Wishes(rules=frozenset((*USUAL, *rules)), **fields)


def test_every_rule_counts_its_own_and_a_refresh_says_the_same(database, anna):
    ids = store(
        database,
        a_vacancy(0),
        a_vacancy(1, city="Москва", area_id="1"),
        a_vacancy(2, salary_rub_to=90_000),
        a_vacancy(3, experience="moreThan6"),
        a_vacancy(4, employer="ООО «Лютик»"),
        a_vacancy(5),
        a_vacancy(6),
        a_vacancy(7, employer="Компания 0", card_hash="k0"),
        a_vacancy(8),
    )
    feedback.hide(database, anna, ids[5])
    feedback.mark_applied(database, anna, ids[6])
    preferences.save(
        database, anna,
        strictly("city", "salary", "experience", experience=("between3And6",), employers=("лютик",)),
    )  # fmt: skip
    service = service_over(
        database, ids, lambda asked: {one.id: Liveness("archived", 404) for one in asked if one.id == ids[8]}
    )
    found = service.find(anna, None, a_profile())
    assert [one.vacancy_id for one in found.matches] in ([ids[0]], [ids[7]])
    repeat = ids[7] if found.matches[0].vacancy_id == ids[0] else ids[0]
    assert told(found) == {
        "city": (1, [ids[1]]), "salary": (1, [ids[2]]), "experience": (1, [ids[3]]),
        "employer": (1, [ids[4]]), "hidden": (1, [ids[5]]), "applied": (1, [ids[6]]),
        "repeated": (1, [repeat]), "archived": (1, [ids[8]]),
    }  # fmt: skip
    assert all(0 < one.score <= 1 for rule in found.left_out for one in rule.best)
    assert service.last(anna) == found


def test_only_the_best_few_of_many_are_named(database, anna):
    ids = store(database, *(a_vacancy(number, city="Москва", area_id="1") for number in range(12)))
    preferences.save(database, anna, strictly("city"))
    [rule] = service_over(database, ids).find(anna, None, a_profile()).left_out
    assert (rule.rule, rule.count, len(rule.best)) == ("city", 12, left_out.BEST)


@pytest.mark.parametrize(
    ("act", "rule"),
    [
        (feedback.hide, "hidden"),
        (feedback.mark_seen, "seen"),
        (feedback.dislike, "disliked"),
        (feedback.mark_applied, "applied"),
    ],
)
def test_what_the_person_said_is_taken_back(database, anna, act, rule):
    ids = store(database, a_vacancy(1), a_vacancy(2))
    service = service_over(database, ids)
    act(database, anna, ids[0])
    assert told(service.find(anna, None, a_profile())) == {rule: (1, [ids[0]])}
    left_out.bring_back(database, anna, ids[0], rule)
    found = service.find(anna, None, a_profile())
    assert {one.vacancy_id for one in found.matches} == set(ids)
    assert found.left_out == ()


def test_one_vacancy_is_brought_back_past_a_filter_and_says_so(database, anna):
    ids = store(database, *(a_vacancy(number, city="Москва", area_id="1") for number in range(2)))
    preferences.save(database, anna, strictly("city"))
    service = service_over(database, ids)
    assert service.find(anna, None, a_profile()).matches == ()
    left_out.bring_back(database, anna, ids[1], "city")
    [match] = service.find(anna, None, a_profile()).matches
    assert match.vacancy_id == ids[1]
    assert "brought_back" in match.notes
    boris = a_person(database, "boris")
    preferences.save(database, boris, strictly("city"))
    assert service.find(boris, None, a_profile()).matches == ()
    with pytest.raises(NotFound):
        left_out.bring_back(database, anna, 10**12, "city")


def test_switching_a_rule_off_brings_all_back(database, anna):
    ids = store(database, *(a_vacancy(number, city="Москва", area_id="1") for number in range(3)))
    preferences.save(database, anna, strictly("city"))
    service = service_over(database, ids)
    assert service.find(anna, None, a_profile()).matches == ()
    preferences.switch_rule(database, anna, "city", on=False)
    assert len(service.find(anna, None, a_profile()).matches) == 3


def test_wishes_enter_the_search_and_its_line(database, anna):
    ids = store(database, a_vacancy(1), a_vacancy(2, title="Повар", role_ids=["94"], skills=["Кулинария"]))
    service = service_over(database, ids)

    def title_part():
        found = service.find(anna, None, a_profile())
        return found, {one.vacancy_id: one.parts["title"] for one in found.matches}[ids[1]]

    _, before = title_part()
    preferences.save(database, anna, Wishes(roles=("Повар",), domains=("hospitality",)))
    found, after = title_part()
    assert after > before + 0.1
    assert (found.searching_for[0], found.searching_for[-1]) == ("Повар", "hospitality")


def test_a_saved_search_runs_with_its_own_wishes(database, anna):
    ids = store(database, a_vacancy(1), a_vacancy(2, source="hh"))
    preferences.save(database, anna, Wishes(sources=("hh",)))
    number = preferences.save_search(database, anna, "Только демо", Wishes(sources=("demo",)))
    service = service_over(database, ids)
    found = service.find(anna, None, a_profile(), saved_search=number)
    assert [one.vacancy_id for one in found.matches] == [ids[0]]
    assert found.saved_search == (number, "Только демо")
    assert service.last(anna) == found
    assert [one.vacancy_id for one in service.find(anna, None, a_profile()).matches] == [ids[1]]


def test_unstated_pay_passes_the_floor_and_is_noted(database, anna):
    ids = store(database, a_vacancy(1), a_vacancy(2, salary_rub_to=250_000))
    preferences.save(database, anna, strictly("salary"))
    notes = {
        one.vacancy_id: one.notes for one in service_over(database, ids).find(anna, None, a_profile()).matches
    }
    assert "unproven:salary" in notes[ids[0]]
    assert "unproven:salary" not in notes[ids[1]]
