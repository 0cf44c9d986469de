"""A résumé on its way: pending, parsing, parsed or failed; other extractors; readers that die."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, text

from app.resumes import parsing, service
from app.resumes.extractors import RULES, Extracted
from app.resumes.parser import parse_resume
from app.resumes.profile import Skill
from app.resumes.reading import unreadable
from app.stack.postgres import EmbeddedPostgres
from data.db import Database
from data.errors import NotFound, PodborError
from data.models import Extraction, Person
from data.repositories import extractions, people, resumes
from data.repositories.extractions import Reading
from tests.app.resumes import uploading_process
from tests.app.resumes.making import ENGLISH, RUSSIAN

FILE = RUSSIAN.encode()


@pytest.fixture
def real(postgres: EmbeddedPostgres) -> Iterator[Database]:
    """Not rolled back: other connections and processes must see it."""
    database = Database.from_url(postgres.url())
    yield database
    with database.transaction() as session:
        session.execute(delete(Person).where(Person.handle.like("status%")))
        session.execute(delete(Extraction))
    database.bind.engine.dispose()


@pytest.fixture
def person(real: Database) -> UUID:
    with real.transaction() as session:
        return people.ensure(session, "status").id


class Model:
    """An extractor that stands for a language model."""

    model, prompt_version = "model-1", "prompt-1"

    def __init__(
        self, database: Database, *, version: str = "structured-1", failure: str | None = None
    ) -> None:
        self.version = version
        self.database = database
        self.failure = failure
        self.count = self.open_transactions = 0

    def extract(self, person_id: UUID, written: str) -> Extracted:
        self.count += 1
        with self.database.transaction() as session:
            self.open_transactions += session.scalar(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()"
                )
            )
        if self.failure:
            raise PodborError("No answer.", code=self.failure)
        profile = parse_resume(written).model_copy(update={"seniority": "lead"})
        profile.skills = [*profile.skills, Skill(name=f"Found by {self.version}")]
        return Extracted(profile, frozenset({"seniority", f"skills.{len(profile.skills) - 1}"}))


def states(database: Database, person: UUID) -> list[tuple[str, str | None, bool]]:
    return [(row.status, row.reason, row.active) for row in service.listing(database, person)]


def test_no_transaction_is_open_while_a_file_is_understood(real: Database, person: UUID) -> None:
    model = Model(real)
    service.upload(real, person, "a.txt", FILE, extractor=model)
    assert (model.count, model.open_transactions) == (1, 0)


def test_what_a_model_read_says_so(real: Database, person: UUID) -> None:
    made = service.upload(real, person, "a.txt", FILE, extractor=Model(real))
    found = service.review_of(real, person, made)
    assert found.provenance["seniority"].origin == "model"
    assert found.provenance[f"skills.{len(found.profile.skills) - 1}"].origin == "model"
    row = service.listing(real, person)[0]
    assert (row.extractor_version, row.model, row.prompt_version) == ("structured-1", "model-1", "prompt-1")


def test_without_an_answer_of_the_model_the_rules_do(real: Database, person: UUID) -> None:
    model = Model(real, failure="model_unavailable")
    made = service.upload(real, person, "a.txt", FILE, extractor=model)
    assert states(real, person) == [("parsed", "model_unavailable", True)]
    row = service.listing(real, person)[0]
    assert (row.model, row.extractor_version) == ("", RULES.version)
    assert service.is_outdated(row, model)  # so that it is read by the model next time
    assert service.profile_of(real, person, made).city == "Тверь"


def test_corrections_survive_a_newer_extractor(real: Database, person: UUID) -> None:
    made = service.upload(real, person, "a.txt", FILE)
    service.correct(real, person, made, "city", "Псков")
    service.confirm(real, person, made, "seniority")
    item = service.review_of(real, person, made).provenance["skills.0"].item
    assert item is not None
    service.remove(real, person, made, "skills", item)
    before = service.profile_of(real, person, made)
    newer = Model(real, version="structured-2")
    assert service.upload(real, person, "a.txt", FILE, extractor=newer) == made
    after = service.profile_of(real, person, made)
    assert (after.city, after.seniority) == ("Псков", before.seniority)
    assert after.skill_names == [*before.skill_names, "Found by structured-2"]
    undone = service.undo(real, person, made, "skills")
    assert len(undone.skills) == len(after.skills) + 1
    service.upload(real, person, "a.txt", FILE, extractor=newer)
    assert newer.count == 1


def test_the_same_text_of_two_people_is_understood_once(real: Database, person: UUID) -> None:
    with real.transaction() as session:
        other = people.ensure(session, "status-other").id
    model = Model(real)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda who: service.upload(real, who, "a.txt", FILE, extractor=model), (person, other)))
    assert model.count == 1
    assert states(real, person) == states(real, other) == [("parsed", None, True)]
    service.correct(real, person, service.listing(real, person)[0].id, "city", "Псков")
    found = service.active(real, other)
    assert found is not None
    assert found[1].city == "Тверь"


def test_while_another_process_reads_the_text_it_is_parsing(
    real: Database, person: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    with real.transaction() as session:
        other = people.ensure(session, "status-other").id
    service.upload(real, other, "a.txt", FILE)
    runner = uuid4()
    with real.transaction() as session:
        kept = resumes.of_person(session, other)[0]
        reading = Reading(kept.text_sha256 or "", "structured-1", "model-1", "prompt-1")
        assert extractions.claim(session, other, reading, runner)
    wait = parsing.read_once
    monkeypatch.setattr(parsing, "read_once", lambda *given: wait(*given, wait=0.1))
    model = Model(real)
    made = service.upload(real, person, "a.txt", FILE, extractor=model)
    assert states(real, person) == [("parsing", None, False)]
    assert service.active(real, person) is None
    with real.transaction() as session:
        result = {"profile": parse_resume(RUSSIAN).model_dump(mode="json"), "by_model": []}
        assert extractions.finish(session, reading, runner, result=result)
    found = service.active(real, person)
    assert found is not None
    assert (found[0].id, found[0].model, found[0].status, model.count) == (made, "model-1", "parsed", 0)


def test_a_killed_reader_is_noticed_and_the_file_read_again(
    real: Database, person: UUID, postgres: EmbeddedPostgres
) -> None:
    victim = subprocess.Popen(
        [sys.executable, uploading_process.__file__, postgres.url(), str(person)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert victim.stdout is not None
    assert victim.stdout.readline() == "understanding\n"
    victim.kill()
    victim.wait(20)
    victim.stdout.close()
    assert states(real, person) == [("parsing", None, False)]  # it could be alive
    with real.transaction() as session:
        row = resumes.of_person(session, person)[0]
        row.status_since = datetime.now(UTC) - service.STUCK_AFTER - timedelta(seconds=1)
    assert states(real, person) == [("failed", "parsing_interrupted", False)]
    service.parse(real, person, row.id)
    service.activate(real, person, row.id)
    assert states(real, person) == [("parsed", None, True)]


@pytest.mark.parametrize(("code", "kept"), [("document_timeout", True), ("document_encrypted", False)])
def test_a_file_stays_only_when_reading_was_at_fault(
    database: Database, monkeypatch: pytest.MonkeyPatch, code: str, kept: bool
) -> None:
    with database.transaction() as session:
        person = people.ensure(session, "status").id

    def refuse(data: bytes, file_name: str, on_progress: object) -> str:
        raise unreadable(code)

    monkeypatch.setattr(parsing, "read_document", refuse)
    with pytest.raises(PodborError):
        service.upload(database, person, "a.txt", FILE)
    assert states(database, person) == ([("failed", code, False)] if kept else [])


def test_a_failed_reading_again_keeps_what_was_understood(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        person = people.ensure(session, "status").id
    made = service.upload(database, person, "a.txt", FILE)

    def refuse(data: bytes, file_name: str, on_progress: object) -> str:
        raise unreadable("document_timeout")

    monkeypatch.setattr(parsing, "read_document", refuse)
    with pytest.raises(PodborError):
        service.parse(database, person, made)
    assert states(database, person) == [("failed", "document_timeout", True)]
    assert service.profile_of(database, person, made).city == "Тверь"


def test_the_stages_are_told(database: Database) -> None:
    with database.transaction() as session:
        person = people.ensure(session, "status").id
    told: list[tuple[str, int, int]] = []
    service.upload(database, person, "a.txt", FILE, on_progress=lambda *given: told.append(given))
    assert told == [("reading", 0, 0), ("understanding", 0, 0)]


def test_a_resume_deleted_while_it_is_read_is_gone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        person = people.ensure(session, "status").id

    def read(data: bytes, file_name: str, on_progress: object) -> str:
        service.delete(database, person, service.listing(database, person)[0].id)
        return RUSSIAN

    monkeypatch.setattr(parsing, "read_document", read)
    with pytest.raises(NotFound):
        service.upload(database, person, "a.txt", FILE)
    assert states(database, person) == []


def test_several_resumes_with_names(database: Database) -> None:
    with database.transaction() as session:
        person = people.ensure(session, "status").id
    first = service.upload(database, person, "a.txt", FILE)
    second = service.upload(database, person, "b.md", ENGLISH.encode())
    service.rename(database, person, first, "  Для   банка ")
    assert {row.name for row in service.listing(database, person)} == {"Для банка", "b.md"}
    service.rename(database, person, first, " ")
    assert {row.name for row in service.listing(database, person)} == {"a.txt", "b.md"}
    with pytest.raises(PodborError):
        service.rename(database, person, first, "я" * 121)
    service.delete(database, person, second)  # the active one: the other takes its place
    assert [(row.id, row.active) for row in service.listing(database, person)] == [(first, True)]


def test_answers_are_a_resume_too(database: Database) -> None:
    with database.transaction() as session:
        person = people.ensure(session, "status").id
    profile = parse_resume(RUSSIAN)
    made = service.save_answers(database, person, {"roles": ["Бухгалтер"]}, profile)
    service.correct(database, person, made, "city", "Псков")
    found = service.active(database, person)
    assert found is not None
    assert (found[0].source, found[0].status, found[1].city) == ("answers", "parsed", "Псков")
    assert not service.is_outdated(found[0])
    assert service.parse(database, person, made).city == "Псков"  # answers are as they were given
    again = service.save_answers(database, person, {"roles": ["Повар"]}, profile)
    assert again == made
    assert service.profile_of(database, person, made).city == "Тверь"
    with pytest.raises(PodborError):
        service.save_answers(database, person, {"roles": ["я" * 60_000]}, profile)
