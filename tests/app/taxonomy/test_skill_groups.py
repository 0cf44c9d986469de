"""Alternatives among the skills a requirement names."""

from __future__ import annotations

import pytest

from app.taxonomy.skill_groups import skill_groups


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Python и Docker", [["Python"], ["Docker"]]),
        ("Python, Django или Flask", [["Python", "Django", "Flask"]]),
        ("SQL – MySQL или PostgreSQL", [["SQL"], ["MySQL", "PostgreSQL"]]),
        ("Python, FastAPI/Django, PostgreSQL", [["Python"], ["FastAPI", "Django"], ["PostgreSQL"]]),
        ("Опыт с веб-сервером (Nginx, Apache)", [["Nginx", "Apache HTTP Server"]]),
        ("Linux (CentOS, Debian)", [["Linux", "CentOS", "Debian"], ["CentOS", "Debian"]]),
        ("Командная работа (с использованием Confluence, Jira)", [["Confluence"], ["Jira"]]),
        ("Опыт работы с MySQL, Redis, Kafka", [["MySQL"], ["Redis"], ["Kafka"]]),
        ("Знание одного из языков: Python, Java, Go", [["Python", "Java", "Go"]]),
        ("React, Vue.js и др.", [["React", "Vue.js"]]),
        ("Java, Go, and/or Kotlin", [["Java", "Go", "Kotlin"]]),
        ("MySQL (лучше) и/или PostgreSQL", [["MySQL", "PostgreSQL"]]),
        ("MySQL 8 или PostgreSQL", [["MySQL", "PostgreSQL"]]),
        ("Linux, Zorbax, or Docker", [["Linux", "Docker"]]),
        ("Linux, Docker, or Zorbax hosts", [["Linux", "Docker"]]),
        (r"Опыт Bash\Zorbax, Python", [["Bash"], ["Python"]]),
        ("Expertise in Python, Linux, or Zorbax, with care", [["Python", "Linux"]]),
        ("Опыт с чем-либо из Flask, Django", [["Flask", "Django"]]),
        ("Ответственность", []),
        ("(((((Python", [["Python"]]),
    ],
)
def test_groups(text, groups):
    assert [list(group) for group in skill_groups(text)] == groups
