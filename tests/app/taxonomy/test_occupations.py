"""Written knowledge of occupations: the tables are clean, and titles of both languages find their own."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from app.taxonomy.occupations.kinds import kinds_of, posts, things
from app.taxonomy.occupations.lookup import likeness, nearest
from app.taxonomy.occupations.written import occupations, read
from app.taxonomy.title_lexicon import read_lines
from app.taxonomy.words import is_russian

_LONGEST = 60
_TASK = re.compile(r"[^\W_][\w \-+#/.,'&]*")


def test_every_task_is_clean() -> None:
    for occupation in (*occupations(), *posts(), *things()):
        for task in (*occupation.tasks, *occupation.tasks_ru):
            assert 2 <= len(task) <= _LONGEST, (occupation.place, task)
            assert _TASK.fullmatch(task), (occupation.place, task)
            assert task == " ".join(task.split()), (occupation.place, task)
            assert len(task.split()) <= 7, (occupation.place, task)
            assert task == task.lower(), (occupation.place, task)


def test_names_are_in_the_language_they_say_and_repeat_nowhere_in_an_occupation() -> None:
    for occupation in occupations():
        assert not any(map(is_russian, occupation.names)), occupation.place
        assert all(map(is_russian, (*occupation.names_ru, *occupation.tasks_ru))), occupation.place


def test_an_occupation_tells_enough_of_itself() -> None:
    for occupation in occupations():
        assert len(occupation.tasks) >= 8, occupation.place
    assert len(occupations()) >= 500
    assert sum(len(occupation.tasks_ru) >= 10 for occupation in occupations()) >= 150


def test_no_task_stands_everywhere() -> None:
    spread = Counter(task for occupation in occupations() for task in occupation.tasks)
    assert {task: count for task, count in spread.items() if count > len(occupations()) / 10} == {}


def test_nearly_every_job_of_the_title_lexicon_is_known() -> None:
    jobs = [line for line in read_lines() if line.kind == "jobs"]
    unknown = [line.name for line in jobs if not nearest(line.name)]
    assert len(unknown) <= 0.06 * len(jobs), unknown


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Baker", "baker"),
        ("Пекарь", "baker"),
        ("Senior Python developer", "software developer"),
        ("Программист 1С", "software developer"),
        ("Палатная медсестра", "nurse"),
        ("Бухгалтер по заработной плате", "payroll clerk"),
        ("Водитель погрузчика", "forklift driver"),
        ("Электрогазосварщик", "welder"),
        ("Sworn translator", "translator"),
        ("Менеджер по продажам", "sales manager"),
        ("Продавец-кассир", "shop assistant"),
        ("Кладовщик", "warehouse worker"),
        ("Учитель математики", "mathematics teacher"),
        ("Инженер-конструктор", "mechanical engineer"),
        ("Охранник", "security guard"),
    ],
)
def test_a_title_finds_its_occupation(title: str, name: str) -> None:
    assert [found.name for found, _ in nearest(title, 1)] == [name]


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Dairy supervisor", ["supervisor"]),
        ("Supervisors of dairies", ["supervisor"]),
        ("Secondary school teacher of physics", ["teacher", "secondary school"]),
        ("Cartoonist", []),
        ("", []),
    ],
)
def test_a_title_is_of_its_kinds(title: str, names: list[str]) -> None:
    assert [posts()[place].name for place in kinds_of(title)] == names


def test_words_that_name_no_work_find_nothing() -> None:
    for text in ("", "🙂🙂", "zzqx", "   "):
        assert nearest(text) == []
        assert not likeness(text).any()


@pytest.mark.parametrize("text", ["  knead dough", "baker | пекарь\n  knead dough", "[food]\nbaker | пекарь"])
def test_a_line_that_is_none_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "food.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"food\.txt:\d"):
        list(read(tmp_path))
