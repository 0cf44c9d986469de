"""Only a name is missing, what is in common words is unclear, and "partly" says which part; all invented."""

from __future__ import annotations

from datetime import date

import pytest

from app.matching.checklist import check
from app.matching.evidence import Evidence, evidence_of
from app.matching.mentions import is_a_name
from app.matching.named import named_skills
from app.resumes.parser import parse_resume

ADMIN = """Рябов Глеб
Системный администратор
Опыт работы
02.2018 — настоящее время, фабрика «Челнок», системный администратор
Windows Server, VLAN, VPN, мониторинг Zabbix, Jenkins, поддержка пользователей
Образование: ВГТУ, системы связи, бакалавр, 2017
Сертификаты: MTCNA
Навыки: Windows Server, Linux, Zabbix, PowerShell, Excel
Водительское удостоверение B, C"""
ENGINEER = """Nora Fields
Software Engineer
Experience
Software Engineer, Loomsoft, March 2019 - Present
Order services in Java and Kafka, code review of payments, managed a team of five
Education
B.Sc. in Computer Science, University of Leeds, 2018
Skills: Java, Kafka, PostgreSQL, Jira"""


def evidence(text: str) -> Evidence:
    return evidence_of(parse_resume(text), text, today=date(2026, 11, 21))


def told(text: str, resume: str, title: str = "") -> tuple[str, tuple[str, ...]] | None:
    found = check([{"text": text, "kind": "must", "skills": []}], evidence(resume), title, least=0.0)
    return (found[0].verdict, found[0].lacks) if found else None


@pytest.mark.parametrize(
    ("text", "expected", "lacks"),
    [
        ("Знание Zabbix и Grafana", "partly", ("Grafana",)),
        ("Опыт работы с Kubernetes", "missing", ()),
        ("Опыт работы с сетевым экраном Zorbax", "missing", ("Zorbax",)),
        ("Настройка CI/CD в TeamCity или аналогах", "met", ()),
        ("Знание TCP/IP", "met", ()),
        ("Проведение анализа рисков на производстве", "unclear", ()),
        ("Знание действующих ТНПА", "unclear", ()),
        ("Знание Excel и Word", "partly", ("Word",)),
        ("Управленческий учет", "missing", ()),  # a skill named alone
        ("Водительское удостоверение категории B", "met", ()),
        ("Наличие сертификатов", "met", ()),
        ("Сертификат MTCNA", "met", ()),
        ("Сертификат по кройке", "unclear", ()),
        ("Опыт работы с VoIP", "missing", ()),
        ("Опыт администрирования одной или нескольких систем: Zabbix, Prometheus", "met", ()),
        ("Опыт работы ведущим системным администратором от 3 лет", "partly", ()),
        ("Опыт работы с системами мониторинга (Zabbix или Nagios)", "met", ()),
        ("Уверенное знание Linux: сеть, файлы, понимание устройства ядра", "met", ()),
        ("Опыт работы в серийном производстве мебели", "unclear", ()),
        ("Владение программой ТКА-Про, Excel", "partly", ("ТКА-Про",)),
        ("Базовые знания ОС Windows Server", "met", ()),
        ("Опыт разработки технической документации", "unclear", ()),
        ("Знание протоколов обмена Zorbax и VLAN, мониторинг", "partly", ()),
        ("Опыт работы сетевым оборудованием Zorbax", "missing", ()),
        ("Знание Zorbax (или аналогов), Linux", "partly", ("Zorbax",)),
        ("Мониторинг в Nagios, или другой системе, Zabbix", "met", ()),
        ("Знание Loom Shop и Wool Page", "missing", ("Loom Shop", "Wool Page")),
        ("Опыт работы с MS Windows Server", "met", ()),
        ("Знание КИП, мониторинг", "partly", ()),
        ("Наличие удостоверения по высоте", "unclear", ()),
        ("Высшее образование (строительство)", "partly", ()),
        ("Высшее образование (бакалавриат)", "met", ()),
        ("Знание Windows", "met", ()),
        ("Навыки сборки ПК и закупки ПО", "unclear", ()),
        ("Наличие группы по электробезопасности не ниже III", "missing", ()),
        ("Примеры работ или ссылка на GitHub", "unclear", ()),
        ("Опыт работы или образование в сфере рекламы", "unclear", ()),
        ("Сопровождение торговых сетей и складов на Nagios и Veritas", "missing", ()),
        ("Поддержка пользователей и серверов фабрик, Kubernetes", "partly", ()),
        ("Высшее образование, специальность ПГС", "partly", ()),
        ("Высшее образование (ПГС)", "partly", ()),
        ("Высшее профильное образование", "unclear", ()),
        ("Знание СУБД Zorbax, Oracle", "missing", ()),
        ("Знание MS Windows XP, Windows 7-10, Astra Linux", "partly", ()),
        ("Опыт работы в ТКА-ПРО и ТКА-W", "missing", ("ТКА-ПРО", "ТКА-W")),
        ("Пользователь ПК (Linux, Word, Excel)", "partly", ("Word",)),
        ("Опыт с Kubernetes или интерес к нему", "unclear", ()),
        ("Высшее образование (специалист/магистр)", "partly", ()),
        ("Высшее образование по специальности инженер-строитель", "partly", ()),
        ("Навыки работы в Linux и ТканьСтрой", "partly", ("ТканьСтрой",)),
        ("Грамотность; интерес к работе с Kubernetes", None, ()),
        ("Высшее образование (экономическое приветствуется)", "met", ()),
        ("Опыт работы системным администратором, высшее образование", "met", ()),
        ("Наличие портфолио внедрений Zabbix", "unclear", ()),
        ("Высшее специализированное образование", "unclear", ()),
        ("Специальное образование", "met", ()),
        ("Опыт или знание раскроя", "unclear", ()),
        ("Профильное образование", "unclear", ()),
        ("Высшее техническое образование", "met", ()),
        ("Опыт работы в банке от 2 лет", "unclear", ()),
        ("Опыт руководства отделом от 3 лет", "unclear", ()),
        ("Опыт работы по специальности от 3 лет", "met", ()),
        ("Опыт работы системным администратором от 10 лет", "partly", ()),
        ("Умение работать в команде и доносить мысли", None, ()),
        ("Системный подход к решению задач", None, ()),
    ],
)
def test_in_russian(text, expected, lacks):
    found = told(text, ADMIN, "Системный администратор")
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert found[0] == expected
    assert not lacks or found[1] == lacks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Experience with Kubernetes", "missing"),
        ("Weavewell and Kubernetes grow together", "unclear"),  # prose
        ("BS, MS or PhD in Computer Science or related field", "met"),
        ("Bachelor's degree in computer science, data science or math", "met"),
        ("Experience with a high degree of ambiguity", "unclear"),
        ("3+ years of experience in software engineering, design engineering or a similar role", "met"),
        ("5+ years of experience managing teams of engineers", "met"),
        ("Experience with quantitative risk models", "unclear"),
        ("Experience with Fabric Controls, Weaving and Estimating", "unclear"),  # titles, no names
        ("The ability to speak the language of SRE and GRC", "unclear"),
        ("Understanding of security standards (e.g. NIST, CIS)", "unclear"),  # some other may be there
        ("Experience with Go, C#, C/C++, or Java", "met"),
        ("Knowledge of Kafka (experience with Kubernetes is a plus)", "met"),
        ("Redis, Spark, Snowflake, Hadoop, Cassandra", "missing"),
        ("3+ years of software engineering experience (Kubernetes is a plus)", "met"),
        ("LOOMS", "unclear"),  # a heading, if anything
        ("Fluency in Japanese and English", "partly"),
        ("Experience in Network Weaving, Cloud Looms and Java", "unclear"),
        ("Experience with object-oriented programming", "met"),
        ("Expertise in Rust, Go, and/or Java", "met"),
        ("Active Top Secret clearance", "missing"),
        ("Ability to obtain a security clearance", "unclear"),
        ("You've shipped a breaking change to customers who had already built on top of your API", "unclear"),
        ("Proficiency in Java and loom frameworks", "met"),
        ("Advanced degree in computer science", "partly"),
        ("Master's or Bachelor's degree in computer science", "met"),
        ("Customer Support", "unclear"),
        ("Availability during EST (UTC -5) hours", "unclear"),
        ("CA, NY, CT", None),
        ("Hands on experience with Java and оrm", "met"),  # one letter is Russian
        ("Concepts: Expert", "unclear"),
        ("4-6 years in software engineering for beverages/food", "unclear"),
        ("Warpstone", "missing"),  # a name alone
        ("Payment Orchestration", "unclear"),
        ("Programming experience in Rust or other languages", "unclear"),
        ("Excellent communication and stakeholder management skills", None),
        ("You're curious by nature", None),
        ("Friendly and patient", None),
        ("Ability to partner with sales leaders", None),
    ],
)
def test_in_english(text, expected):
    found = told(text, ENGINEER, "Software Engineer")
    assert (found[0] if found else None) == expected


def test_a_name_is_told_by_its_letters():
    assert is_a_name("PostgreSQL", "Знание postgresql")
    assert is_a_name("Docker", "Experience with Docker")
    assert not is_a_name("Ответственность", "Ответственность")
    assert not is_a_name("Управление проектами", "Опыт управления проектами")
    assert named_skills("Опыт вязания", (), evidence(ADMIN)) is None


def test_a_portfolio_is_named_or_linked():
    linked = ADMIN + "\nПортфолио: behance.example/ryabov"
    assert told("Наличие портфолио", linked) == ("met", ())
    assert told("Наличие портфолио", ADMIN) == ("unclear", ())
    assert told("Managing a product portfolio", ENGINEER) == ("unclear", ())


def test_the_group_of_electrical_safety_is_the_one_asked_or_higher():
    fitter = "Иван Лесков\nЭлектромонтёр\nОпыт работы\n2015 — 2024, цех, электромонтёр\nIV группа по ЭБ"
    assert told("Группа допуска по электробезопасности не ниже III", fitter) == ("met", ())
    assert told("Удостоверение по ЭБ, 5 группа", fitter) == ("partly", ())


def test_a_name_is_there_by_another_spelling_and_a_sentence_more_asks_for_more():
    tailor = (
        "Лев Ткачёв\nРазработчик\nОпыт работы\n2015 — 2024, «Ёж», разработчик\nУмеет: JavaScript, Dagger, Git"
    )
    assert told("Отличное знание нативного JS", tailor) == ("unclear", ())
    assert told("Hilt", tailor) == ("missing", ())
    assert told("Знание Git", tailor) == ("met", ())
    assert told("Знание Git. Общее понимание раскроя тканей", tailor) == ("unclear", ())


def test_a_norm_with_its_number_is_that_norm():
    writer = "Ася Перова\nТехнический писатель\nОпыт работы\n2015 — 2024, «Ёж»\nТексты по ГОСТ 34 и ГОСТ 19"
    assert told("Знание ГОСТ 19, ГОСТ 34", writer) == ("met", ())
    assert told("Знание ГОСТ 2, ГОСТ 34", writer) == ("missing", ())


def test_products_of_one_maker_are_named_after_the_first():
    clerk = "Ия Совина\nКонсультант 1С\nОпыт работы\n2015 — 2024, «Ёж»\nНавыки: 1С:УТ, Excel"
    assert told("Знание решений 1С: Розница, Управление торговлей", clerk) == ("partly", ())
    assert told("Знание решений 1С: Розница, Кадры", clerk) == ("missing", ())


def test_years_without_dates_are_unclear():
    undated = "Клим Орехов\nСварщик\nОпыт работы\nцех, 2019, июнь — апрель 2021: завод, сварщик\nсварка труб"
    found = told("Опыт работы сварщиком от 3 лет", undated, "Сварщик")
    assert found is not None
    assert found[0] != "missing"
