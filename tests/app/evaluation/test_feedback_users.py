"""Simulated people: seeded, hidden, and what they say is worth something; nobody strong is buried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from app.evaluation.feedback_pools import distinct, row_of
from app.evaluation.feedback_users import ROUNDS, Findings, Pool, simulate
from app.ingestion.normalise import normalise
from app.matching.terms import wanted_from
from data.sources.base import Pay, Posting
from tests.app.matching.builders import Hit, a_profile

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
STACKS = (("Django", "Celery"), ("FastAPI", "Kafka"), ("Airflow", "Spark"), ("PHP", "Bitrix"))
DOMAINS = (
    "Банк и кредиты, платежи.",
    "Магазин и доставка, розничная торговля.",
    "Клиника и пациенты, медицина.",
)


def a_posting(number: int, random: Random) -> Posting:
    skills = random.choice(STACKS)
    pay = random.choice((90, 140, 200, 280)) * 1000
    return Posting(
        source="demo", external_id=str(number), url=None, title="Python-разработчик",
        employer=f"Компания {random.randrange(12)}", area_name=random.choice(("Казань", "Москва", "Тверь")),
        description_html=f"<p>{random.choice(DOMAINS)} Номер {number}.</p>", key_skills=("Python", *skills),
        role_ids=("96",), work_formats=(random.choice(("REMOTE", "ON_SITE", "HYBRID")),),
        experience=random.choice(("between1And3", "between3And6")),
        pay=Pay(low=Decimal(pay), high=None, currency="RUB", gross=False, period="month"),
        published_at=NOW - timedelta(days=random.randrange(1, 20)), complete=True,
    )  # fmt: skip


def found_by(seed: int) -> Findings:
    random = Random(7)  # noqa: S311
    vacancies = distinct((normalise(a_posting(n, random), now=NOW) for n in range(160)), 160)
    rows = [row_of(number, one) for number, one in enumerate(vacancies, start=1)]
    recalled = {row.id: Hit(row.id, 0.6 - place / 1_000) for place, row in enumerate(rows)}
    pool = Pool(wanted_from(a_profile(skills=[])), rows, recalled)
    return simulate([pool] * 11, now=NOW, seed=seed)


@pytest.fixture(scope="module")
def findings() -> Findings:
    return found_by(1)


def test_lists_suit_better_after_feedback_than_without(findings: Findings) -> None:
    assert findings.people >= 8
    assert len(findings.rounds) == ROUNDS + 1
    first, last = findings.rounds[0], findings.rounds[-1]
    assert first["unjudged"] == first["before"]
    assert last["unjudged"].mean > last["before"].mean
    assert last["everything"].mean > first["everything"].mean + 0.05
    assert last["fresh"].mean > first["fresh"].mean
    assert findings.gained["unjudged"].low > 0


def test_nobody_strong_is_pushed_out(findings: Findings) -> None:
    assert findings.buried == 0


def test_the_same_seed_gives_the_same_people(findings: Findings) -> None:
    assert found_by(1) == findings
