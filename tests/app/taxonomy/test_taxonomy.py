"""The taxonomy: one name for many writings, roles, places, seniority, industries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.taxonomy import areas, domains, roles, seniority, skills, words


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("k8s", "Kubernetes"),
        ("питон", "Python"),
        ("1С", "1C:Предприятие"),
        ("1C: Бухгалтерия 8.3", "1C:Бухгалтерия"),
        ("эксель", "Excel"),
        ("постгрес", "PostgreSQL"),
        ("С++", "C++"),  # Cyrillic С
        ("golang", "Go"),
        ("права категории В", "Водительское удостоверение категории B"),
        ("Amazon Web Services", "AWS"),
        ("Плетение корзин", "Плетение корзин"),
    ],
)
def test_one_name_for_every_writing(written, name):
    assert skills.canonical(written) == name


def test_canonical_names_stay_themselves():
    for entry in set(skills._tables().entries.values()):
        assert skills.canonical(skills.canonical(entry.name)) == skills.canonical(entry.name)


def test_finds_skills_with_their_places():
    text = "Пишем на Python и C++, данные в PostgreSQL; CI/CD в GitLab. Знание k8s, работа с кассой."
    found = skills.find_skills(text)
    assert [mention.name for mention in found] == [
        "Python",
        "C++",
        "PostgreSQL",
        "CI/CD",
        "GitLab",
        "Kubernetes",
        "Кассовая дисциплина",
    ]
    assert text[found[2].start : found[2].end] == "PostgreSQL"


@pytest.mark.parametrize(
    "text",
    [
        "You will go to the office",
        "ответственность и гарантия",
        "We express our thanks",
        "our next step",
        "improve the buying experience",
        "driving growth and driving results",
    ],
)
def test_everyday_words_are_no_skills(text):
    assert skills.find_skills(text) == []


def test_longest_name_wins():
    assert [mention.name for mention in skills.find_skills("MS SQL Server, Spring Boot")] == [
        "Microsoft SQL Server",
        "Spring Boot",
    ]


@given(st.text(max_size=300))
def test_mentions_lie_in_any_text(text):
    for mention in skills.find_skills(text, generic=True):
        assert 0 <= mention.start < mention.end <= len(text) + 8


@pytest.mark.parametrize(
    ("title", "role_id"),
    [
        ("Python-разработчик", "96"),
        ("Главный бухгалтер", "18"),
        ("Повар горячего цеха", "94"),
        ("Водитель категории С", "21"),
        ("QA Engineer", "124"),
        ("DevOps-инженер", "160"),
        ("Медицинская сестра", "64"),
        ("Менеджер по продажам", "70"),
        ("Учитель математики", "132"),
        ("Сварщик", "109"),
    ],
)
def test_titles_have_roles(title, role_id):
    assert roles.role_ids(title)[0] == role_id


def test_unknown_title_has_no_role():
    assert roles.role_ids("Ыцукен") == []
    assert roles.role_name("96") == "Программист, разработчик"
    assert roles.role_name("nope") is None


@pytest.mark.parametrize(
    ("name", "area_id"),
    [
        ("мск", "1"),
        ("Moscow", "1"),
        ("СПб", "2"),
        ("г. Казань", "88"),
        ("Казань, Татарстан", "88"),
        ("Минск", "1002"),
    ],
)
def test_places_have_ids(name, area_id):
    area = areas.find_area(name)
    assert area is not None
    assert area.id == area_id
    assert areas.area_by_id(area_id) == area


def test_unknown_place():
    assert areas.find_area("Атлантида") is None
    assert areas.find_area("") is None


@pytest.mark.parametrize(
    ("title", "years", "level"),
    [
        ("Стажёр-аналитик", 10, "intern"),
        ("Младший разработчик", None, "junior"),
        ("Senior Developer", None, "senior"),
        ("Руководитель отдела", None, "lead"),
        ("Team Lead", None, "lead"),
        ("Помощник руководителя", 5, "senior"),
        ("Повар", 0.5, "junior"),
        ("Повар", 2, "middle"),
        ("Повар", None, None),
    ],
)
def test_seniority(title, years, level):
    assert seniority.seniority_of(title, years) == level


def test_domains():
    assert domains.domains_of("Банк, эквайринг, платежи")[0] == "fintech"
    assert domains.domains_of("Повар, ресторан, кухня")[0] == "hospitality"
    assert domains.domains_of("") == []
    assert set(domains.domains_of("банк ресторан юрист врач", limit=2)) <= set(domains.codes())


def test_normalise_strips_what_breaks_databases():
    assert words.normalise("a\x00b\ud800 c\u00a0\u00a0d\r\n№ 5") == "ab c d\n№ 5"
    assert words.stems("Ёлки и running") == ["елк", "и", "run"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Инженер ПТО. Высшее техническое образование. ДМС, компенсация занятий фитнесом", []),
        ("Водитель категории CE. Образование: среднее. Медицинская книжка обязательна", ["logistics"]),
        ("Python developer. University degree in CS. Medical insurance", []),
        ("Учитель математики в школу, высшее педагогическое образование", ["education"]),
        ("Косметолог в салон красоты", ["beauty"]),
        ("Медсестра в клинику", ["healthcare"]),
    ],
)
def test_diplomas_and_perks_are_no_industry(text: str, expected: list[str]) -> None:
    assert [
        code
        for code in domains.domains_of(text)
        if code in {"education", "beauty", "healthcare", "logistics"}
    ] == (expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Опыт написания тестов, участие в ревью", []),  # neither dough nor Revit
        ("Большой опыт работы", []),  # no industrial safety (ОПО)
        ("Оформление по ТК РФ, обучение и развитие, тренажерный зал, тимбилдинги", []),
        ("Продукты для b2b и операторов МТС", []),
        ("Повар горячего цеха", ["Горячий цех"]),
        ("Знание ревит", ["Revit"]),
        ("Знание систем контроля версий, чтение схем", ["Git", "Чтение электросхем"]),
    ],
)
def test_words_of_other_trades_are_no_skills(text, expected):
    assert [mention.name for mention in skills.find_skills(text)] == expected


def test_a_skill_implies_the_wider_ones():
    assert skills.implied_by("FastAPI")[:2] == ("REST API", "API")
    assert {"SQL", "Базы данных"} <= set(skills.implied_by("Postgres"))
    assert "FastAPI" not in skills.implied_by("REST API")
    assert skills.implied_by("no such thing") == ()
