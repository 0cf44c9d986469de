"""From text to profile: each field, its line, and nothing invented."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.resumes.dates import Point, find_period, stated_months, union_months
from app.resumes.measure import measure
from app.resumes.parser import parse_resume
from app.resumes.reading import read_document
from data.errors import PodborError, UnreadableDocument
from tests.app.resumes.making import ENGLISH, RUSSIAN

FILES = Path(__file__).parent / "files"
TODAY = date(2026, 11, 20)


def test_russian_resume():
    profile = parse_resume(RUSSIAN, today=TODAY)
    assert profile.name == "Калинина Вера Андреевна"
    assert profile.emails == ["kalinina.vera@example.org"]
    assert profile.phones == ["+79990004567"]
    assert (profile.city, profile.role, profile.seniority) == ("Тверь", "Ведущий бухгалтер", "senior")
    assert profile.role_ids[0] == "18"
    assert profile.domains[0] == "accounting"
    assert profile.salary is not None
    assert (int(profile.salary.amount), profile.salary.currency) == (110_000, "RUB")
    assert [(job.title, job.employer, job.start, job.end, job.current) for job in profile.positions] == [
        ("Ведущий бухгалтер", 'ООО "Тверской хлеб"', "2019-04", None, True),
        ("Бухгалтер", "Ателье «Игла»", "2016-03", "2019-03", False),
    ]
    assert profile.experience_years == pytest.approx((91 + 37) / 12, abs=0.01)
    assert [(one.name, one.level) for one in profile.languages] == [
        ("Русский", "native"),
        ("Английский", "A2"),
    ]
    assert profile.education[0].institution.startswith("Тверской государственный университет")
    assert profile.education[0].year == 2015
    assert profile.skill_names == [
        "1C:Бухгалтерия",
        "Excel",
        "МСФО",
        "Расчет заработной платы",
        "Налоговый учет",
    ]


@pytest.mark.parametrize("below", ["Водительское удостоверение B", "Права B", "Готова к командировкам"])
def test_a_line_below_the_skills_shows_none_of_them(below):
    listed = "Навыки: вышивание, раскрой, Excel, швейные машины, выкройки, Photoshop"
    profile = parse_resume(
        f"Зоя Лунина\nПортная\nОпыт работы\n2019 — 2024, ателье, портная\n{listed}\n{below}"
    )
    assert "Adobe Photoshop" in profile.skill_names
    assert next(one.evidence for one in profile.skills if one.name == "Adobe Photoshop") == listed


def test_english_markdown():
    profile = parse_resume(ENGLISH, today=TODAY)
    assert (profile.name, profile.city, profile.role) == ("Oscar Finch", "Denver", "Data Analyst")
    assert [(job.title, job.employer, job.start, job.end) for job in profile.positions] == [
        ("Data Analyst", "Blue Kettle Inc", "2020-01", None),
        ("Junior Analyst", "Mapwise", "2018-06", "2019-12"),
    ]
    assert profile.skill_names == ["SQL", "Python", "Tableau", "Excel", "dbt"]
    assert [(one.name, one.level) for one in profile.languages] == [("English", "native"), ("Spanish", "B1")]
    assert profile.education[0].institution == "Colorado State University"


def test_every_field_names_its_line():
    profile = parse_resume(RUSSIAN, today=TODAY)
    lines = RUSSIAN.split("\n")
    for source in profile.lines.values():
        assert " ".join(lines[source.number - 1].split()) == source.text
    assert profile.lines["city"].text == "Проживает: Тверь"
    assert {"name", "role", "salary", "positions.0", "emails.0", "skills.0", "education.0"} <= set(
        profile.lines
    )
    assert all(skill.evidence in RUSSIAN for skill in profile.skills)


def test_layouts_of_pdf_files():
    export = parse_resume(read_document((FILES / "export_layout.pdf").read_bytes(), "a.pdf"), today=TODAY)
    assert export.name == "Лебедева Арина Максимовна"
    assert [(job.title, job.employer) for job in export.positions] == [
        ("Логист", "ООО «Северный путь»"),
        ("Кладовщик", "Склад на Волге"),
    ]
    assert "Управление запасами" in export.skill_names
    right = parse_resume(read_document((FILES / "dates_right.pdf").read_bytes(), "b.pdf"), today=TODAY)
    assert [(job.title, job.employer, job.start) for job in right.positions] == [
        ("Backend Developer", "Paperclip Works Ltd", "2021-02"),
        ("Junior Developer", "Tinbox", "2018-09"),
    ]
    assert "Kubernetes" in right.skill_names


@pytest.mark.parametrize("text", ["", "   \n", "123 456", "\x00\x00", "привет"])
def test_nothing_to_read_is_an_error_not_a_profile(text):
    with pytest.raises(UnreadableDocument):
        parse_resume(text)


def test_plain_prose_invents_nothing():
    profile = parse_resume(
        "Вчера мы гуляли по парку и кормили уток, а потом пошёл дождь и все вернулись домой."
    )
    assert profile.name is None
    assert profile.emails + profile.phones + profile.positions + profile.education == []
    assert profile.salary is None
    assert profile.experience_years is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Март 2020 — настоящее время", "2020-03", None),
        ("с марта 2020 г. по май 2021 г.", "2020-03", "2021-05"),
        ("с марта 2020", "2020-03", None),
        ("03.2020 – н.в.", "2020-03", None),
        ("2019 - 21", "2019", "2021"),
        ("апрель-май 2020", "2020-04", "2020-05"),
        ("2021, май — настоящее время", "2021-05", None),
        ("2019 г., июнь — апрель 2021", "2019-06", "2021-04"),
        ("2018 - март 2019", "2018", "2019-03"),
        ("Jun 2021 to Present", "2021-06", None),
        ("Sept 2014 – June 2018", "2014-09", "2018-06"),
        ("2018-09 - 2020-01", "2018-09", "2020-01"),
        ("01.02.2019 - 03.04.2020", "2019-02", "2020-04"),
    ],
)
def test_ranges(text, start, end):
    period = find_period(text)
    assert period is not None
    assert str(period.start) == start
    assert (str(period.end) if period.end else None) == end
    assert period.current == (end is None)


@pytest.mark.parametrize("text", ["1,2 млн операций", "2020", "тел. 2000-2020-30", "от 50 до 100"])
def test_no_ranges(text):
    assert find_period(text) is None


def test_overlapping_jobs_count_once():
    periods = [(Point(2020, 1), Point(2020, 12)), (Point(2020, 6), Point(2021, 6)), (Point(2026, 10), None)]
    assert union_months(periods, date(2026, 11, 20)) == 18 + 1
    assert stated_months("Опыт работы — 10 лет 4 месяца") == 124


def test_measuring_counts_each_field(tmp_path):
    (tmp_path / "vera.txt").write_text(RUSSIAN, encoding="utf-8")
    label = {
        "files": ["vera.txt", "missing.txt"],
        "name": "Калинина Вера Андреевна",
        "email": ["kalinina.vera@example.org"],
        "city": "Тверь",
        "skills": ["1С:Бухгалтерия", "Excel", "Налоговый учёт", "Вышивание"],
    }
    (tmp_path / "labels.json").write_text(json.dumps({"vera": label}), encoding="utf-8")
    told: list[str] = []
    counts = measure(tmp_path, report=told.append)
    assert counts["name"].recall == counts["name"].precision == 1.0
    assert counts["skills"].recall == 0.75
    assert counts["skills"].precision == 0.6
    assert any("вышивание" in line for line in told)


_PIECES = st.sampled_from(
    ["Опыт работы", "Навыки:", "Skills", "Education", "2019 - 2020", "март 2020 —", "н.в.", "ООО «А»",
     "Python, SQL", "\t", "•", "Иванов Иван", "Языки", "English - B2", "Зарплата 100 000", "г. Москва",
     "+7 999 000-00-00", "((("]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=400), st.lists(st.one_of(_PIECES, st.text(max_size=20)), max_size=40).map("\n".join)
    )
)
def test_any_text_gives_a_profile_or_our_error(text):
    try:
        profile = parse_resume(text)
    except PodborError:
        return
    profile.model_dump_json()
    assert all(source.number >= 1 for source in profile.lines.values())


@pytest.mark.parametrize(
    ("head", "about", "suits"),
    [
        ("Тверь, готова к удалённой работе", "", True),
        ("Тверь · Удалённо", "", True),
        ("Тверь\nГрафик работы: удалённая работа", "", True),
        ("Тверь\nЖелаемый формат: офис или дистанционно", "", True),
        ("Tver, Russia | Open to remote", "", True),
        ("Тверь", "Рассматриваю удалённую работу и гибрид.", True),
        ("Тверь", "Не против удалённого формата, к переезду не готова.", True),
        ("Тверь", "Готова не только в офис, но и на удалёнку.", True),
        ("Тверь", "Willing to work from home.", True),
        ("Тверь", "", False),
        ("Тверь, удалённую работу не рассматриваю", "", False),
        ("Тверь, к переезду готова, к удалённой работе не готова", "", False),
        ("Тверь", "Не рассматриваю удалённую работу.", False),
        ("Тверь", "Имею опыт удалённой работы.", False),
        ("Тверь", "Настраивала удалённый доступ и дистанционное обучение.", False),
        ("Tver | Remote sensing engineer", "", False),
        ("Тверь\n2019 — 2023 ООО «Игла», удалённо", "", False),
    ],
)
def test_whether_remote_work_suits_is_read_where_it_is_wished_for(head, about, suits):
    profile = parse_resume(
        f"Калинина Вера Андреевна\n{head}\nЖелаемая должность\nБухгалтер\n\nОпыт работы\n"
        f"Март 2016 — Март 2019\nООО «Игла»\nБухгалтер\n- вела учёт удалённо\n\n"
        f"О себе\n{about or 'Аккуратна.'}\n"
    )
    assert profile.remote is suits


def test_a_language_nobody_reads_still_shows_the_skills_it_names():
    profile = parse_resume(
        "张伟\n软件工程师\n\n工作经验\n腾讯科技\n- 使用 Java 和 Spring Boot 开发后端服务\n\n"
        "技能\nMySQL, Docker\n"
    )
    assert {"Java", "MySQL", "Docker"} <= set(profile.skill_names)


def test_too_little_to_read_is_told_from_nothing():
    for text, code in (
        ("повар", "document_too_little"),
        ("🍕🔥 12", "document_no_text"),
        (" \n", "document_empty"),
    ):
        with pytest.raises(UnreadableDocument) as refusal:
            parse_resume(text)
        assert refusal.value.code == code
        with pytest.raises(UnreadableDocument) as refusal:
            read_document(text.encode(), "r.txt")
        assert refusal.value.code == code
