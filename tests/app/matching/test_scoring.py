"""The score: its parts add up, it makes human sense, and it never falls for knowing more."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.evidence import evidence_of
from app.matching.scoring import score, text_parts
from app.matching.terms import Offer, Wanted, fold_skills, wanted_from
from app.matching.titles import title_words
from app.matching.weights import DEFAULT
from app.resumes.profile import Profile, SalaryExpectation, Skill
from tests.app.matching.builders import NOW, a_profile

SKILLS = [
    "Python",
    "SQL",
    "Docker",
    "Kafka",
    "Работа в команде",
    "Excel",
    "Go",
    "Redis",
    "Git",
    "Linux",
    "Java",
    "C#",
]
TITLES = ["Повар", "Python-разработчик", "Менеджер по продажам", "Инженер", "C++ developer", "🙂", ""]
skills = st.lists(st.sampled_from(SKILLS), unique=True, max_size=12)
offers = st.builds(
    Offer,
    title=st.sampled_from(TITLES) | st.text(max_size=40),
    skills=skills.map(tuple),
    role_ids=st.sampled_from([(), ("96",), ("94",)]),
    seniority=st.sampled_from([None, "junior", "lead", "nonsense"]),
    experience=st.sampled_from([None, "noExperience", "moreThan6", "nonsense"]),
    city=st.sampled_from([None, "Казань", "Москва", ""]),
    work_formats=st.sampled_from([(), ("REMOTE",), ("ON_SITE",)]),
    salary_rub_from=st.none() | st.decimals(0, 10**9, places=2),
    salary_rub_to=st.none() | st.decimals(0, 10**9, places=2),
    published_at=st.none() | st.integers(-10, 5000).map(lambda days: NOW - timedelta(days=days)),
)
wants = st.builds(
    Wanted,
    titles=st.lists(st.sampled_from(TITLES).map(title_words).filter(bool), max_size=3).map(tuple),
    role_ids=st.sampled_from([(), ("96",)]),
    skills=skills.map(fold_skills),
    seniority=st.sampled_from([None, "middle"]),
    years=st.none() | st.floats(0, 60),
    city=st.sampled_from([None, "Казань"]),
    salary_rub=st.none() | st.just(Decimal(150_000)),
)
relevances = st.floats(0, 1)


@given(wants, offers, relevances)
def test_parts_add_up_to_a_score_between_0_and_1(wanted, offer, relevance):
    found = score(wanted, offer, relevance, now=NOW)
    assert 0.0 <= found.score <= 1.0
    assert math.fsum(found.parts.values()) == pytest.approx(found.score, abs=1e-9)


@given(wants, offers, relevances, st.sampled_from(SKILLS))
def test_a_matching_skill_never_lowers_the_score(wanted, offer, relevance, skill):
    before = score(wanted, offer, relevance, now=NOW)
    richer = Wanted(**{**vars(wanted), "skills": wanted.skills | fold_skills([skill])})
    asking = replace(offer, skills=tuple(dict.fromkeys((*offer.skills, skill))))
    if skill in offer.skills:
        assert score(richer, offer, relevance, now=NOW).score >= before.score
    rounded = 2e-4  # every part is rounded to four digits
    assert score(richer, asking, relevance, now=NOW).score >= before.score - rounded


def test_the_maxima_make_one():
    weights = DEFAULT
    most = math.fsum(
        (weights.title, weights.skills, weights.place, weights.salary, weights.semantic)
        + (weights.seniority, weights.recency, weights.domain)
    )
    assert most == pytest.approx(1.0)
    assert (weights.skills, weights.place, weights.salary) == pytest.approx((0.5 * 0.4, 0.5 * 0.3, 0.5 * 0.3))


COOK = a_profile(
    role="Повар горячего цеха",
    role_ids=["94"],
    positions=[],
    skills=[
        Skill(name=name) for name in ("Кулинария", "Работа в команде", "Ответственность", "Пользователь ПК")
    ],
)


def test_a_cook_finds_cooks_before_a_well_paid_office_with_the_same_soft_skills():
    cook = Offer("Повар", skills=("Кулинария", "HACCP"), role_ids=("94",), city="Москва")
    office = Offer(
        "Менеджер по продажам",
        skills=("Работа в команде", "Ответственность", "Пользователь ПК"),
        city="Казань",
        salary_rub_to=Decimal(900_000),
        published_at=NOW,
    )
    wanted = wanted_from(COOK)
    assert score(wanted, cook, 0.3, now=NOW).score > score(wanted, office, 0.9, now=NOW).score


def test_a_semantic_hit_alone_opens_no_gate():
    alone = text_parts(wanted_from(COOK), Offer("Флорист"), 1.0)
    assert not alone.evidence
    assert alone.gate == pytest.approx(DEFAULT.gate_floor)
    assert alone.parts["semantic"] <= DEFAULT.semantic * DEFAULT.semantic_without_evidence
    assert "semantic_only" in score(wanted_from(COOK), Offer("Флорист"), 1.0, now=NOW).notes


def test_between_languages_no_shared_word_is_no_reproach():
    """Recall orders them, but nothing opens the gate, and the note stays."""
    wanted = wanted_from(a_profile(role="Стоматолог", positions=[], role_ids=[], skills=[]))
    russian, english = (text_parts(wanted, Offer(title), 0.5) for title in ("Флорист", "Florist"))
    assert english.total > 4 * russian.total
    assert english.gate == russian.gate == pytest.approx(DEFAULT.gate_floor)
    assert "semantic_only" in score(wanted, Offer("Florist"), 0.5, now=NOW).notes
    dentist = text_parts(wanted, Offer("Dentist"), 0.5)
    assert dentist.total > english.total
    skilled = wanted_from(a_profile(role=None, positions=[], role_ids=[]))
    assert skilled.russian is None


def test_the_very_best_keep_the_order_of_recall():
    wanted, offer = wanted_from(COOK), Offer("Повар", skills=("Кулинария",), role_ids=("94",))
    totals = [text_parts(wanted, offer, relevance).total for relevance in (0.5, 0.6, 0.65, 0.7, 0.8, 1.0)]
    assert totals == sorted(totals)
    assert len(set(totals)) == len(totals)
    assert totals[-1] < DEFAULT.title + DEFAULT.skills + DEFAULT.semantic + DEFAULT.partial_title


def test_the_same_profession_in_other_words_and_languages():
    wanted = wanted_from(a_profile(role="Бэкенд-разработчик", positions=[], role_ids=[]))
    assert text_parts(wanted, Offer("Backend developer"), 0.0).title_fit == pytest.approx(1.0)
    java = wanted_from(a_profile(role="Java-разработчик", positions=[], role_ids=[]))
    script = text_parts(java, Offer("JavaScript-разработчик"), 0.0).title_fit
    assert script < text_parts(java, Offer("Java developer (Казань)"), 0.0).title_fit / 2


def test_a_title_fits_by_what_it_means():
    wanted = wanted_from(a_profile(role="Стоматолог", positions=[], role_ids=[], skills=[]))
    same, other = (text_parts(wanted, Offer(title), 0.5) for title in ("Dentist", "Florist"))
    assert same.evidence
    assert same.title_fit > 0.9
    assert not other.evidence


def test_unknown_is_neither_gift_nor_penalty():
    wanted = wanted_from(a_profile())
    good = Offer("Python-разработчик", city="Казань", salary_rub_to=Decimal(250_000))
    silent = Offer("Python-разработчик", city="Казань")
    low = Offer("Python-разработчик", city="Казань", salary_rub_to=Decimal(90_000))
    scores = [score(wanted, offer, 0.5, now=NOW).score for offer in (good, silent, low)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] - scores[1] == pytest.approx(scores[1] - scores[2], abs=0.01)


def test_notes_say_why_not():
    offer = Offer(
        "Старший Python-разработчик",
        skills=("Python", "Kafka"),
        city="Москва",
        seniority="senior",
        experience="moreThan6",
        salary_rub_to=Decimal(90_000),
    )
    notes = score(wanted_from(a_profile()), offer, 0.5, now=NOW).notes
    assert "city_differs:Москва" in notes
    assert "salary_below:90000" in notes
    assert "years_short:2.0" in notes
    assert "level_above:senior" in notes
    assert "skills_missing:Kafka" in notes


@pytest.mark.parametrize(
    "profile",
    [
        Profile(),
        Profile(role="повар"),
        Profile(role="🙂🙂", city="🙂", skills=[Skill(name="")]),
        Profile(
            role="a" * 100_000, skills=[Skill(name=f"навык {n}", evidence="x" * 50) for n in range(10_000)]
        ),
    ],
    ids=["empty", "one word", "emoji", "ten thousand skills"],
)
def test_odd_profiles_get_a_score_and_evidence(profile):
    wanted = wanted_from(profile)
    assert len(wanted.skills) <= 500
    assert 0 <= score(wanted, Offer("Повар", skills=("Кулинария",)), 0.5, now=NOW).score <= 1
    assert len(evidence_of(profile).lines) <= 500


def test_a_wish_in_another_currency_is_compared_in_roubles():
    wish = wanted_from(Profile(role="Разработчик", salary=SalaryExpectation(amount=5_000, currency="USD")))
    assert wish.salary_rub is not None
    assert wish.salary_rub > 200_000
    unknown = wanted_from(Profile(role="Разработчик", salary=SalaryExpectation(amount=5, currency="XXX")))
    assert unknown.salary_rub is None


def test_a_beginner_without_a_job_has_no_years():
    beginner = wanted_from(Profile(role="Стажёр-аналитик", seniority="intern"))
    senior = score(beginner, Offer(title="Аналитик", experience="between3And6"), 0.5, now=NOW)
    junior = score(beginner, Offer(title="Аналитик", experience="noExperience"), 0.5, now=NOW)
    assert senior.years_short == 3.0
    assert junior.score > senior.score
    assert wanted_from(Profile(role="Аналитик")).years is None
