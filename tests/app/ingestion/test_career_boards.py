"""Career boards through a run: what a complete reading closes, and what no fault of the board ever does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import stamina
from sqlalchemy import select

from app.ingestion import service
from app.ingestion.report import RunReport
from data.archive import Archive
from data.db import Database
from data.models import Vacancy
from tests.data.sources.asking import Asked


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


class Company:
    """A company's board at Lever: `ids` are open; `fault` takes the place of the page from `fault_at` on."""

    def __init__(self) -> None:
        self.ids = [f"p-{number}" for number in range(130)]
        self.fault: httpx.Response | None = None
        self.fault_at = 0
        self.changed: dict[str, Any] = {}
        self.board = Asked("lever", self.answer, token="acme")

    def answer(self, request: httpx.Request) -> httpx.Response:
        skip = int(request.url.params["skip"])
        if self.fault is not None and skip >= self.fault_at:
            return self.fault
        rows = [{"id": one, "text": f"Welder {one}", "createdAt": 1790000000000} for one in self.ids]
        return httpx.Response(200, json=[row | self.changed for row in rows][skip : skip + 100])

    def run(self, database: Database, archive: Archive) -> RunReport:
        return service.run(database, archive, self.board.source)


def open_ids(database: Database) -> set[str]:
    with database.transaction() as session:
        statement = select(Vacancy.external_id).where(Vacancy.source == "lever", Vacancy.status == "open")
        return set(session.scalars(statement))


def test_what_the_company_took_down_is_closed_and_no_fault_closes_anything(
    database: Database, tmp_path: Path
) -> None:
    archive, company = Archive(tmp_path), Company()
    assert company.run(database, archive).counts["new"] == 130
    gone = company.ids.pop(7)
    faults = [
        (
            0,
            httpx.Response(404, json={"ok": False, "error": "Document not found"}),
            "refused",
            "board_unknown",
        ),
        (50, httpx.Response(200, text="<html><title>Back soon</title></html>"), "partial", "not_json"),
        (50, httpx.Response(200, json=[]), "partial", "board_moved"),
        (0, httpx.Response(200, json={"jobs": []}), "failed", "not_a_page"),
        (50, httpx.Response(429), "partial", "too_many_requests"),
    ]
    for company.fault_at, company.fault, status, code in faults:
        report = company.run(database, archive)
        assert (report.status, report.error) == (status, code)
        assert len(open_ids(database)) == 130
    company.fault = None
    assert company.run(database, archive).counts["removed"] == 1
    assert open_ids(database) == set(company.ids)
    assert gone not in open_ids(database)


def test_a_changed_format_sets_rows_aside_and_closes_nothing(database: Database, tmp_path: Path) -> None:
    archive, company = Archive(tmp_path), Company()
    company.run(database, archive)
    company.changed = {"categories": "Berlin"}
    report = company.run(database, archive)
    assert report.counts["quarantined"] == 130
    assert report.provenance["quarantine"] == {"categories_changed": 130}
    assert len(open_ids(database)) == 130
