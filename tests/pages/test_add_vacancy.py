"""A vacancy by link or text on the page of sources."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from app import bootstrap
from app.ingestion.importing import Importer
from data.archive import Archive
from data.db import Database
from data.models import Vacancy
from data.sources.added import AddedSource
from tests.pages.conftest import texts

TEXT = "Повар горячего цеха\nКомпания: Столовая\n\n" + "Готовить завтраки и обеды; опыт от года. " * 5


@pytest.fixture
def page(
    wire: Callable[..., Any], open_page: Callable[..., AppTest], database: Database, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AppTest:  # fmt: skip
    wire()
    importer = Importer(database, Archive(tmp_path / "archive"), AddedSource(None), {})
    monkeypatch.setattr(bootstrap, "importer", lambda wired: importer)
    return open_page("sources", "ru")


def submit(app: AppTest, given: str) -> AppTest:
    app.text_area(key="add_vacancy_given").set_value(given)
    next(one for one in app.button if one.label == "Добавить").click()
    return app.run()


def test_a_pasted_text_is_added_and_told(page: AppTest, database: Database) -> None:
    app = submit(page, TEXT)
    assert not app.exception
    assert "Повар горячего цеха" in app.success[0].value
    with database.transaction() as session:
        assert [row.title for row in session.scalars(select(Vacancy))] == ["Повар горячего цеха"]


def test_what_cannot_be_added_is_told_in_words(page: AppTest, database: Database) -> None:
    refused = {
        "https://hh.ru/vacancy/5": "токен",
        "https://example.org/x": "не входит в число",
        "Повар": "короткий",
    }
    for given, told in refused.items():
        app = submit(page, given)
        assert not app.exception
        assert told in texts(app)
    with database.transaction() as session:
        assert list(session.scalars(select(Vacancy))) == []
