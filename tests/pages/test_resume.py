"""The résumé page: uploading, reviewing what was understood item by item, several résumés."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from app.resumes import aliases, parsing, service
from app.resumes.profile import Position, Profile, Skill, SourceLine
from components import reading_job
from data.db import Database
from data.errors import DatabaseUnavailable
from tests.pages.conftest import texts
from tests.pages.fakes import FakeRecall, a_person, a_resume, vacancies

Open = Callable[..., AppTest]
CV = """Петрова Анна
Москва
Желаемая должность: Python-разработчик
Опыт работы
Январь 2019 — настоящее время
ООО «Ромашка»
Python-разработчик
Навыки
Python, Django, PostgreSQL
""".encode()


@pytest.fixture
def person_id(database: Database) -> UUID:
    return a_person(database)


@pytest.fixture
def resume_id(wire: Callable[..., Any], database: Database, person_id: UUID) -> UUID:
    wire(FakeRecall(vacancies(database, 60)))
    return a_resume(database, person_id)


def press(app: AppTest, start: str, number: int = 0) -> AppTest:
    """Click a button whose key begins like this."""
    found = [one for one in app.button if (one.key or "").startswith(start)]
    assert len(found) > number, start
    found[number].click().run()
    assert not app.exception
    return app


def typed(app: AppTest, kind: str, end: str, value: Any) -> None:
    """Fill the one input of a kind whose key ends like this."""
    [found] = [one for one in getattr(app, kind) if (one.key or "").endswith(end)]
    found.set_value(value)


def upload(app: AppTest, name: str, data: bytes) -> AppTest:
    app.file_uploader(key="resume_file").set_value((name, data, "text/plain")).run()
    return app


def test_an_uploaded_file_is_understood_and_searched_for(
    wire: Callable[..., Any], open_page: Open, database: Database, person_id: UUID
) -> None:
    wire(FakeRecall(vacancies(database, 60)))
    app = upload(open_page("resume"), "cv.txt", CV)
    assert not app.exception
    assert [title.value for title in app.title] == ["Matches"]
    found = service.active(database, person_id)
    assert found is not None
    assert "Python" in found[1].skill_names


def test_a_bad_file_is_one_sentence_that_stays(
    wire: Callable[..., Any], open_page: Open, database: Database, person_id: UUID
) -> None:
    wire()
    app = upload(open_page("resume"), "cv.txt", b"1 2 3")
    assert not app.exception
    assert len(app.error) == 1
    assert len(app.run().error) == 1
    assert service.listing(database, person_id) == []


def test_a_bug_in_a_reading_is_raised(
    wire: Callable[..., Any], open_page: Open, monkeypatch: pytest.MonkeyPatch, person_id: UUID
) -> None:
    wire()
    monkeypatch.setattr(parsing, "read_document", lambda *given, **named: 1 / 0)
    app = upload(open_page("resume"), "cv.txt", CV)
    assert [one.message for one in app.exception] == ["division by zero"]


def test_stages_of_a_reading_are_kept_for_the_page() -> None:
    job = reading_job.Job("cv.pdf", new=True)
    assert not job.ended
    job.tell("reading", 2, 5)
    assert (job.stage, job.done, job.pages) == ("reading", 2, 5)


def test_a_value_is_corrected_marked_and_taken_back(
    open_page: Open, database: Database, person_id: UUID, resume_id: UUID
) -> None:
    app = press(open_page("resume"), "edit-city")
    typed(app, "text_input", "-value", "Казань")
    press(app, "save-city")
    assert service.profile_of(database, person_id, resume_id).city == "Казань"
    assert "corrected by you" in texts(app)
    assert "in the résumé: Москва" in texts(app)
    assert not [one for one in app.button if (one.key or "").startswith("save-")]
    press(app, "undo-city")
    assert service.profile_of(database, person_id, resume_id).city == "Москва"
    assert "corrected by you" not in texts(app)


def test_pay_and_level_are_corrected(
    open_page: Open, database: Database, person_id: UUID, resume_id: UUID
) -> None:
    app = press(open_page("resume"), "edit-salary")
    typed(app, "number_input", "-value", 300_000)
    typed(app, "selectbox", "-currency", "USD")
    press(app, "save-salary")
    press(app, "edit-seniority")
    typed(app, "selectbox", "-value", "lead")
    press(app, "save-seniority")
    profile = service.profile_of(database, person_id, resume_id)
    assert profile.salary is not None
    assert (profile.salary.amount, profile.salary.currency) == (Decimal(300_000), "USD")
    assert profile.seniority == "lead"


def test_a_changed_profile_is_searched_for(open_page: Open, resume_id: UUID) -> None:
    app = press(open_page("resume"), "edit-role")
    typed(app, "text_input", "-value", "Go-разработчик")
    press(app, "save-role")
    press(app, "find")
    assert [title.value for title in app.title] == ["Matches"]
    assert any("Go\\-разработчик" in line.value for line in app.markdown)


def test_a_skill_is_added_corrected_confirmed_and_removed(
    open_page: Open, database: Database, person_id: UUID, resume_id: UUID
) -> None:
    def names() -> list[str]:
        return service.profile_of(database, person_id, resume_id).skill_names

    app = press(open_page("resume"), "add-skills")
    typed(app, "selectbox", "-value", "Kubernetes")
    press(app, "save-skills")
    assert names() == ["Python", "PostgreSQL", "Kubernetes"]

    app.button_group(key=f"skills-{resume_id}").set_value("postgresql").run()
    press(app, "edit-skills")
    typed(app, "selectbox", "-value", "MySQL")
    press(app, "save-skills")
    assert names() == ["Python", "MySQL", "Kubernetes"]
    press(app, "undo-skills")
    assert names() == ["Python", "PostgreSQL", "Kubernetes"]
    press(app, "confirm-skills")
    assert "✓ confirmed" in texts(app)
    press(app, "remove-skills")
    assert names() == ["Python", "Kubernetes"]
    assert "1 entry taken out" in texts(app)
    press(app, "back-0")
    assert names() == ["Python", "PostgreSQL", "Kubernetes"]


def test_a_position_with_a_wrong_month_keeps_the_form_open(
    open_page: Open, database: Database, person_id: UUID, resume_id: UUID
) -> None:
    app = press(open_page("resume"), "add-positions")
    typed(app, "text_input", "-title", "Тимлид")
    typed(app, "text_input", "-start", "в марте")
    press(app, "save-positions")
    assert [one.value for one in app.toast] == ["Write a month like 03.2020, or a year like 2020."]
    typed(app, "text_input", "-start", "3.2022")
    press(app, "save-positions")
    positions = service.profile_of(database, person_id, resume_id).positions
    assert ("Тимлид", "2022-03") in [(one.title, one.start) for one in positions]


def test_a_section_is_confirmed_at_once(
    open_page: Open, database: Database, person_id: UUID, resume_id: UUID
) -> None:
    press(open_page("resume"), "all-role")
    told = service.review_of(database, person_id, resume_id).provenance
    assert {told[path].origin for path in ("role", "seniority", "city", "salary", "domains.0")} == {
        "confirmed"
    }
    assert told["skills.0"].origin == "extracted"


def test_every_value_is_told_line_by_line(open_page: Open, resume_id: UUID) -> None:
    [frame] = [one.value for one in open_page("resume").dataframe]
    rows = {row["field"]: row for row in frame.to_dict("records")}
    assert rows["Role"]["line"] == "Python-разработчик, *senior*"
    assert rows["Role"]["line_number"] == 1
    assert "Employer" not in rows


def test_a_doubtful_spelling_is_asked_once(
    wire: Callable[..., Any], open_page: Open, database: Database, person_id: UUID
) -> None:
    line = SourceLine(number=7, text="Пишу на Postgress")
    profile = Profile(
        role="Разработчик", skills=[Skill(name="Postgress", evidence=line.text)], lines={"skills.0": line}
    )
    wire()
    resume_id = a_resume(database, person_id, profile=profile.model_dump(mode="json"))
    app = open_page("resume", "ru")
    assert "«Postgress»: это PostgreSQL?" in texts(app) or "«Postgress» — это PostgreSQL?" in texts(app)
    assert "строка 7: Пишу на Postgress" in texts(app)
    press(app, "alias-yes-0")
    assert service.profile_of(database, person_id, resume_id).skill_names == ["PostgreSQL"]
    assert not [one for one in app.button if (one.key or "").startswith("alias-yes")]
    press(app, "alias-back-0")
    assert aliases.answers(database, person_id) == []


def test_what_is_hostile_is_only_text(
    wire: Callable[..., Any], open_page: Open, database: Database, person_id: UUID
) -> None:
    bad = "<img src=x onerror=alert(1)>"
    profile = Profile(role=bad, skills=[Skill(name=bad)], positions=[Position(title=bad)], links=[bad])
    wire()
    a_resume(database, person_id, profile=profile.model_dump(mode="json"), title=bad)
    app = open_page("resume")
    assert not app.exception
    assert bad not in "".join(str(one.proto) for one in app.get("html"))


def test_an_empty_profile_can_be_filled_in(
    wire: Callable[..., Any], open_page: Open, database: Database, person_id: UUID
) -> None:
    wire()
    resume_id = a_resume(database, person_id, profile=Profile().model_dump(mode="json"))
    app = open_page("resume")
    assert "Nothing was found in this résumé." in [one.value for one in app.info]
    press(app, "edit-role")
    typed(app, "text_input", "-value", "Повар")
    press(app, "save-role")
    assert service.profile_of(database, person_id, resume_id).role == "Повар"


def test_a_failed_change_is_told_and_the_page_stays(
    open_page: Open, resume_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(*given: object) -> None:
        raise DatabaseUnavailable("The database does not answer.")

    monkeypatch.setattr(service, "confirm", dead)
    app = press(open_page("resume"), "confirm-city")
    assert [one.value for one in app.toast] == [
        "The database does not answer. The page will work again when it is back."
    ]
    assert "✓ confirmed" not in texts(app)


def test_several_resumes_with_names_and_reasons(
    open_page: Open, database: Database, person_id: UUID, resume_id: UUID
) -> None:
    other = a_resume(
        database, person_id, active=False, status="failed", reason="parsing_interrupted",
        file_name="old.txt", file_bytes=CV, profile=None,
    )  # fmt: skip
    app = open_page("resume")
    assert "Reading this résumé was interrupted. Read it again." in texts(app)
    press(app, f"rename-{resume_id}")
    app.text_input(key=f"title-{resume_id}").set_value("Для банков")
    press(app, f"save-title-{resume_id}")
    assert "**Для банков**" in texts(app)
    press(app, f"again-{other}")
    assert {one.status for one in service.listing(database, person_id)} == {"parsed"}
    press(app, f"use-{other}")
    found = service.active(database, person_id)
    assert found is not None
    assert found[0].id == other


def test_a_deleted_resume_is_gone(
    open_page: Open, database: Database, person_id: UUID, resume_id: UUID
) -> None:
    open_page("matches")
    app = press(open_page("resume"), f"delete-{resume_id}")
    assert service.listing(database, person_id) == []
    assert app.info
    again = open_page("matches")
    assert not again.exception
    assert "no résumé yet" in again.info[0].value
