"""What doctor says about the programs that read scans and old Word files."""

from pathlib import Path

import pytest

from app.stack import doctor


def program(folder: Path, name: str, says: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{says}\n")
    (folder / name).chmod(0o755)


def findings() -> dict[str, doctor.Finding]:
    return {finding.part: finding for finding in doctor._programs()}


def test_missing_programs_are_named_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = findings()
    assert found["scans"].level == "WARN"
    assert "tesseract-ocr-rus" in found["scans"].todo
    assert found["old .doc"].level == "WARN"
    assert "catdoc" in found["old .doc"].todo


@pytest.mark.parametrize(
    ("languages", "level", "todo"),
    [("echo eng; echo osd", "WARN", "apt-get install tesseract-ocr-rus"), ("echo rus; echo eng", "OK", "")],
)
def test_tesseract_needs_both_languages(languages, level, todo, tmp_path, monkeypatch):
    program(tmp_path, "tesseract", languages)
    program(tmp_path, "catdoc", "")
    monkeypatch.setenv("PATH", str(tmp_path))
    found = findings()
    assert (found["scans"].level, found["scans"].todo) == (level, todo)
    assert found["old .doc"].level == "OK"
