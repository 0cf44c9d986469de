"""How sure verdicts are; the résumé and the requirements are invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.aspects import judge
from app.matching.assurance import WEIGHTS, sure
from app.matching.checklist import check
from app.matching.evidence import evidence_of
from app.matching.finding import Finding
from app.matching.signs import Signs, signs_of
from app.resumes.parser import parse_resume

RESUME = """Дарья Лукина
Разработчик Python
Опыт 6 лет
Март 2020 — настоящее время: магазин «Ромашка», разработчик Python
Сервисы заказов на Django и PostgreSQL, отчёты в Metabase
Образование: КГУ, прикладная математика, бакалавр, 2020
Навыки: Python, Django, PostgreSQL, Git, Docker, HTML/CSS (базово)
Английский B1
Права B"""
EVIDENCE = evidence_of(parse_resume(RESUME), RESUME, today=date(2026, 11, 21))
MADE_UP = ["вантрозами", "пиркульных", "гласторка", "меновирных", "суктования", "дрелимов"]


def verdict(text: str, least: float = WEIGHTS.enough) -> str:
    [found] = check([{"text": text, "kind": "must", "skills": []}], EVIDENCE, "Python", least=least)
    return found.verdict


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Знание Python", "met"),
        ("Python, Django, Git", "met"),
        ("Опыт разработки на Python от 3 лет", "met"),
        ("Высшее образование", "met"),
        ("Английский язык не ниже B1", "met"),
        ("Английский язык C1", "partly"),
        ("Знание HTML", "met"),
        ("Kubernetes", "missing"),
        ("Знание Kubernetes и Kafka", "missing"),
        ("Знание Python и Kafka", "partly"),
        ("Немецкий язык", "missing"),
        ("III группа по электробезопасности", "missing"),
        ("Опыт работы поваром от 3 лет", "missing"),
    ],
)
def test_plain_things_get_a_verdict(text: str, expected: str) -> None:
    assert verdict(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Опыт написания на Python вантрозами пиркульных гласторка для меновирных суктования и дрелимов",
        "Встраивание скриптинга Python, плагинная архитектура и горячая подмена модулей сборочного конвейера",
    ],
)
def test_what_leaves_much_unsaid_is_unclear_with_its_line(text: str) -> None:
    [found] = check([{"text": text}], EVIDENCE)
    assert (found.verdict, found.lacks) == ("unclear", ())
    assert found.evidence is not None
    assert found.evidence in RESUME
    assert check([{"text": text}], EVIDENCE, least=0.0)[0].verdict == "met"


def test_what_is_never_sure_enough_makes_no_claim() -> None:
    asked = [{"text": text} for text in ("Знание Python", "Kubernetes", "Высшее образование")]
    assert {one.verdict for one in check(asked, EVIDENCE, least=1.1)} == {"unclear"}


@given(st.lists(st.sampled_from(MADE_UP), min_size=1, max_size=12), st.sampled_from(["met", "missing"]))
def test_more_that_nobody_knows_never_makes_a_verdict_surer(words: list[str], said: str) -> None:
    text = "Опыт работы с Python" if said == "met" else "Опыт работы с Kubernetes"
    finding = Finding("met" if said == "met" else "missing", by=("names",))
    longer = f"{text} {' '.join(words)}"
    assert sure(longer, finding, EVIDENCE) <= sure(text, finding, EVIDENCE)


@given(st.text(max_size=250), st.booleans())
def test_any_text_has_a_probability(text: str, nice: bool) -> None:
    finding, _ = judge(text, (), EVIDENCE)
    assert 0.0 < sure(text, finding, EVIDENCE, nice=nice) < 1.0


def test_signs_are_counted_and_every_weight_is_of_one() -> None:
    found = signs_of(
        "Опыт с Django, Zorbax и Kafka (Kafka Streams)", Finding("met", "…", by=("names",)), EVIDENCE
    )
    assert (found.lacking, found.items, found.several, found.quoted) == (2, 1, False, True)
    weighed = {*WEIGHTS.of_any, *(name for table in WEIGHTS.of_verdict.values() for name in table)}
    assert weighed <= set(Signs._fields)
    assert WEIGHTS.right >= 0.925
    assert 0.5 < WEIGHTS.enough < 1.0
