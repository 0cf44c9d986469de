"""`podbor sources`: the list, and closing what a board that is no longer read has left behind."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from app import bootstrap, cli
from app.commands import ingest, sources
from app.config import Settings
from data.db import Database
from data.errors import InvalidInput, NotFound
from data.models import Vacancy
from data.models.posting import PostingEvent
from tests.app.sources.fakes import KINDS
from tests.pages.fakes import vacancies


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nname = "acme"\nkind = "greenhouse"\ntoken = "acme"\n'
        '[[source]]\nname = "off"\nkind = "greenhouse"\ntoken = "off"\nenabled = false\n'
        '[[source]]\nname = "typo"\nkind = "greenhose"\ntoken = "x"\n'
    )
    made = Settings(home=tmp_path, contact="me@example.org", hh_token=None, superjob_key=None)
    monkeypatch.setattr(bootstrap, "KINDS", KINDS)
    monkeypatch.setattr(sources, "settings", lambda: made)
    return made


@pytest.mark.usefixtures("settings")
def test_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sources", "list", "--format", "json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert {name: row["standing"] for name, row in rows.items()} == {
        "demo": "used", "hh": "waiting", "superjob": "waiting", "remotive": "used", "acme": "used",
        "off": "off", "typo": "fault", "added": "used",
    }  # fmt: skip
    assert rows["acme"]["every_minutes"] == 240
    assert rows["typo"]["details"]["nearest"] == "greenhouse"
    assert cli.main(["sources", "list"]) == 0
    assert "did you mean 'greenhouse'?" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "told"),
    [("off", "switched off"), ("typo", "did you mean 'greenhouse'? (line 10)"), 
     ("hh", "PODBOR_HH_TOKEN is missing"),
     ("nobody", "There is no source nobody: demo, hh, superjob")],
)  # fmt: skip
def test_ingest_says_at_once_why_not(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    told: str,
) -> None:
    monkeypatch.setattr(ingest, "settings", lambda: settings)
    monkeypatch.setattr(ingest.session, "needed", None)  # no server is started for it
    assert cli.main(["ingest", name]) == 2
    assert told in capsys.readouterr().err


def test_only_what_nobody_reads_is_closed(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed: list[int] = []
    monkeypatch.setattr("app.search.projection.follow", lambda *parts: followed.append(1))
    wired: Any = SimpleNamespace(database=database, store=None, lexical=None, embedder=None)
    vacancies(database, 3, source="left")
    kept = vacancies(database, 2, source="acme")
    listed = bootstrap.listing(settings)
    for name in ("acme", "hh", "typo"):
        with pytest.raises(InvalidInput, match="still among the sources"):
            sources.demand_unused(listed, name)
    for name in ("off", "left"):
        sources.demand_unused(listed, name)
    assert sources.close(wired, "left") == 3
    assert followed
    with database.transaction() as session:
        still = session.scalars(select(Vacancy.id).where(Vacancy.status == "open").order_by(Vacancy.id))
        assert list(still) == kept
        events = list(session.scalars(select(PostingEvent)))
        assert [one.after for one in events] == [{"reason": "source_withdrawn"}] * 3
    with pytest.raises(NotFound):
        sources.close(wired, "left")
