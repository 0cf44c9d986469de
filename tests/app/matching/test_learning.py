"""What is learned from judgements: each reason its own lesson, bounded, undone, never burying anybody."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from app.matching.learning import KEPT_WITHIN, STRONG, Lessons, Standing, settle
from app.matching.taste import NO_TASTE, Background, taste_of
from app.matching.terms import Wanted, wanted_from
from app.matching.weights import DEFAULT
from data.repositories.feedback import JudgedVacancy
from tests.app.matching.builders import a_profile

WANTED = wanted_from(a_profile())


def one(number: int, verdict: str | None = None, **fields: Any) -> JudgedVacancy:
    given = {"title": "Python-разработчик", "skills": ("Python",), "employer": f"Компания {number}",
             "city": "Казань"}  # fmt: skip
    return JudgedVacancy(vacancy_id=number, verdict=verdict, **(given | fields))


def cost(judged: Sequence[JudgedVacancy], other: JudgedVacancy, wanted: Wanted = WANTED) -> float:
    """What dislikes alone take away."""
    learned = taste_of(judged, wanted, DEFAULT).effect(other, DEFAULT)
    return learned.value


def test_a_term_of_two_dislikes_costs_and_a_term_of_one_does_not():
    judged = [one(1, "dislike", skills=("PHP", "Kafka")), one(2, "dislike", skills=("PHP", "Perl"))]
    assert cost(judged, one(3, skills=("PHP",))) == pytest.approx(-0.02)
    assert cost(judged, one(3, skills=("Kafka",))) == 0.0


def test_terms_cost_six_points_at_most():
    judged = [one(n, "dislike", skills=("PHP", "1C", "Bitrix", "Perl")) for n in (1, 2)]
    assert cost(judged, one(3, skills=("PHP", "1C", "Bitrix", "Perl"))) == pytest.approx(-0.06)


def test_what_the_resume_has_never_costs():
    judged = [one(n, "dislike", skills=("Python", "SQL", "Docker"), city="Казань") for n in range(5)]
    assert cost(judged, one(9, skills=("Python", "SQL"))) == 0.0


def test_what_is_liked_as_often_is_free():
    disliked = [one(n, "dislike", skills=("Kafka",)) for n in (1, 2)]
    assert cost(disliked, one(9, skills=("Kafka",))) < 0
    liked = [one(n, "like", skills=("Kafka",)) for n in (3, 4)]
    assert "skill:kafka" not in taste_of([*disliked, *liked], WANTED, DEFAULT).costs


@pytest.mark.parametrize(
    ("reason", "costly", "free"),
    [
        ("skills", {"skills": ("PHP",)}, {"employer": "Рога"}),
        ("place", {"city": "Тверь"}, {"skills": ("PHP",)}),
        ("company", {"employer": "Рога"}, {"skills": ("PHP",)}),
        ("salary", {"salary_rub_to": Decimal(60_000)}, {"skills": ("PHP",)}),
    ],
)
def test_each_reason_teaches_its_own_lesson(reason: str, costly: dict[str, Any], free: dict[str, Any]):
    judged = [
        one(n, "dislike", reason=reason, skills=("PHP",), employer="Рога", city="Тверь",
            salary_rub_to=Decimal(70_000))
        for n in (1, 2)
    ]  # fmt: skip
    assert cost(judged, one(9, **costly)) == pytest.approx(-0.02)
    assert cost(judged, one(9, **free)) == 0.0


def test_a_company_named_once_costs_at_once_and_a_pay_does_not():
    company = [one(1, "dislike", reason="company", employer="Рога")]
    assert cost(company, one(9, employer="РОГА")) == pytest.approx(-0.02)
    pay = [one(1, "dislike", reason="salary", salary_rub_to=Decimal(70_000))]
    assert cost(pay, one(9, salary_rub_to=Decimal(60_000))) == 0.0


def test_pay_raises_what_is_paid_better_and_is_called_so_beside_what_was_too_low():
    """Liked: remote jobs that pay little. Too low: two others. Neither makes low pay a reason to rise."""
    usual = [one(n, salary_rub_to=Decimal(200_000)) for n in range(20, 60)]
    low = [
        one(n, "dislike", reason="salary", salary_rub_to=Decimal(170_000), work_formats=("ON_SITE",))
        for n in (1, 2)
    ]
    liked = [one(n, "like", salary_rub_to=Decimal(120_000), work_formats=("REMOTE",)) for n in (3, 4, 5)]
    taste = taste_of([*low, *liked], WANTED, DEFAULT, Background.of(usual))
    poor = taste.effect(one(9, salary_rub_to=Decimal(7_000), work_formats=("REMOTE",)), DEFAULT)
    assert not any("pay:" in note for note in poor.notes if note.startswith("liked_similar"))
    assert any("pay:170000" in note for note in poor.notes if note.startswith("disliked_terms"))
    rich = [one(n, "like", salary_rub_to=Decimal(400_000)) for n in (6, 7, 8)]
    taste = taste_of([*low, *rich], WANTED, DEFAULT, Background.of(usual))
    [note] = taste.effect(one(9, salary_rub_to=Decimal(390_000)), DEFAULT).notes
    assert "pay:" in note
    assert "pay:170000" not in note
    assert {(lesson.kind, lesson.name) for lesson in taste.lessons(DEFAULT) if lesson.code == "pay"} == {
        ("like", ""), ("dislike", "170000"),
    }  # fmt: skip


def test_better_pay_than_what_was_too_low_is_free():
    judged = [
        one(n, "dislike", reason="salary", salary_rub_to=Decimal(pay))
        for n, pay in enumerate((70_000, 80_000), 1)
    ]
    assert cost(judged, one(9, salary_rub_to=Decimal(75_000))) == 0.0
    assert cost(judged, one(9, salary_rub_to=Decimal(70_000))) == pytest.approx(-0.02)


def test_likes_raise_what_is_alike_and_nothing_else():
    liked = [one(1, "like", work_formats=("REMOTE",), skills=("Python", "Kafka"))]
    others = [one(n, work_formats=("ON_SITE",), skills=("Python", "PHP")) for n in range(2, 12)]
    taste = taste_of(liked, WANTED, DEFAULT, Background.of(others))
    alike = taste.effect(one(20, work_formats=("REMOTE",), skills=("Python", "Kafka")), DEFAULT)
    assert 0 < alike.value <= DEFAULT.like
    (note,) = alike.notes
    assert note.startswith(f"liked_similar:{alike.value * 100:.1f}|")
    assert "format:REMOTE" in note
    assert taste.effect(others[0], DEFAULT).value == 0.0


def test_the_right_perks_in_the_wrong_job_raise_little():
    liked = Lessons((one(1, "like", work_formats=("REMOTE",)),), WANTED)
    others = [one(n, work_formats=("ON_SITE",)) for n in range(2, 12)]
    taste = liked.taste(others, DEFAULT)
    remote = one(20, work_formats=("REMOTE",))
    suits, suits_not = settle([Standing(remote, 0.6), Standing(remote, 0.04)], taste, DEFAULT)
    assert 0 < 5 * suits_not.value < suits.value


def test_a_rating_teaches_like_a_quiet_like():
    def raised(**said: Any) -> float:
        other = [one(n, domains=("retail",)) for n in range(5, 9)]
        taste = taste_of([one(1, domains=("fintech",), **said)], WANTED, DEFAULT, Background.of(other))
        return taste.effect(one(20, domains=("fintech",)), DEFAULT).value

    assert raised(verdict="like") > raised(relevance=4) > raised(relevance=3) == 0.0


def test_what_was_taken_out_moves_nothing():
    judged = [one(n, "dislike", skills=("PHP",)) for n in (1, 2)]
    taken = taste_of(judged, WANTED, DEFAULT, without={"skill:php"})
    assert taken.effect(one(9, skills=("PHP",)), DEFAULT).value == 0.0
    liked = [one(1, "like", work_formats=("REMOTE",))]
    codes = {lesson.code for lesson in taste_of(liked, WANTED, DEFAULT).lessons(DEFAULT)}
    left = taste_of(liked, WANTED, DEFAULT, without=codes).lessons(DEFAULT)
    assert codes
    assert not codes & {lesson.code for lesson in left}


def test_lessons_are_told_with_what_they_are_worth():
    judged = [
        *(one(n, "dislike", skills=("PHP",)) for n in (1, 2)),
        *(one(n, "like", work_formats=("REMOTE",), skills=("Python",)) for n in (3, 4)),
    ]
    told = {lesson.code: lesson for lesson in taste_of(judged, WANTED, DEFAULT).lessons(DEFAULT)}
    assert told["skill:php"].kind == "dislike"
    assert told["skill:php"].name == "PHP"
    assert told["skill:php"].value == DEFAULT.dislike_term
    assert 0 < told["format:REMOTE"].value <= DEFAULT.like


def test_nothing_said_or_switched_off_teaches_nothing():
    assert taste_of([], WANTED, DEFAULT) is NO_TASTE
    off = Lessons((one(1, "like"),), WANTED, switched_on=False)
    assert off.taste([one(2)], DEFAULT) is NO_TASTE


@pytest.mark.parametrize("seed", range(40))
def test_nobody_strong_is_buried_whatever_was_said(seed: int):
    random = Random(seed)  # noqa: S311
    scores = [random.random() ** random.choice((1, 4)) for _ in range(random.randint(60, 120))]

    def skills() -> tuple[str, ...]:
        return tuple(random.sample(["PHP", "1C", "Perl", "Kafka", "Go"], random.randint(0, 4)))

    judged = [
        one(n, random.choice(["like", "dislike"]), skills=skills()) for n in range(random.randint(1, 12))
    ]
    ordered = [round(score, 4) for score in sorted(scores, reverse=True)]
    standings = [Standing(one(n, skills=skills()), score) for n, score in enumerate(ordered)]
    taste = Lessons(tuple(judged), WANTED).taste([each.subject for each in standings], DEFAULT)
    moved = settle(standings, taste, DEFAULT)
    totals = [round(each.score + move.value, 4) for each, move in zip(standings, moved, strict=True)]
    order = sorted(range(len(totals)), key=lambda number: (-totals[number], number))
    assert set(range(STRONG)) <= set(order[:KEPT_WITHIN])
    assert all(0.0 <= total <= 1.0 and math.isfinite(total) for total in totals)
    assert all(move.value >= DEFAULT.dislike_most - 1e-9 for move in moved)
