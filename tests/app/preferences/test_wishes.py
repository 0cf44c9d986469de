"""Wishes: tidied, bounded, laid over a profile, and never written down unless somebody edited them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.preferences.wishes import (
    NONE,
    RULES,
    USUAL,
    Wishes,
    applied_to,
    checked,
    edited,
    found_in,
    hard_filters,
    read,
)
from app.search.filters import NOTHING
from data.errors import InvalidInput
from tests.app.matching.builders import a_profile

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ROLES = st.lists(st.sampled_from(("Бухгалтер", "Java developer", "Повар", "Data engineer")), max_size=4)
AREAS = st.lists(st.sampled_from(("1", "2", "88", "113", "1624")), max_size=3, unique=True)
WISHES = st.builds(
    Wishes,
    roles=st.none() | ROLES.map(tuple),
    domains=st.none() | st.just(("retail",)) | st.just(()),
    areas=st.none() | AREAS.map(tuple),
    remote=st.none() | st.booleans(),
    salary=st.none() | st.integers(0, 500_000).map(Decimal),
    experience=st.sets(st.sampled_from(("noExperience", "moreThan6"))).map(tuple),
    employers=st.lists(st.sampled_from(("Ромашка", "ООО «Лютик»")), max_size=2).map(tuple),
    days=st.none() | st.integers(1, 365),
    rules=st.sets(st.sampled_from(RULES)).map(frozenset),
)


@given(WISHES)
def test_what_is_kept_reads_back_the_same(wishes: Wishes) -> None:
    assert read(wishes.kept()) == wishes
    assert checked(checked(wishes)) == checked(wishes)


def test_nothing_set_keeps_nothing_and_changes_no_profile() -> None:
    assert NONE.kept() == {}
    profile = a_profile()
    assert applied_to(profile, NONE) is profile
    assert hard_filters(NONE, profile, NOW) == NOTHING.__class__(or_remote=profile.remote)


@given(WISHES)
@settings(max_examples=60)
def test_an_untouched_form_writes_nothing_down(before: Wishes) -> None:
    """What the résumé says is shown in the form; sending it back unchanged sets nothing."""
    profile = a_profile(domains=["software"], remote=True, wanted_areas=["1"])
    found = found_in(profile)
    shown = {
        name: getattr(before, name) if getattr(before, name) is not None else getattr(found, name)
        for name in ("roles", "domains", "areas", "remote")
    }
    pay = before if before.salary is not None else found
    form = before.model_copy(update=shown | {"salary": pay.salary, "currency": pay.currency})
    after = edited(before, found, form)
    assert after.kept() == before.model_copy(update={"currency": after.currency}).kept()


def test_only_the_field_that_was_edited_is_set() -> None:
    found = found_in(a_profile())
    form = found.model_copy(update={"areas": ("1",)})
    assert edited(NONE, found, form).kept() == {"areas": ["1"]}


def test_a_value_that_equals_the_resume_stays_set_once_it_was() -> None:
    found = found_in(a_profile())
    before = Wishes(roles=("Повар",))
    assert edited(before, found, found).roles == found.roles


def test_wishes_take_the_place_of_the_resume() -> None:
    profile = a_profile()
    wanted = applied_to(
        profile,
        Wishes(
            roles=("Senior data engineer", "Аналитик данных"),
            domains=("retail",),
            areas=("1", "2"),
            remote=True,
            salary=Decimal(300_000),
        ),
    )
    assert (wanted.role, wanted.wanted_roles) == ("Senior data engineer", ["Аналитик данных"])
    assert wanted.titles[:2] == ["Senior data engineer", "Аналитик данных"]
    assert (wanted.seniority, wanted.domains, wanted.city) == ("senior", ["retail"], "Москва")
    assert (wanted.wanted_areas, wanted.remote) == (["2"], True)
    assert wanted.salary is not None
    assert wanted.salary.amount == 300_000
    assert wanted.skills == profile.skills
    assert applied_to(profile, Wishes(salary=Decimal(0))).salary is None
    assert applied_to(profile, Wishes(text="kafka на java", roles=("Повар",))).titles[0] == "kafka на java"


@pytest.mark.parametrize(
    "role",
    ["product", "Manager", "lead", "HEAD", "director", "specialist", "engineer", "developer", "analyst",
     "менеджер", "Руководитель", "директор", "специалист", "инженер", "разработчик", "аналитик", "продукт",
     "старший менеджер"],
)  # fmt: skip
def test_a_bare_word_is_no_role(role: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(Wishes(roles=(role,)))
    assert refused.value.code == "role_too_general"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"roles": ("юри",)}, "role_too_short"),
        ({"roles": tuple(f"Профессия {one}" for one in "абвгде")}, "too_many_roles"),
        ({"domains": ("retail", "fintech", "hr", "legal")}, "too_many_domains"),
        ({"domains": ("wizardry",)}, "wish_invalid"),
        ({"areas": ("999999999",)}, "place_unknown"),
        ({"experience": ("ages",)}, "wish_invalid"),
        ({"days": 0}, "wish_invalid"),
        ({"salary": Decimal(-1)}, "salary_invalid"),
        ({"salary": Decimal(10), "currency": "XXX"}, "salary_invalid"),
        ({"employers": tuple(f"Фирма {one}" for one in range(31))}, "too_many_employers"),
        ({"rules": frozenset({"weather"})}, "rule_unknown"),
    ],
)
def test_what_cannot_be_searched_for_is_refused(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(Wishes(**fields))
    assert refused.value.code == code


def test_only_what_is_meant_strictly_becomes_a_filter() -> None:
    profile = a_profile(city="Казань", remote=True)
    soft = Wishes(salary=Decimal(100_000), experience=("between1And3",), days=7, sources=("hh",))
    held = hard_filters(soft, applied_to(profile, soft), NOW)
    assert (held.area_ids, held.salary_floor_rub, held.experience) == (frozenset(), None, frozenset())
    assert (held.posted_since, held.sources) == (NOW - timedelta(days=7), frozenset({"hh"}))
    strict = soft.model_copy(update={"rules": frozenset((*USUAL, "city", "salary", "experience", "remote"))})
    held = hard_filters(strict, applied_to(profile, strict), NOW)
    assert (held.area_ids, held.or_remote, held.remote) == (frozenset({"88"}), True, True)
    assert (held.salary_floor_rub, held.experience) == (100_000, frozenset({"between1And3"}))


def test_wishes_of_another_version_are_read_as_far_as_they_can_be() -> None:
    kept = {"roles": ["Повар"], "days": "soon", "rules": 7, "sort": "sideways", "later": True}
    assert read(kept) == Wishes(roles=("Повар",))
    assert read(None) == NONE
