"""What `podbor doctor` says of the sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import bootstrap
from app.commands import doctor
from app.config import Settings
from tests.app.sources.fakes import KINDS


def test_every_source_has_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "KINDS", KINDS)
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nname = "acme"\nkind = "greenhouse"\ntoken = "acme"\n'
        '[[source]]\nname = "typo"\nkind = "greenhose"\ntoken = "x"\n'
        '[[source]]\nname = "remotive"\nenabled = false\n'
    )
    settings = Settings(home=tmp_path, contact="me@example.org", hh_token=None, superjob_key=None)
    found = {one.part: one for one in doctor.sources(settings)}
    assert {name: one.level for name, one in found.items()} == {
        "demo": "OK", "hh": "WARN", "superjob": "WARN", "remotive": "OK", "acme": "OK", "typo": "FAIL",
        "added": "OK",
    }  # fmt: skip
    assert found["acme"].text == "greenhouse at greenhouse.example.com"
    assert "PODBOR_SUPERJOB_KEY" in found["superjob"].text
    assert found["typo"].text == (
        "there is no kind of board 'greenhose'; did you mean 'greenhouse'? (line 5)"
    )
    assert "sources.toml" in found["typo"].todo


def test_the_archive_is_tried(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert doctor.archive(settings).text.endswith("made by the first run")
    (tmp_path / "archive").mkdir()
    assert doctor.archive(settings).level == "OK"
    assert not list((tmp_path / "archive").rglob("*.zst"))
    (tmp_path / "archive" / "00").rmdir()
    (tmp_path / "archive" / "00").write_text("")
    broken = doctor.archive(settings)
    assert (broken.level, broken.part) == ("FAIL", "archive")
    away = Settings(
        home=tmp_path, archive_url="s3://bucket/prefix", archive_endpoint="http://127.0.0.1:9",
        archive_access_key="not-to-be-told", archive_secret_key="not-to-be-told",
    )  # fmt: skip
    found = doctor.archive(away)
    assert found.level == "FAIL"
    assert "not-to-be-told" not in found.text + found.todo
