"""“I don't have this, show me anyway”: verdict, score, track and key follow; taken back without a trace."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.matching.types import RequirementCheck
from app.matching.waived import laid_over
from app.matching.weights import DEFAULT
from app.preferences import service as preferences
from app.preferences.waivers import key_of
from tests.app.matching.builders import a_person, a_profile, a_vacancy, store
from tests.app.matching.test_service import service_over

MUSTS = [
    {"text": f"Знание {name}", "kind": "must", "skills": [name]} for name in ("Kafka", "Scala", "Hadoop")
]


@pytest.fixture
def anna(database):
    return a_person(database, "anna")


def test_a_waived_requirement_counts_no_more_and_comes_back(database, anna):
    ids = store(database, a_vacancy(1, requirements=MUSTS), a_vacancy(2))
    service = service_over(database, ids)
    before = {one.vacancy_id: one for one in service.find(anna, None, a_profile()).matches}[ids[0]]
    assert before.track == "stretch"
    for one in MUSTS[:2]:
        preferences.waive(database, anna, ids[0], one["text"])
    shown = service.last(anna)
    after = {one.vacancy_id: one for one in shown.matches}[ids[0]]
    assert [one.verdict for one in after.requirements] == ["waived", "waived", "missing"]
    assert after.parts["waived"] == pytest.approx(0.04)
    assert after.score == pytest.approx(before.score + 0.04)
    assert after.score == pytest.approx(math.fsum(after.parts.values()))
    assert after.track == "match"
    assert {"must_met:0/1", "waived:2"} <= set(after.notes)
    assert {one.vacancy_id: one for one in service.find(anna, None, a_profile()).matches}[ids[0]] == replace(
        after, checked_at=None
    )
    assert service.last(a_person(database, "boris")) is None
    for one in MUSTS[:2]:
        assert preferences.unwaive(database, anna, ids[0], one["text"])
    again = {one.vacancy_id: one for one in service.last(anna).matches}[ids[0]]
    assert (again.score, again.track, again.requirements) == (
        before.score, before.track, before.requirements,
    )  # fmt: skip


def test_it_changes_the_order_and_is_shown_however_far_down(database, anna):
    ids = store(database, *(a_vacancy(number, requirements=MUSTS) for number in range(4)))
    service = service_over(database, ids)
    last = service.find(anna, None, a_profile()).matches[-1].vacancy_id
    preferences.waive(database, anna, last, MUSTS[0]["text"])
    assert service.find(anna, None, a_profile()).matches[0].vacancy_id == last
    assert last in [one.vacancy_id for one in service.find(anna, None, a_profile(), top=2).matches]


def test_the_key_of_a_cache_follows(database, anna):
    [vacancy] = store(database, a_vacancy(1))
    assert preferences.overrides(database, anna) == ""
    preferences.waive(database, anna, vacancy, "Знание SQL")
    first = preferences.overrides(database, anna)
    preferences.waive(database, anna, vacancy, "Знание Kafka")
    assert len({"", first, preferences.overrides(database, anna)}) == 3
    assert preferences.overrides(database, a_person(database, "boris")) == ""


def test_what_was_found_met_takes_away(database, anna):
    [vacancy] = store(database, a_vacancy(1))
    service = service_over(database, [vacancy])
    [before] = service.find(anna, None, a_profile()).matches
    preferences.waive(database, anna, vacancy, "Знание SQL")
    [after] = service.last(anna).matches
    assert (after.parts["waived"], after.requirements[0].evidence) == (-0.02, None)
    assert after.score < before.score


CHECKS = st.builds(
    RequirementCheck,
    st.sampled_from("абвгдежз").map(lambda one: f"Требование {one}"),
    st.sampled_from(("must", "nice")),
    st.sampled_from(("met", "partly", "missing")),
)


@pytest.fixture(scope="module")
def a_view(engine):
    from data.db import Database

    with engine.connect() as connection, connection.begin() as outer:
        database = Database(connection, join_transaction_mode="create_savepoint")
        person = a_person(database, "view")
        [vacancy] = store(database, a_vacancy(1))
        [view] = service_over(database, [vacancy]).find(person, None, a_profile()).matches
        outer.rollback()
    return view


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CHECKS, max_size=6), st.sets(st.sampled_from("абвгдежз")), st.floats(0, 1))
def test_it_is_bounded_and_names_what_it_did(a_view, checks, letters, score):
    view = replace(a_view, requirements=tuple(checks), score=score, parts={"title": score})
    keys = {key_of(f"Требование {one}") for one in letters}
    shown = laid_over(view, keys)
    assert 0.0 <= shown.score <= 1.0
    assert abs(shown.score - score) <= DEFAULT.waived_most + 1e-4
    assert abs(math.fsum(shown.parts.values()) - shown.score) < 2e-4
    waived = {one.text for one in shown.requirements if one.verdict == "waived"}
    assert waived == {one.text for one in checks if one.text[-1] in letters}
    assert laid_over(view, ()) is view
