"""What is shown, as a spreadsheet: texts stay texts."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import polars as pl
import pytest

from components.exports import csv_bytes, xlsx_bytes

HOSTILE = ("=1+1", "+7 900", "-2", "@SUM(A1)", '=HYPERLINK("http://x.invalid","x")', " =cmd|' /C calc'!A0",
           "https://x.invalid", "\x00\x1bbell", "12345678901234567890", "x" * 40_000)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula_a_link_or_a_number(text: str) -> None:
    packed = xlsx_bytes(pl.DataFrame({"title": [text], "score": [0.5]}))
    with zipfile.ZipFile(BytesIO(packed)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        shared = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert re.search(r'<c r="A2"[^>]* t="s">', sheet)
    assert len(re.findall("<si>", shared)) == 3
    assert '<c r="B2"><v>0.5</v></c>' in sheet


def test_every_kind_of_column_has_a_cell() -> None:
    frame = pl.DataFrame(
        {"at": [datetime(2026, 11, 21, 9, 30, tzinfo=UTC), None], "yes": [True, None], "n": [3, None]}
    )
    with zipfile.ZipFile(BytesIO(xlsx_bytes(frame))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert len(re.findall(r'<c r="[ABC]2"', sheet)) == 3
    assert not re.findall(r'<c r="[ABC]3"', sheet)


@pytest.mark.parametrize("text", ["=1+1", "+7 900", "-2", "@SUM(A1)", "  =1"])
def test_csv_keeps_the_same_texts_from_running(text: str) -> None:
    assert f"'{text}" in csv_bytes(pl.DataFrame({"title": [text]})).decode()
