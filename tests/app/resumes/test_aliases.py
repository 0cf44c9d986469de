"""Asking about doubtful spellings of skills, and keeping the answers."""

from uuid import UUID

import pytest

from app.accounts.service import local_person
from app.resumes import aliases, service
from app.resumes.aliases import KnownAlias
from app.resumes.profile import Profile, Skill, SourceLine
from data.db import Database
from data.errors import InvalidInput, NotFound
from data.repositories import people

TEXT = """Пример Иван
Инженер

Навыки
Postgress, СКД, Excel, Рисование, Python
"""


@pytest.fixture
def person(database: Database) -> UUID:
    return local_person(database).id


def _profile(*names: str) -> Profile:
    return Profile(
        skills=[Skill(name=name, evidence=", ".join(names)) for name in names],
        lines={
            f"skills.{number}": SourceLine(number=7, text=", ".join(names)) for number in range(len(names))
        },
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Postgress", "PostgreSQL"), ("Кубернитес", "Kubernetes"), ("экзель", "Excel"), ("автакад", "AutoCAD")],
)
def test_a_slip_of_the_pen_is_asked_about_with_its_line(written: str, meant: str) -> None:
    asked = aliases.suggestions(_profile("Python", written))
    assert [(one.written, one.canonical, one.reason) for one in asked] == [(written, meant, "near")]
    assert asked[0].line is not None
    assert asked[0].line.number == 7


@pytest.mark.parametrize("written", ["Рисование", "Инженер", "Java", "Эксель", "СИ", "Windows 10", "", "ЁЁЁ"])
def test_known_and_far_names_are_not_asked_about(written: str) -> None:
    assert aliases.suggestions(_profile(written)) == []


def test_a_spelling_with_several_meanings_is_asked_about_until_it_is_answered() -> None:
    profile = _profile("СКД")
    meanings = [one.canonical for one in aliases.suggestions(profile)]
    assert len(meanings) == 2
    refused = KnownAlias("скд", meanings[0], accepted=False)
    assert [one.canonical for one in aliases.suggestions(profile, [refused])] == meanings[1:]
    assert aliases.suggestions(profile, [KnownAlias("СКД", meanings[0], accepted=True)]) == []


def test_answers_are_applied_to_every_reading(database: Database, person: UUID) -> None:
    resume_id = service.upload(database, person, "cv.txt", TEXT.encode())
    before = service.profile_of(database, person, resume_id).skill_names
    assert "Postgress" in before
    aliases.confirm(database, person, "postgress", "Постгрес")
    aliases.confirm(database, person, "СКД", "1С программирование")
    for _ in range(2):
        names = service.profile_of(database, person, resume_id).skill_names
        assert "PostgreSQL" in names
        assert "1C-программирование" in names
        assert not {"Postgress", "СКУД"} & set(names)
        assert len(names) == len(before)
        service.parse(database, person, resume_id)
    aliases.forget(database, person, "postgress", "PostgreSQL")
    assert "Postgress" in service.profile_of(database, person, resume_id).skill_names


def test_a_refused_meaning_leaves_what_is_written(database: Database, person: UUID) -> None:
    resume_id = service.upload(database, person, "cv.txt", TEXT.encode())
    aliases.reject(database, person, "скд", "СКУД")
    names = service.profile_of(database, person, resume_id).skill_names
    assert "СКД" in names
    assert "СКУД" not in names


def test_two_skills_that_become_one_keep_their_lines_in_order(database: Database, person: UUID) -> None:
    resume_id = service.upload(database, person, "cv.txt", TEXT.encode())
    aliases.confirm(database, person, "Рисование", "Excel")
    review = service.review_of(database, person, resume_id)
    names = review.profile.skill_names
    assert names.count("Excel") == 1
    for number in range(len(names)):
        assert f"skills.{number}" in review.provenance
        assert f"skills.{number}" in review.profile.lines
    assert f"skills.{len(names)}" not in review.profile.lines


def test_answers_of_others_change_nothing(database: Database, person: UUID) -> None:
    with database.transaction() as session:
        other = people.ensure(session, "somebody else").id
    resume_id = service.upload(database, person, "cv.txt", TEXT.encode())
    before = service.profile_of(database, person, resume_id)
    aliases.confirm(database, other, "Postgress", "PostgreSQL")
    assert service.profile_of(database, person, resume_id) == before
    assert aliases.answers(database, person) == []
    with pytest.raises(NotFound):
        aliases.forget(database, person, "Postgress", "PostgreSQL")


@pytest.mark.parametrize(("written", "meant"), [("", "SQL"), ("sql", ""), ("x" * 200, "SQL"), ("!!!", "SQL")])
def test_what_is_no_name_is_refused(database: Database, person: UUID, written: str, meant: str) -> None:
    with pytest.raises(InvalidInput):
        aliases.confirm(database, person, written, meant)
    assert aliases.answers(database, person) == []
