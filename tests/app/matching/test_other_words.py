"""What a résumé shows in other words than the posting's, and what no résumé can tell; people are invented."""

from __future__ import annotations

from datetime import date

import pytest

from app.matching.checklist import check
from app.matching.evidence import Evidence, evidence_of
from app.matching.traits import is_attitude
from app.resumes.parser import parse_resume
from app.taxonomy.words import stems
from app.taxonomy.work_words import matters_of

TODAY = date(2026, 11, 21)
KEEPER = """Ершов Пётр
Кладовщик
Тверь, ershov@mail.example, организация досуга
Опыт работы
01.2019 — настоящее время, ООО «Лабаз», кладовщик
приёмка и отгрузка товара, оформление накладных
Образование: Тверской колледж, технология машиностроения, 2010
Навыки: Excel, 1С"""
CHEF = """Лосева Инна
Су-шеф
Опыт работы
03.2020 — настоящее время, кафе «Мельница», су-шеф
составление меню, контроль работы цеха
Образование: Московский университет пищевых производств, технология питания, 2015
Языки: английский — B1"""
TEACHER = """Anna Stone
Teacher of mathematics
Experience
Teacher of mathematics, Green School, September 2015 - Present
Lessons in grades 5-9, exam preparation
Education
Bachelor of Science in Mathematics, University of Leeds, 2015
Certifications
Safeguarding in schools (2020)
Languages: English"""


def evidence(text: str) -> Evidence:
    return evidence_of(parse_resume(text), text, today=TODAY)


def verdict(text: str, resume: str, title: str = "") -> tuple[str, str | None] | None:
    found = check([{"text": text, "kind": "must", "skills": []}], evidence(resume), title, least=0.0)
    return (found[0].verdict, found[0].evidence) if found else None


@pytest.mark.parametrize(
    ("text", "resume", "expected"),
    [
        ("Опыт оформления товарно-транспортных накладных", KEEPER, "unclear"),
        ("Знание правил складирования и хранения ТМЦ", KEEPER, "unclear"),  # of the same matter
        ("Опыт организации праздников", KEEPER, "unclear"),  # an address is no evidence
        ("Знание технологий приготовления блюд", CHEF, "unclear"),
        ("Опыт работы шеф-поваром от 3 лет", CHEF, "partly"),  # another rank
        ("Опыт работы су-шефом / старшим поваром от 3 лет", CHEF, "met"),
        ("Требуемый опыт работы: от 2 лет и выше на позиции су-шефа", CHEF, "met"),
        ("Опыт работы кондитером", CHEF, "missing"),
        ("Английский В1", CHEF, "met"),  # a Russian letter
        ("Знание английского и китайского языков", CHEF, "partly"),
        ("Английский или китайский язык", CHEF, "met"),
        ("Высшее или среднее специальное", CHEF, "met"),
        ("Среднее специальное, высшее", KEEPER, "met"),
        ("Высшее юридическое образование", KEEPER, "missing"),  # neither the level nor the field
        ("Опыт работы желателен", KEEPER, "met"),
        ("Умение рассчитывать потребность в таре", KEEPER, "unclear"),
        ("Опыт работы в WMS Логос", KEEPER, "missing"),  # has a name of its own
        ("Experience teaching mathematics lessons", TEACHER, "met"),
        ("Commercial experience", TEACHER, "met"),
    ],
)
def test_verdicts(text, resume, expected):
    found = verdict(text, resume)
    assert found is not None
    assert found[0] == expected
    assert found[1] is None or expected != "missing"
    assert found[1] or expected not in ("met", "partly")


def test_years_instead_of_a_degree_are_years():
    found = verdict("OR 10+ years of experience as a teacher in lieu of a degree", TEACHER, "Teacher")
    assert found == ("met", "Teacher of mathematics, Green School, September 2015 - Present")


def test_the_line_that_shows_most_is_quoted():
    assert verdict("Знание Excel, 1С", KEEPER) == ("met", "Навыки: Excel, 1С")
    assert verdict("Английский В1", CHEF) == ("met", "Языки: английский — B1")


def test_a_name_behind_a_skill_makes_a_narrower_one():
    assert verdict("Знание Excel Solver", KEEPER) == ("partly", "Навыки: Excel, 1С")


@pytest.mark.parametrize(
    "text",
    [
        "Passion for warehouses", "Willingness to travel", "Любовь к детям", "Клиентоориентированность",
        "Comfortable giving and receiving feedback", "Готовность к сменам",
    ],
)  # fmt: skip
def test_attitudes_are_no_lines_of_a_checklist(text):
    assert is_attitude(text)
    assert verdict(text, KEEPER) is None
    assert not is_attitude("Experience with Excel")


def test_matters_join_words_without_a_shared_root():
    assert matters_of(stems("погрузка")[0]) & matters_of(stems("склад")[0]) & matters_of("warehous")
    assert not matters_of("команд") & matters_of("командировк")
    assert matters_of("ab") is not None
    assert not matters_of("")


ANALYST = """Зимина Юлия
Аналитик BI
Опыт работы
03.2021 — настоящее время, «Тканьторг», аналитик BI
дашборды, SQL-запросы, архитектура MVVM
Образование: ТРКГУ, прикладная информатика, бакалавр, 2020
Навыки: SQL, Power BI, Java, Linux, Jest"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Опыт работы с Kali Linux", "partly"),  # a narrower thing
        ("Знание Java Card", "partly"),
        ("Знание паттернов (MVC, MVVM)", "partly"),  # a name no taxonomy knows, but the résumé has
        ("Навык покрытия кода unit-тестами", "met"),
        ("Знание SQL, успешное прохождение клинических ординатур", "unclear"),
        ("Высшее техническое образование", "met"),  # a school by its letters alone
        ("Опыт работы в системе высшего образования", "unclear"),  # work, no diploma
        ("Опыт работы экономистом от 3 лет", "missing"),
        ("Communication and Teamwork: Excellent collaboration", None),
        ("Исполнительность", None),
    ],
)
def test_names_and_professions(text, expected):
    found = verdict(text, ANALYST, "Аналитик BI")
    assert (found[0] if found else None) == expected


def test_years_are_shown_by_the_job():
    found = verdict("Опыт работы с SQL от 3 лет аналитиком", ANALYST, "Аналитик BI")
    assert found is not None
    assert found[0] == "met"
    assert "аналитик BI" in (found[1] or "") or "Аналитик BI" in (found[1] or "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Наличие профильных сертификатов по SQL", "missing"),
        ("Английский язык (немецкий приветствуется)", "met"),
        ("Опыт в одном из инструментов (Jenkins, Power BI)", "met"),
        ("Знание какого-либо из языков: Perl, SQL", "met"),
    ],
)
def test_papers_asides_and_choices(text, expected):
    resume = ANALYST + "\nАнглийский — B1"
    found = verdict(text, resume, "Аналитик BI")
    assert found is not None
    assert found[0] == expected


def test_a_skill_of_years_is_shown_where_it_is_named():
    found = verdict("Power BI — опыт от 1 года", ANALYST, "Аналитик BI")
    assert found is not None
    assert "BI" in (found[1] or "")


def test_a_licence_is_known_by_its_letters_alone():
    resume = ANALYST + "\nПрава B, C"
    assert verdict("Наличие вод. удостоверения", resume) == ("met", "Права B, C")
    assert verdict("Водительское удостоверение категории C", resume) == ("met", "Права B, C")
    assert verdict("Опыт с любым из фреймворков: Power BI, Квандер", resume) == (
        "met", "Навыки: SQL, Power BI, Java, Linux, Jest",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Опыт работы от 2 до 20 лет", "met"),  # from its lower end
        ("Уверенный Еxcel", "met"),  # the first letter is Cyrillic
        ("Знание Excel, предпочтительно Zorbax", "met"),
        ("Высшее образование или курсы; a university degree is not required", None),
        ("Дополнительное профессиональное образование в области аналитики", "unclear"),
        ("Опыт приборной диагностики", "unclear"),  # no profession
        ("Express.js", "met"),
    ],
)
def test_ranges_preferences_and_other_ways_of_writing(text: str, expected: str | None) -> None:
    resume = (
        "Вера Зимина\nАналитик\nМарт 2019 — настоящее время: «Лоза», аналитик\n"
        "Образование: КГУ, математика, бакалавр, 2019\nНавыки: Excel, SQL, Express"
    )
    found = verdict(text, resume, "Аналитик")
    if expected is None:
        assert found is None or found[0] != "partly"
    else:
        assert found is not None
        assert found[0] == expected
