"""Discovery queries: independent facets, bounded, and nothing of a person in them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.resumes.profile import Position, Profile, Skill
from app.segments.key import segment_of
from app.segments.queries import MOST_QUERIES, MOST_WORDS, discovery_queries, distinct
from app.segments.wording import directory_title, family_name
from app.taxonomy import domains, roles
from app.taxonomy.words import fold


def queries(profile: Profile) -> list[str]:
    return discovery_queries(profile, segment_of(profile))


def skills(*names: str) -> list[Skill]:
    return [Skill(name=name) for name in names]


def test_facets_of_a_russian_profile() -> None:
    profile = Profile(
        role="Python-разработчик",
        role_ids=["96"],
        seniority="senior",
        domains=["software", "fintech"],
        skills=skills("Python", "Django", "Ответственность", "PostgreSQL", "Docker"),
        positions=[Position(title="Инженер данных")],
    )
    assert queries(profile) == [
        "Программист",
        "Python разработчик",
        "Python разработчик финтех",  # "разработка ПО" would say the title once more
        "Python разработчик Django",
        "Python Django PostgreSQL",
        "инженер данных",
    ]


def test_an_english_profile_is_asked_for_in_english() -> None:
    profile = Profile(
        role="Backend developer", domains=["fintech"], skills=skills("Go", "Kafka", "PostgreSQL"),
        role_ids=["96"],
    )  # fmt: skip
    assert queries(profile) == [
        "backend developer",
        "backend developer fintech",
        "backend developer Go",
        "Go Kafka PostgreSQL",
    ]


def test_without_a_role_the_industries_and_skills_are_asked_for() -> None:
    assert queries(Profile(domains=["pharma"], skills=skills("Excel"))) == ["Excel", "фармацевтика"]
    assert queries(Profile(role="Иван Петров", skills=skills("Игра на нервах"))) == []


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Python-разработчик, Иванов Иван", "Python разработчик"),
        ("Старший менеджер по продажам ООО Ромашка +7 999 123-45-67", "менеджер по продажам"),
        ("Senior Go engineer, ivan@example.org", "go engineer"),
        ("Врач-терапевт", "врач"),
        ("C++ developer", "C++ developer"),
        ("Директор", ""),
        ("Ведущий инженер", ""),
        ("Иван Петрович", ""),
        ("", ""),
    ],
)
def test_titles_keep_the_words_of_the_directory_alone(written: str, kept: str) -> None:
    assert directory_title(written) == kept


def test_every_role_and_domain_has_words() -> None:
    assert all(family_name(one) for one in roles.role_ids_of(roles.role_names()))
    for code in domains.codes():
        assert domains.domain_name(code, "ru")
        assert domains.domain_name(code, "en")


def test_operators_and_repeats_do_not_reach_a_board() -> None:
    assert distinct(["Повар NOT пекарь", 'повар "пекарь"', "ПОВАР  пекарь", "  ", "a (b) OR c:d*"]) == [
        "Повар пекарь",
        "a b c d",
    ]


_TITLES = st.sampled_from([*roles.role_names(), *roles.common_titles(), "Иван Петров", "ООО «Ромашка»"])
_NAMES = st.one_of(st.sampled_from(["Python", "Excel", "1С:Бухгалтерия", "Go", "C++"]), st.text(max_size=60))
_PROFILES = st.builds(
    Profile,
    role=st.one_of(st.none(), _TITLES, st.text(max_size=80)),
    wanted_roles=st.lists(_TITLES, max_size=4),
    positions=st.lists(st.builds(Position, title=_TITLES), max_size=4),
    skills=st.lists(st.builds(Skill, name=_NAMES), max_size=8),
    domains=st.lists(st.one_of(st.sampled_from(domains.codes()), st.text(max_size=10)), max_size=5),
)


@settings(max_examples=150, deadline=None)
@given(_PROFILES)
def test_always_few_short_distinct_and_the_same_again(profile: Profile) -> None:
    found = queries(profile)
    assert len(found) <= MOST_QUERIES
    assert all(0 < len(one.split()) <= MOST_WORDS for one in found)
    assert len({fold(one) for one in found}) == len(found)
    assert found == queries(profile)


@settings(max_examples=100, deadline=None)
@given(st.from_regex(r"[а-яa-z]{8}[0-9]{4}", fullmatch=True), _TITLES)
def test_words_in_no_table_never_come_out(secret: str, title: str) -> None:
    profile = Profile(
        name=secret, role=f"{title} {secret}", positions=[Position(title=secret, employer=secret)],
        skills=skills(secret), domains=[secret], wanted_roles=[f"{secret} {title}"],
    )  # fmt: skip
    assert not any(re.search(secret, fold(one)) for one in queries(profile))
