"""Invented profiles, vacancies and a small recall for the tests of matching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.resumes.profile import Education, LanguageLevel, Position, Profile, SalaryExpectation, Skill
from app.search.plan import QueryPlan
from data.db import Database
from data.models import Person, Vacancy

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def a_profile(**fields: Any) -> Profile:
    given = {
        "role": "Python-разработчик",
        "city": "Казань",
        "seniority": "middle",
        "experience_years": 4.0,
        "role_ids": ["96"],
        "skills": [
            Skill(name=name, evidence=f"Использую {name} каждый день") for name in ("Python", "SQL", "Docker")
        ],
        "positions": [
            Position(title="Python-разработчик", employer="Ромашка", start="2022-11", current=True)
        ],
        "education": [
            Education(institution="Казанский университет", degree="Прикладная математика", year=2020)
        ],
        "languages": [LanguageLevel(name="Английский", level="B1")],
        "salary": SalaryExpectation(amount=200_000),
    }
    return Profile(**{**given, **fields})


def a_vacancy(number: int, **fields: Any) -> Vacancy:
    given = {
        "source": "demo",
        "external_id": str(number),
        "url": f"https://demo.invalid/vacancy/{number}",
        "title": "Python-разработчик",
        "employer": f"Компания {number}",
        "city": "Казань",
        "area_id": "88",
        "body": "Пишем сервисы.",
        "key_skills": ["Python", "SQL"],
        "skills": ["Python", "SQL"],
        "role_ids": ["96"],
        "requirements": [
            {"text": "Знание SQL", "kind": "must", "skills": ["SQL"]},
            {"text": "Знание Kafka", "kind": "nice", "skills": ["Kafka"]},
        ],
        "experience": "between3And6",
        "published_at": NOW - timedelta(days=1),
        "content_hash": f"c{number}",
        "card_hash": f"k{number}",
    }
    return Vacancy(**{**given, **fields})


def store(database: Database, *vacancies: Vacancy) -> list[int]:
    with database.transaction() as session:
        session.add_all(vacancies)
        session.flush()
        return [one.id for one in vacancies]


def a_person(database: Database, handle: str) -> Any:
    with database.transaction() as session:
        person = Person(handle=handle)
        session.add(person)
        session.flush()
        return person.id


@dataclass(frozen=True)
class Hit:
    vacancy_id: int
    relevance: float = 0.5
    features: dict[str, float] = field(default_factory=dict)


@dataclass
class FixedRecall:
    """Answers with the same candidates whatever is asked."""

    hits: list[Hit]

    def candidates(self, plan: QueryPlan, *, limit: int = 300, filters: object = None) -> Sequence[Hit]:
        return self.hits[:limit]
