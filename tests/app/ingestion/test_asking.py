"""Offers, duties and prose that adverts put among the requirements; every sentence is invented."""

from __future__ import annotations

import pytest

from app.ingestion.asking import asks
from app.ingestion.requirements import extract


@pytest.mark.parametrize(
    "line",
    [
        "Опыт работы кладовщиком от 1 года",
        "Знание 1С и Excel",
        "Готовность к сменному графику обязательна",
        "Нам нужен опыт работы с ткацкими станками",
        "Docker",
        "Расчёт заработной платы",
        "Experience with looms",
        "Strong visual portfolio",
        "Design experience with the whole product line",
        "We expect knowledge of knitting machines",
        "The ability to lift 20 kg",
    ],
)
def test_what_asks(line):
    assert asks(line)


@pytest.mark.parametrize(
    "line",
    [
        "Мы выдаём форму и обувь",
        "Оплачиваем проезд до фабрики",
        "Рассматриваем студентов вечерних отделений",
        "Понятная система грейдов",
        "Обучение за счет компании",
        "Желательный стек",
        "Each loom matters, and our weavers know it",
        "This is a team of twelve weavers",
        "Weavewell is a family business",
        "Ensure that every roll meets the standard of the mill",
        "Collaborate with the dye house and the warehouse",
        "Visit the mill before you decide",
        "You will walk along the looms all day",
        "Paid time off and a dental coverage plan",
        "Weavewell is an equal opportunity employer, whatever the experience",
        "The base salary depends on years of experience",
        "#LI-MILL",
        "Remote work will not be considered",
        "This role requires you to be onsite at the mill",
        "Без предъявления требований к опыту",
        "Leeds, United Kingdom",
        "Команда фабрики ищет ткача с опытом",
        "Это команда из сорока ткачей",
        "Required",
    ],
)
def test_what_asks_nothing(line):
    assert not asks(line)


def test_what_follows_a_list_under_an_unknown_heading_is_no_requirement():
    body = """Requirements:
- Experience with looms
- Knowledge of dyes
Life at the mill
Weavers of forty nations
Nice to have:
- Knowledge of knitting"""
    assert [(one["text"], one["kind"]) for one in extract(body, [])] == [
        ("Experience with looms", "must"),
        ("Knowledge of dyes", "must"),
        ("Knowledge of knitting", "nice"),
    ]
    about = "Requirements:\n- Experience with looms\n- Knowledge of dyes\nAbout Weavewell\nSilk since 1911"
    assert len(extract(about, [])) == 2


def test_a_better_chance_is_nice_to_have():
    [found] = extract("Требования:\n- Техническое образование повышает ваши шансы", [])
    assert found["kind"] == "nice"
