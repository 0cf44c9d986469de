from __future__ import annotations

import numpy as np
import pytest

from app.search.embedding import LocalEmbedder
from app.search.people import People
from app.search.people_reading import (
    Person,
    Wanted,
    read_person,
    read_posting,
    reads_as_posting,
    reads_as_resume,
)
from tests.embedders import HashedEmbedder

RESUME = (
    "Experience\nPastry Cook, Grand Hotel, May 2013 - Current\nBaked bread and cakes for many guests.\n"
    "Waiter, Old Mill, June 2010 - April 2013\nServed guests, took orders.\nEducation\nCollege, 2010\n"
    "Skills: baking, inventory"
)
POSTING = (
    "Pastry chef\nJoin us! Our company loves people.\nRequirements:\nTwo years of baking bread and cakes.\n"
    "Benefits: insurance, parking."
)


@pytest.mark.parametrize(
    "text",
    [RESUME, RESUME.replace("\n", "     "), RESUME.replace("\n", "\r\n")],
    ids=["lines", "runs", "crlf"],
)
def test_jobs_are_read_off_a_resume_with_lines_and_with_runs_of_blanks_for_them(text: str) -> None:
    found = read_person(text)
    assert {"Pastry Cook", "Waiter"} <= set(found.titles)
    assert all(len(part) <= 400 for part in found.parts)
    assert "cakes" in " ".join(found.parts)


def test_a_resume_in_one_piece_has_its_jobs_beside_its_dates() -> None:
    found = read_person(RESUME.replace("\n", " "))
    assert any("Waiter" in title for title in found.titles)
    assert not any("College" in title for title in found.titles)


def test_only_what_names_a_job_is_a_title() -> None:
    found = read_person(RESUME.replace("Pastry Cook", "Sweet things for others"))
    assert found.titles == ("Waiter",)


def test_what_stands_beside_a_resume_comes_first() -> None:
    found = read_person(RESUME, title="Confectioner", listed=["Python"])
    assert found.titles[0] == "Confectioner"
    assert "Python" in found.skills
    assert read_person("") == Person("\n")


def test_a_posting_has_its_title_where_a_line_is_one() -> None:
    assert read_posting(POSTING).title == "Pastry chef"
    assert read_posting("Underwater basket weaving").title == "Underwater basket weaving", "all there is"
    assert read_posting("About us\nNight auditor\nBooks.").title == "Night auditor"
    assert read_posting(POSTING, title="Baker").title == "Baker"
    assert read_posting("We bake.\n- You help the pastry chef with cakes").title == "", "a duty is no title"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Senior Java Developer Our company is big. We like Java, and you will. " * 4,
            "Senior Java Developer",
        ),
        (
            "Acme is big and old.\nWe are looking for a skilled Java developer to join us.",
            "skilled Java developer",
        ),
        ("Наша компания растёт.\nВ связи с ростом ищем Java-разработчика в команду!", "Java-разработчика"),
        ("Разработка сервисов на Java\nПоддержка серверов", ""),
        ("Обязанности: разработка сервисов на Java вместе с командой разработчиков. " * 4, ""),
    ],
)
def test_a_posting_without_a_line_for_it_says_its_title_first_or_whom_it_seeks(text: str, title: str) -> None:
    assert read_posting(text).title == title


def test_resumes_are_told_from_postings() -> None:
    assert reads_as_resume(RESUME)
    assert reads_as_resume(
        "Повар\nОпыт работы 3 года\nМай 2019 — настоящее время, кафе «Волна», повар\nНавыки: супы"
    )
    assert not reads_as_resume(POSTING)
    assert not reads_as_resume("Требования: опыт работы, образование. Условия: график 2/2. Мы ищем повара.")
    assert not reads_as_resume("Pastry chef")
    assert reads_as_posting(POSTING)
    assert not reads_as_posting(RESUME)


def test_whom_a_posting_looks_for_comes_first_whatever_its_company_says() -> None:
    talk = "Our company loves people and serves guests with passion, insurance and parking. " * 12
    others = [
        RESUME.replace("Pastry Cook", title).replace("Baked bread and cakes", duty).replace("baking", skill)
        for title, duty, skill in (
            ("Accountant", "Closed the books and paid invoices", "SAP"),
            ("Lorry Driver", "Drove goods across the country", "licence C"),
            ("Nurse", "Cared for patients", "first aid"),
        )
    ]
    people = People([read_person(text) for text in (*others, RESUME)], LocalEmbedder())
    for posting in (
        read_posting(f"{POSTING}\n{talk}"),
        read_posting(f"{talk}\nWe need somebody to bake cakes."),
    ):
        assert np.argmax(people.relevance(posting)) == 3
    assert np.argmax(people.relevance(read_posting("Бухгалтер"))) == 0, "in another language"


def test_titles_count_only_among_those_who_have_one() -> None:
    wanted = Wanted("Cook", "Cook", (), ("Cook",))
    people = [Person("", ("Cook",)), Person("", ("Cook",)), Person("", ("Porter",)), Person("")]
    cook, other, porter, untitled = People(people, LocalEmbedder()).relevance(wanted).tolist()
    assert cook == pytest.approx(other)
    assert cook > untitled > porter, "who says nothing is neither right nor wrong"


def test_nothing_known_is_nobody_first() -> None:
    embedder = HashedEmbedder()
    assert len(People([], embedder).relevance(Wanted("Cook", "Cook"))) == 0
    alone = People([Person("Cook", ("Cook",), (), ("Cook",))], embedder)
    assert alone.relevance(Wanted("Cook", "Cook", (), ("Cook",))).tolist() == [0.0]
    unknown = People([Person(""), Person("")], embedder).relevance(Wanted("Cook", "Cook", (), ("Cook",)))
    assert unknown.tolist() == [0.0, 0.0]


def test_what_is_embedded_of_many_people_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = HashedEmbedder()
    monkeypatch.setattr("app.search.people._PARTS", 30)
    people = [Person("x", (), (), tuple(f"{number} {part}" for part in range(40))) for number in range(5)]
    People(people, embedder)
    assert embedder.texts == 30
