"""What a model adds to the rules: only what the text bears out, each with its line; the rest stays as it "
"was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from app.llm.gateway import Gateway
from app.resumes.extraction import ModelExtractor, ReadResume, merge
from openai import OpenAI

from app.costs.ledger import Budgets, Ledger
from app.resumes import service
from app.resumes.parser import parse_resume
from app.resumes.profile import LanguageLevel, Position, Profile, Skill, SourceLine
from data.db import Database
from tests.app.llm.model_server import ModelServer, a_completion, serving
from tests.app.matching.builders import a_person

TEXT = """Пётр Смирнов
Казань, ищу работу: наладчик станков с ЧПУ, хочу 150 000 рублей
2019-03 наладчик, завод «Волна»; умею Fanuc, Heidenhain, чтение чертежей
2015 слесарь-ремонтник в «Ромашке», до 2018
КНИТУ, технология машиностроения, 2014
татарский — родной, английский B1"""
BASE = Profile(
    name="Пётр Смирнов",
    skills=[Skill(name="Чтение чертежей", evidence="умею чтение чертежей")],
    positions=[Position(title="наладчик", start="2019-03", current=True)],
    languages=[LanguageLevel(name="Английский", level="B1")],
    experience_years=7.7,
    lines={"positions.0": SourceLine(number=3, text="2019-03 наладчик, завод «Волна»")},
)
NOTHING: dict[str, Any] = {
    "role": None, "city": None, "skills": [], "positions": [], "education": [], "languages": [],
    "salary": None,
}  # fmt: skip


def read(**fields: Any) -> ReadResume:
    return ReadResume.model_validate({**NOTHING, **fields})


def merged(**fields: Any) -> tuple[Profile, frozenset[str]]:
    found = merge(BASE, read(**fields), TEXT, today=date(2026, 11, 21))
    return found.profile, found.by_model


def test_nothing_read_changes_nothing() -> None:
    assert merged() == (BASE, frozenset())


def test_new_things_come_with_the_line_that_shows_them() -> None:
    profile, by_model = merged(
        role="наладчик станков с ЧПУ",
        city="Казань",
        skills=["Fanuc", "чтение чертежей", "Heidenhain"],
        salary={"amount": 150000, "currency": "RUB"},
        languages=[{"name": "татарский", "level": "родной"}, {"name": "английский", "level": "B1"}],
        education=[{"institution": "КНИТУ", "degree": "технология машиностроения", "year": 2014}],
    )
    assert (profile.role, profile.city) == ("наладчик станков с ЧПУ", "Казань")
    assert profile.salary is not None
    assert profile.salary.amount == 150_000
    assert [skill.name for skill in profile.skills] == ["Чтение чертежей", "Fanuc", "Heidenhain"]
    assert "Fanuc" in profile.skills[1].evidence
    assert [(one.name, one.level) for one in profile.languages] == [
        ("Английский", "B1"),
        ("Татарский", "native"),
    ]
    assert profile.education[0].year == 2014
    assert by_model == {
        "role", "city", "salary", "skills.1", "skills.2", "languages.1", "education.0",
    }  # fmt: skip
    assert profile.lines["education.0"].number == 5


def test_positions_are_filled_and_added_newest_first() -> None:
    profile, by_model = merged(
        positions=[
            {"title": "наладчик", "employer": "Волна", "start": "2019-03", "end": None},
            {"title": "слесарь-ремонтник", "employer": "Ромашке", "start": "2015", "end": "2018"},
        ]
    )
    assert [(one.title, one.employer, one.start) for one in profile.positions] == [
        ("наладчик", "Волна", "2019-03"),
        ("слесарь-ремонтник", "Ромашке", "2015"),
    ]
    assert profile.lines["positions.1"].number == 4
    assert profile.experience_years == pytest.approx(10.67, abs=0.1)
    assert by_model == {"positions.1", "experience_years"}


@pytest.mark.parametrize(
    "invented",
    [
        {"role": "Генеральный директор"},
        {"city": "Москва"},
        {"skills": ["Kubernetes", "", "Fan", "uc"]},
        {"salary": {"amount": 300000, "currency": "RUB"}},
        {"salary": {"amount": -1, "currency": "RUB"}},
        {"languages": [{"name": "китайский", "level": "C2"}]},
        {"education": [{"institution": "МГУ", "degree": None, "year": 2014}]},
        {"positions": [{"title": "директор", "employer": "Волна", "start": "2010", "end": "2014"}]},
        {"positions": [{"title": "наладчик", "employer": "Волна", "start": "2003", "end": "2007"}]},
        {"positions": [{"title": "наладчик", "employer": None, "start": "soon", "end": None}]},
        {"positions": [{"title": "наладчик", "employer": None, "start": "2014-13", "end": None}]},
    ],
)
def test_what_the_text_does_not_say_is_dropped(invented: dict[str, Any]) -> None:
    assert merged(**invented) == (BASE, frozenset())


def test_what_the_rules_know_is_not_overruled() -> None:
    base = BASE.model_copy(update={"role": "Токарь", "city": "Москва"})
    found = merge(base, read(role="наладчик", city="Казань"), TEXT)
    assert (found.profile.role, found.profile.city) == ("Токарь", "Москва")
    invented_employer = read(
        positions=[{"title": "наладчик", "employer": "Газпром", "start": "2019-03", "end": None}]
    )
    assert merge(BASE, invented_employer, TEXT).profile.positions[0].employer is None


# --- the whole way: upload, read with the model, fall back ---

RESUME = """Смирнов Пётр Ильич
petr.smirnov@example.com, +7 900 000-33-44
Наладчик станков с ЧПУ
Опыт работы
Март 2019 — по настоящее время
Завод «Волна»
Наладчик станков с ЧПУ
Настройка стоек Fanuc и Heidenhain, отладка программ
Навыки: чтение чертежей""".encode()


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as made:
        yield made


def extractor(server: ModelServer, database: Database, cap: str = "1") -> ModelExtractor:
    client = OpenAI(api_key="k", base_url=server.url, max_retries=0, timeout=5)
    ledger = Ledger(database, Budgets(person=Decimal(cap)))
    return ModelExtractor(Gateway(ledger, api_key="k", model="gpt-4o-mini", client=client))


def test_a_resume_is_read_with_the_model_and_says_what_it_read(
    server: ModelServer, database: Database
) -> None:
    person = UUID(str(a_person(database, "petr")))
    server.answers = [a_completion(json.dumps({**NOTHING, "skills": ["Fanuc", "Heidenhain", "Rust"]}))]
    number = service.upload(database, person, "cv.txt", RESUME)
    alone = service.profile_of(database, person, number)
    service.parse(database, person, number, extractor=extractor(server, database))
    review = service.review_of(database, person, number)
    names = review.profile.skill_names
    assert {"Fanuc", "Heidenhain"} <= set(names)
    assert "Rust" not in names
    assert review.profile.emails == alone.emails == ["petr.smirnov@example.com"]
    assert len(server.asked) == 1
    service.parse(database, person, number, extractor=extractor(server, database))
    assert len(server.asked) == 1  # the same text is not paid for twice


def test_without_an_answer_the_rules_do(server: ModelServer, database: Database) -> None:
    person = UUID(str(a_person(database, "petr")))
    server.answers = [(500, "application/json", "{}")]
    number = service.upload(database, person, "cv.txt", RESUME, extractor=extractor(server, database))
    assert service.profile_of(database, person, number) == parse_resume(RESUME.decode())
    [resume] = service.listing(database, person)
    assert (resume.status, resume.reason) == ("parsed", "model_failing")


def test_at_the_cap_the_rules_do_and_nothing_is_sent(server: ModelServer, database: Database) -> None:
    person = UUID(str(a_person(database, "petr")))
    server.answers = [a_completion(json.dumps(NOTHING))]
    number = service.upload(
        database, person, "cv.txt", RESUME, extractor=extractor(server, database, cap="0")
    )
    assert service.profile_of(database, person, number).emails == ["petr.smirnov@example.com"]
    assert server.asked == []
    assert service.listing(database, person)[0].reason == "budget_spent"
