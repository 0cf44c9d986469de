"""What leaves a vacancy out, by which rule; what is unknown passes; nothing is lost on the way."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.filters import SAID, Barriers, apply, barriers_of, notes_of
from app.preferences.wishes import USUAL, Wishes
from app.search.filters import HardFilters
from data.repositories.candidates import CandidateRow, Posting
from tests.app.matching.builders import NOW

SINCE = NOW - timedelta(days=7)
STRICT = HardFilters(
    area_ids=frozenset({"88"}),
    salary_floor_rub=150_000,
    sources=frozenset({"demo"}),
    experience=frozenset({"between1And3"}),
    posted_since=SINCE,
)


def a_row(number: int = 1, **fields: Any) -> CandidateRow:
    given: dict[str, Any] = {
        "id": number, "source": "demo", "external_id": str(number), "url": None, "title": "Повар",
        "employer": "ООО «Ромашка»", "city": "Казань", "area_id": "88", "key_skills": [], "skills": [],
        "role_ids": [], "domains": [], "seniority": None, "experience": "between1And3",
        "work_formats": ["ON_SITE"], "salary_from": None, "salary_to": None, "salary_currency": None,
        "salary_gross": None, "salary_period": None, "salary_rub_from": Decimal(160_000),
        "salary_rub_to": Decimal(200_000), "published_at": NOW, "status": "open",
        "last_freshness_check": None, "card_hash": "c",
    }  # fmt: skip
    return CandidateRow(**(given | fields))


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"hidden": True}, "hidden"),
        ({"seen": True}, "seen"),
        ({"verdict": "dislike"}, "disliked"),
        ({"applied": True}, "applied"),
        ({"source": "hh"}, "source"),
        ({"published_at": SINCE - timedelta(seconds=1)}, "old"),
        ({"area_id": "1", "city": "Москва"}, "city"),
        ({"area_id": None, "city": "Вымышленск"}, "city"),
        ({"experience": "moreThan6"}, "experience"),
        ({"salary_rub_from": Decimal(90_000), "salary_rub_to": Decimal(149_000)}, "salary"),
        ({"salary_rub_from": Decimal(149_000), "salary_rub_to": None}, "salary"),
    ],
)
def test_each_rule_leaves_out_under_its_name(fields: dict[str, Any], rule: str) -> None:
    sifted = apply([a_row(**fields), a_row(2)], Barriers(STRICT))
    assert [row.id for row in sifted.kept] == [2]
    assert [row.id for row in sifted.left_out[rule]] == [1]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"salary_rub_from": None, "salary_rub_to": None}, "salary"),
        ({"area_id": None, "city": None}, "city"),
        ({"experience": None}, "experience"),
        ({"published_at": None}, "old"),
    ],
)
def test_what_is_not_stated_passes_and_is_noted(fields: dict[str, Any], rule: str) -> None:
    barriers = Barriers(STRICT)
    sifted = apply([a_row(**fields)], barriers)
    assert [row.id for row in sifted.kept] == [1]
    assert notes_of(1, sifted, barriers) == (f"unproven:{rule}",)


def test_pay_that_is_not_stated_is_left_out_only_where_that_is_asked() -> None:
    row = a_row(salary_rub_from=None, salary_rub_to=None)
    assert "salary_stated" in apply([row], Barriers(HardFilters(salary_stated=True))).left_out
    assert apply([a_row()], Barriers(HardFilters(salary_stated=True))).kept


def test_a_region_holds_its_towns_and_one_city_of_a_job_is_enough() -> None:
    in_region = Barriers(HardFilters(area_ids=frozenset({"1624"})))  # Tatarstan
    assert apply([a_row()], in_region).kept
    assert apply([a_row(area_id=None, city="Казань")], in_region).kept
    away = a_row(area_id="1", city="Москва", job_id=5)
    other = Posting(5, 9, "demo", None, [], "Казань", [])
    assert not apply([away], in_region).kept
    assert apply([away], in_region, {5: [other]}).kept


def test_remote_work_is_everywhere_where_it_is_wanted() -> None:
    row = a_row(area_id="1", city="Москва", work_formats=["REMOTE"])
    kazan = frozenset({"88"})
    assert apply([row], Barriers(HardFilters(area_ids=kazan, or_remote=True))).kept
    assert not apply([row], Barriers(HardFilters(area_ids=kazan))).kept
    only = Barriers(HardFilters(remote=True))
    sifted = apply([row, a_row(2), a_row(3, work_formats=[])], only)
    assert [one.id for one in sifted.kept] == [1, 3]
    assert sifted.unproven == {3: ("remote",)}
    assert [one.id for one in sifted.left_out["remote"]] == [2]


@pytest.mark.parametrize("written", ["Ромашка", "ооо ромашка", "«РОМАШКА»"])
def test_an_employer_is_left_out_however_it_is_written(written: str) -> None:
    barriers = barriers_of(Wishes(employers=(written,)), HardFilters())
    rows = [a_row(1), a_row(2, employer="Ромашка Сервис"), a_row(3, employer="Ромашковый рай")]
    sifted = apply([*rows, a_row(4, employer=None)], barriers)
    assert [row.id for row in sifted.kept] == [3, 4]


def test_a_name_of_signs_alone_leaves_nobody_out() -> None:
    assert apply([a_row()], barriers_of(Wishes(employers=("***", "ООО")), HardFilters())).kept


def test_a_rule_that_is_off_does_nothing() -> None:
    off = Wishes(rules=frozenset(USUAL) - {"seen", "employer"}, employers=("Ромашка",))
    assert apply([a_row(seen=True)], barriers_of(off, HardFilters())).kept


def test_an_exemption_lifts_rules_about_the_posting_and_not_what_was_said() -> None:
    barriers = Barriers(STRICT, exempt=frozenset({1, 2}))
    sifted = apply([a_row(area_id="1", city="Москва"), a_row(2, hidden=True)], barriers)
    assert [row.id for row in sifted.kept] == [1]
    assert notes_of(1, sifted, barriers) == ("brought_back",)
    assert list(sifted.left_out) == ["hidden"]


ROWS = st.builds(
    a_row,
    st.integers(1, 10**6),
    source=st.sampled_from(("demo", "hh")),
    employer=st.none() | st.text(max_size=8),
    city=st.none() | st.text(max_size=8) | st.sampled_from(("Казань", "Москва")),
    area_id=st.none() | st.sampled_from(("1", "88", "113", "nowhere")),
    experience=st.none() | st.sampled_from(("between1And3", "moreThan6")),
    work_formats=st.lists(st.sampled_from(("REMOTE", "ON_SITE")), max_size=2),
    salary_rub_to=st.none() | st.integers(0, 400_000).map(Decimal),
    published_at=st.none() | st.integers(0, 40).map(lambda days: NOW - timedelta(days=days)),
    seen=st.booleans(),
    hidden=st.booleans(),
    applied=st.booleans(),
    verdict=st.sampled_from((None, "like", "dislike")),
)
HARD = st.builds(
    HardFilters,
    area_ids=st.sets(st.sampled_from(("1", "88", "113"))).map(frozenset),
    or_remote=st.booleans(),
    remote=st.booleans(),
    salary_floor_rub=st.none() | st.integers(0, 300_000),
    salary_stated=st.booleans(),
    sources=st.sets(st.sampled_from(("demo", "hh"))).map(frozenset),
    experience=st.sets(st.sampled_from(("between1And3", "moreThan6"))).map(frozenset),
    posted_since=st.none() | st.just(SINCE),
)


@given(st.lists(ROWS, max_size=12, unique_by=lambda row: row.id), HARD, st.sets(st.sampled_from(SAID)))
@settings(max_examples=60, deadline=None)
def test_every_row_is_kept_or_counted_once_and_fewer_rules_keep_more(
    rows: list[CandidateRow], hard: HardFilters, said: set[str]
) -> None:
    barriers = Barriers(hard, frozenset({"a"}), frozenset(said))
    sifted = apply(rows, barriers)
    left = [row.id for some in sifted.left_out.values() for row in some]
    assert sorted([*left, *(row.id for row in sifted.kept)]) == sorted(row.id for row in rows)
    assert set(sifted.unproven) <= {row.id for row in sifted.kept}
    again = apply(sifted.kept, barriers)
    assert again.kept == sifted.kept
    loose = {row.id for row in apply(rows, Barriers(rules=frozenset(said))).kept}
    assert {row.id for row in sifted.kept} <= loose
    freed = apply(rows, Barriers(hard, frozenset({"a"}), frozenset(said), frozenset(left)))
    assert {row.id for row in freed.kept} == loose
