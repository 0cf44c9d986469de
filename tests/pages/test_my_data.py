"""My data: what is kept, all of it as a ZIP, all of it removed with a receipt."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from app.privacy.export import export_everything
from app.resumes import service
from components import data_kept
from data.db import Database
from data.errors import InvalidInput
from data.models import Person
from data.repositories import personal
from tests.pages.conftest import texts
from tests.pages.fakes import FakeRecall, a_person, a_resume, vacancies

Open = Callable[..., AppTest]


@pytest.fixture
def person_id(wire: Callable[..., Any], database: Database) -> UUID:
    wire(FakeRecall(vacancies(database, 60)))
    return a_person(database)


def test_nothing_kept_is_said(open_page: Open, person_id: UUID) -> None:
    app = open_page("my_data")
    assert "Nothing yet." in app.info[0].value
    assert "There is nothing to delete." in texts(app)
    assert not [one for one in app.button if one.key == "erase_all"]


def test_what_is_kept_is_counted_for_one_person_only(
    open_page: Open, database: Database, person_id: UUID
) -> None:
    a_resume(database, person_id)
    with database.transaction() as session:
        other = Person(handle="other")
        session.add(other)
        session.flush()
        other_id = other.id
    a_resume(database, other_id)
    a_resume(database, other_id, active=False)
    [frame] = [one.value for one in open_page("my_data", "ru").dataframe]
    assert {row["what"]: row["rows"] for row in frame.to_dict("records")} == {
        "Сама запись о вас": 1, "Резюме с файлами и исправлениями": 1,
    }  # fmt: skip


def test_the_export_is_offered(open_page: Open, database: Database, person_id: UUID) -> None:
    a_resume(database, person_id)
    app = open_page("my_data")
    app.button(key="export").click().run()
    assert not app.exception
    assert "Download my data" in [one.proto.label for one in app.get("download_button")]
    names = zipfile.ZipFile(io.BytesIO(export_everything(database, person_id))).namelist()
    assert "files/01 cv.txt" in names


def test_an_export_that_is_too_big_is_one_sentence(
    open_page: Open, database: Database, person_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_resume(database, person_id)

    def too_big(*given: object) -> bytes:
        raise InvalidInput("There is too much for one download.", code="export_too_big")

    monkeypatch.setattr(data_kept, "export_everything", too_big)
    app = open_page("my_data")
    app.button(key="export").click().run()
    assert "podbor person export" in app.error[0].value


@pytest.mark.parametrize(("language", "word"), [("en", "delete"), ("ru", " Удалить ")])
def test_everything_goes_after_the_typed_word_with_a_receipt(
    open_page: Open, database: Database, person_id: UUID, language: str, word: str
) -> None:
    a_resume(database, person_id)
    app = open_page("my_data", language)
    app.button(key="erase_all").click().run()
    assert len(app.toast) == 1
    assert len(service.listing(database, person_id)) == 1

    app.text_input(key="erase_word").set_value(word)
    app.button(key="erase_all").click().run()
    assert not app.exception
    assert app.success
    receipt = app.session_state["erasure_receipt"]
    assert receipt.rows["resumes"] == 1
    assert receipt.memories == {"texts": 3}
    assert str(receipt.id) in texts(app)
    assert app.info, "the empty state"
    with database.transaction() as session:
        assert personal.counts(session, person_id) == dict.fromkeys(personal.readable(), 0)
    app.switch_page("../pages/resume.py").run()
    assert not app.exception
    assert not app.error


def test_a_failed_erasure_removes_nothing_and_says_so(
    open_page: Open, database: Database, person_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_resume(database, person_id)

    def dead(*given: object) -> None:
        raise InvalidInput("no")

    monkeypatch.setattr(personal, "record", dead)
    app = open_page("my_data")
    app.text_input(key="erase_word").set_value("DELETE")
    app.button(key="erase_all").click().run()
    assert len(app.toast) == 1
    assert not app.success
    assert len(service.listing(database, person_id)) == 1
