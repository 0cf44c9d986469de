"""Uploading, parsing, correcting and activating on a real Postgres."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import Engine, delete

from app.accounts.service import local_person
from app.resumes import extractors, service
from data.db import Database
from data.errors import InvalidInput, NotFound, UnreadableDocument
from data.models.person import Person
from data.repositories import people, resumes
from tests.app.resumes.making import ENGLISH, RUSSIAN, docx


@pytest.fixture
def person(database: Database) -> UUID:
    return local_person(database).id


def test_upload_parses_and_activates(database: Database, person: UUID) -> None:
    resume_id = service.upload(database, person, "../../Мой файл.txt", RUSSIAN.encode())
    found = service.active(database, person)
    assert found is not None
    resume, profile = found
    assert (resume.id, resume.status, resume.reason, resume.active) == (resume_id, "parsed", None, True)
    assert resume.file_name == "Мой файл.txt"
    assert resume.parsed_at is not None
    assert profile.name == "Калинина Вера Андреевна"


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n" + b"x" * 50, b"%PDF-1.4 broken and useless", b"12345"]
)
def test_bad_input_stores_nothing(database: Database, person: UUID, data: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        service.upload(database, person, "cv.pdf", data)
    assert service.listing(database, person) == []
    assert service.active(database, person) is None


def test_same_file_again_is_the_same_resume_activated(database: Database, person: UUID) -> None:
    first = service.upload(database, person, "a.txt", RUSSIAN.encode())
    second = service.upload(database, person, "b.md", ENGLISH.encode())
    assert service.active(database, person)[0].id == second  # type: ignore[index]
    assert service.upload(database, person, "renamed.txt", RUSSIAN.encode()) == first
    assert service.active(database, person)[0].id == first  # type: ignore[index]
    assert len(service.listing(database, person)) == 2


def test_an_older_reading_of_the_same_file_is_renewed(database: Database, person: UUID) -> None:
    resume_id = service.upload(database, person, "a.txt", RUSSIAN.encode())
    service.correct(database, person, resume_id, "city", "Псков")
    with database.transaction() as session:
        kept = resumes.get(session, person, resume_id)
        kept.extractor_version, kept.profile, kept.status = "0", {}, "parsing"  # of an older, killed process
    assert service.upload(database, person, "a.txt", RUSSIAN.encode()) == resume_id
    found = service.active(database, person)
    assert found is not None
    assert (found[0].status, found[1].name, found[1].city) == ("parsed", "Калинина Вера Андреевна", "Псков")


def test_what_the_parser_stumbles_over_is_listed_with_its_reason(
    database: Database, person: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(text: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(extractors, "parse_resume", stumble)
    with pytest.raises(ZeroDivisionError):
        service.upload(database, person, "a.txt", RUSSIAN.encode())
    assert [(row.status, row.reason) for row in service.listing(database, person)] == [
        ("failed", "reading_failed")
    ]
    assert service.active(database, person) is None


def test_corrections_survive_parsing_again(database: Database, person: UUID) -> None:
    resume_id = service.upload(database, person, "a.txt", RUSSIAN.encode())
    corrected = service.correct(database, person, resume_id, "role", "Python-разработчик")
    assert (corrected.role, corrected.role_ids[0]) == ("Python-разработчик", "96")
    service.correct(database, person, resume_id, "skills", [{"name": "Excel", "evidence": ""}])
    again = service.parse(database, person, resume_id)
    assert (again.role, again.skill_names, again.city) == ("Python-разработчик", ["Excel"], "Тверь")
    assert service.profile_of(database, person, resume_id) == again


@pytest.mark.parametrize(
    ("field", "value"),
    [("lines", {}), ("nonsense", 1), ("emails", "no list"), ("salary", "много"), ("role", "я" * 60_000)],
)
def test_wrong_corrections_are_refused(database: Database, person: UUID, field: str, value: object) -> None:
    resume_id = service.upload(database, person, "a.txt", RUSSIAN.encode())
    with pytest.raises(InvalidInput):
        service.correct(database, person, resume_id, field, value)


def test_failing_to_parse_again_says_why(database: Database, person: UUID) -> None:
    resume_id = service.upload(database, person, "a.docx", docx(*RUSSIAN.split("\n")))
    with database.transaction() as session:
        resumes.get(session, person, resume_id).file_bytes = b"PK\x03\x04 damaged later"
    with pytest.raises(UnreadableDocument):
        service.parse(database, person, resume_id)
    assert [(row.status, row.reason) for row in service.listing(database, person)] == [
        ("failed", "document_broken")
    ]


def test_nobody_uses_anothers_resume(database: Database, person: UUID) -> None:
    resume_id = service.upload(database, person, "a.txt", RUSSIAN.encode())
    with database.transaction() as session:
        eve = people.ensure(session, "eve").id
    for call in (
        lambda: service.parse(database, eve, resume_id),
        lambda: service.activate(database, eve, resume_id),
        lambda: service.correct(database, eve, resume_id, "city", "x"),
        lambda: service.profile_of(database, eve, resume_id),
        lambda: service.delete(database, eve, resume_id),
    ):
        with pytest.raises(NotFound):
            call()
    assert service.active(database, eve) is None


def test_activating_at_once_leaves_one_active(engine: Engine) -> None:
    shared = Database(engine)  # real transactions side by side, cleaned up below
    with shared.transaction() as session:
        person = people.ensure(session, "racer").id
    try:
        with shared.transaction() as session:
            ids = [
                resumes.add(
                    session, person, file_name="a", media_type="t", file_sha256=str(n), file_bytes=b"x"
                ).id
                for n in range(4)
            ]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda resume_id: service.activate(shared, person, resume_id), ids * 3))
        assert sum(row.active for row in service.listing(shared, person)) == 1
    finally:
        with shared.transaction() as session:
            session.execute(delete(Person).where(Person.id == person))
