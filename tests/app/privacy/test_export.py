"""Export my data: every row and file of one person, nothing of anybody else."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from uuid import uuid4

import pytest

from app.accounts.service import local_person
from app.privacy import export
from app.privacy.export import export_everything, write_export
from app.resumes import service
from data.db import Database
from data.errors import InvalidInput, NotFound
from data.repositories import people, personal
from tests.app.privacy.planting import plant
from tests.app.resumes.making import ENGLISH, RUSSIAN


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_table_as_json_and_csv_and_nothing_of_others(database: Database) -> None:
    with database.transaction() as session:
        ada = plant(session, "adalovelace")
        plant(session, "evestranger")
    found = members(export_everything(database, ada))
    for name in personal.readable():
        rows = json.loads(found[f"tables/{name}.json"])
        lines = list(csv.DictReader(io.StringIO(found[f"tables/{name}.csv"].decode("utf-8-sig"))))
        assert (len(rows), len(lines)) == (1, 1), name
        assert set(rows[0]) == set(lines[0])
    assert not any(b"evestranger" in data for data in found.values())
    liked = json.loads(found["tables/feedback.json"])[0]
    assert (liked["vacancy_title"], liked["vacancy_employer"]) == ("Повар горячего цеха", "Пример")
    assert "README.txt" in found


def test_files_as_they_were_uploaded(database: Database) -> None:
    person = local_person(database).id
    service.upload(database, person, "../Моё резюме: 2026?.txt", RUSSIAN.encode())
    made = service.upload(database, person, "..", ENGLISH.encode())
    service.correct(database, person, made, "city", "Paris")
    found = members(export_everything(database, person))
    files = {name[9:]: data for name, data in found.items() if name.startswith("files/")}  # "files/01 "
    assert files == {"Моё резюме_ 2026_.txt": RUSSIAN.encode(), "file": ENGLISH.encode()}
    rows = {row["id"]: row for row in json.loads(found["tables/resumes.json"])}
    assert {row["file"] for row in rows.values()} == {name for name in found if name.startswith("files/")}
    assert found[rows[str(made)]["file"]] == ENGLISH.encode()
    assert rows[str(made)]["corrections"]["fields"]["city"]["value"] == "Paris"
    readings = json.loads(found["tables/extraction_cache.json"])
    assert {one["result"]["profile"]["city"] for one in readings} >= {"Тверь"}


def test_a_spreadsheet_runs_nothing(database: Database) -> None:
    person = local_person(database).id
    made = service.upload(database, person, "a.txt", RUSSIAN.encode())
    service.rename(database, person, made, '=HYPERLINK("http://x.invalid")')
    found = members(export_everything(database, person))
    line = next(csv.DictReader(io.StringIO(found["tables/resumes.csv"].decode("utf-8-sig"))))
    assert line["title"] == '\'=HYPERLINK("http://x.invalid")'
    assert json.loads(found["tables/resumes.json"])[0]["title"].startswith("=")


def test_it_is_bounded(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    person = local_person(database).id
    service.upload(database, person, "a.txt", RUSSIAN.encode())
    target = io.BytesIO()
    write_export(database, person, target, max_files=10)
    found = members(target.getvalue())
    assert not any(name.startswith("files/") for name in found)
    assert "files/01 a.txt" in found["README.txt"].decode()
    monkeypatch.setattr(export, "MAX_EXPORT", 1_000)
    with pytest.raises(InvalidInput) as error:
        export_everything(database, person)
    assert error.value.code == "export_too_big"


def test_somebody_who_is_not_there(database: Database) -> None:
    with pytest.raises(NotFound):
        export_everything(database, uuid4())


def test_somebody_with_nothing(database: Database) -> None:
    with database.transaction() as session:
        person = people.ensure(session, "ada").id
    found = members(export_everything(database, person))
    assert json.loads(found["tables/people.json"])[0]["handle"] == "ada"
    assert json.loads(found["tables/resumes.json"]) == []
