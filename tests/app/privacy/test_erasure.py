"""Delete my data: nothing of the person is left anywhere, everything of others stays."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from sqlalchemy import insert, select

from app.bootstrap import build
from app.config import Settings
from app.matching.titles import title_words
from app.privacy.erasure import delete_everything
from app.privacy.memories import forget_texts
from app.resumes import service
from app.resumes.extractors import Extracted, Rules
from app.search.embedding import CachedEmbedder
from app.stack.postgres import BINARIES, EmbeddedPostgres
from app.taxonomy.words import stem
from data import migrations
from data.db import Database, Session
from data.errors import NotFound
from data.models import Base, Erasure, Extraction, SearchJob
from data.repositories import people, personal
from tests.app.privacy.planting import plant
from tests.app.resumes.making import RUSSIAN
from tests.conftest import free_port

MARKER = "Жемчужников-7f3a9"


@pytest.fixture(scope="module")
def url(postgres: EmbeddedPostgres) -> str:
    """A database of its own, to be dumped."""
    postgres.ensure_database("erasure")
    migrations.upgrade(postgres.url("erasure"))
    return postgres.url("erasure")


@pytest.fixture
def real(url: str) -> Iterator[Database]:
    database = Database.from_url(url)
    yield database
    with database.transaction() as session:
        for name in (*personal.tables(), "extraction_cache", "erasures", "vacancies"):
            session.execute(Base.metadata.tables[name].delete())
    database.bind.engine.dispose()


def dump(url: str) -> str:
    """Every row of every table as text."""
    command = [BINARIES / "pg_dump", "--data-only", "--no-owner", url]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def everything(session: Session, person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    return {name: list(personal.rows(session, person_id, name)) for name in personal.readable()}


def test_every_table_that_leads_to_a_person_says_whose_its_rows_are() -> None:
    leading = {"people"}
    for table in Base.metadata.sorted_tables:  # parents first
        if {key.column.table.name for key in table.foreign_keys} & leading:
            leading.add(table.name)
    assert leading == set(personal.tables())
    assert {table.name for table in Base.metadata.tables.values() if "person_id" in table.c} <= leading


def test_every_personal_table_is_emptied_of_one_person_only(database: Database) -> None:
    with database.transaction() as session:
        ada, eve = plant(session, "ada"), plant(session, "eve")
        before = everything(session, eve)
    assert all(rows for rows in before.values())
    receipt = delete_everything(database, ada)
    assert receipt.rows == dict.fromkeys([*personal.tables(), "extraction_cache"], 1)
    assert receipt.total == len(receipt.rows)
    with database.transaction() as session:
        session.expire_all()
        assert not any(everything(session, ada).values())
        assert everything(session, eve) == before


def test_nothing_of_the_person_is_left_in_the_database_or_the_data_folder(
    real: Database, url: str, tmp_path: Path
) -> None:
    with real.transaction() as session:
        person = plant(session, MARKER)
    text = RUSSIAN.replace("Калинина", MARKER).encode()
    with real.transaction() as session:  # the planted one was active
        session.execute(Base.metadata.tables["resumes"].update().values(active=False))
    made = service.upload(real, person, f"{MARKER}.txt", text)
    service.correct(real, person, made, "city", MARKER)
    service.add(real, person, made, "skills", {"name": MARKER})
    before = dump(url)
    assert before.count(MARKER) > 20
    assert MARKER.encode().hex() in before

    settings = Settings(
        home=tmp_path, database_url=url, chroma_port=free_port(), chroma_url=None, openai_api_key=None
    )
    container = build(settings)
    receipt = delete_everything(container.database, person, memories=container.memories)
    container.database.bind.engine.dispose()
    after = dump(url)
    assert (MARKER in after, MARKER.encode().hex() in after, str(person) in after) == (False, False, False)
    assert MARKER.lower() not in after.lower()
    assert receipt.rows["resumes"] == 2
    assert receipt.rows["extraction_cache"] == 2
    assert set(receipt.memories) == set(container.memories)
    assert receipt.memories["texts"] > 0
    for file in tmp_path.rglob("*"):
        assert MARKER not in file.name
        assert not file.is_file() or MARKER.encode() not in file.read_bytes()


def test_the_receipt_is_kept_without_the_person(real: Database) -> None:
    with real.transaction() as session:
        person = plant(session, MARKER)
    receipt = delete_everything(real, person, memories={"vectors": lambda: 3})
    with real.transaction() as session:
        kept = session.scalars(select(Erasure)).one()
    assert (kept.id, kept.rows, kept.memories) == (receipt.id, receipt.rows, {"vectors": 3})
    assert kept.erased_at == receipt.erased_at
    assert set(Erasure.__table__.c.keys()) == {"id", "erased_at", "rows", "memories"}


def test_somebody_who_is_not_there(database: Database) -> None:
    with pytest.raises(NotFound):
        delete_everything(database, uuid4())
    with database.transaction() as session:
        assert session.scalars(select(Erasure)).all() == []


def test_after_it_nothing_can_be_kept_for_the_person(database: Database) -> None:
    with database.transaction() as session:
        person = people.ensure(session, "ada").id
    delete_everything(database, person)
    with pytest.raises(NotFound):
        service.upload(database, person, "a.txt", RUSSIAN.encode())
    assert service.listing(database, person) == []
    with pytest.raises(NotFound), database.transaction() as session:  # a search that was under way
        session.execute(insert(SearchJob).values(id=uuid4(), person_id=person, status="completed"))


def test_what_is_being_written_meanwhile_goes_too(real: Database) -> None:
    with real.transaction() as session:
        person = people.ensure(session, "ada").id
    written, finish = threading.Event(), threading.Event()

    def write() -> None:
        with real.transaction() as session:
            session.execute(insert(SearchJob).values(id=uuid4(), person_id=person, status="running"))
            written.set()
            finish.wait(10)

    writer = threading.Thread(target=write)
    writer.start()
    assert written.wait(10)
    receipts: list[dict[str, int]] = []
    eraser = threading.Thread(target=lambda: receipts.append(delete_everything(real, person).rows))
    eraser.start()
    time.sleep(0.1)
    finish.set()
    writer.join(10)
    eraser.join(10)
    assert receipts[0]["searches"] == 1


def test_an_upload_under_way_leaves_nothing(real: Database, url: str) -> None:
    with real.transaction() as session:
        person = people.ensure(session, "ada").id

    class Erasing(Rules):
        def extract(self, person_id: UUID, text: str) -> Extracted:
            delete_everything(real, person_id)
            return super().extract(person_id, text)

    with pytest.raises(NotFound):
        service.upload(
            real, person, "a.txt", RUSSIAN.replace("Калинина", MARKER).encode(), extractor=Erasing()
        )
    assert MARKER.lower() not in dump(url).lower()


def test_a_reading_stays_for_another_person_with_the_same_text(database: Database) -> None:
    with database.transaction() as session:
        ada, eve = people.ensure(session, "ada").id, people.ensure(session, "eve").id
    for person in (ada, eve):
        service.upload(database, person, "a.txt", RUSSIAN.encode())
    assert delete_everything(database, ada).rows["extraction_cache"] == 0
    with database.transaction() as session:
        assert len(session.scalars(select(Extraction)).all()) == 1
    assert delete_everything(database, eve).rows["extraction_cache"] == 1


def test_two_people_with_the_same_text_go_at_once(real: Database) -> None:
    with real.transaction() as session:
        both = [people.ensure(session, name).id for name in ("ada", "eve")]
    for person in both:
        service.upload(real, person, "a.txt", RUSSIAN.encode())
    barrier = threading.Barrier(2)

    def erase(person: UUID) -> None:
        barrier.wait(10)
        delete_everything(real, person)

    threads = [threading.Thread(target=erase, args=(person,)) for person in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with real.transaction() as session:
        assert session.scalars(select(Extraction)).all() == []


class _Embedder:
    name, dimension = "fake", 2

    def encode(self, texts: Any) -> Any:
        return np.ones((len(texts), 2), dtype=np.float32)


def test_processes_forget() -> None:
    embedder = CachedEmbedder(_Embedder())
    embedder.encode([MARKER, "повар"])
    assert (embedder.forget(), embedder.forget()) == (2, 0)
    title_words(MARKER)
    assert title_words.cache_info().currsize > 0
    assert forget_texts() > 0
    assert (title_words.cache_info().currsize, stem.cache_info().currsize) == (0, 0)
