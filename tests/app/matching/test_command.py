"""What `podbor match` prints: documented JSON, CSV that no spreadsheet executes, a table nobody steers."""

from __future__ import annotations

import argparse
import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.commands import match
from app.matching.service import MatchingService
from data.errors import InvalidInput
from tests.app.matching.builders import FixedRecall, Hit, a_person, a_profile, a_vacancy, store


@pytest.fixture
def result(database):
    ids = store(database, a_vacancy(1, title="=HYPERLINK(1)", employer="\t+7", city="@Казань\x1b[2J"))
    service = MatchingService(database, FixedRecall([Hit(one) for one in ids]))
    return service.find(a_person(database, "anna"), None, a_profile())


def test_json_has_the_documented_fields(result):
    printed = json.loads(match.render(result, "json"))
    assert list(printed) == ["request_id", "timings_ms", "matches"]
    [one] = printed["matches"]
    assert list(one) == [
        "vacancy_id", "title", "employer", "city", "url", "source", "score", "parts", "track", "requirements",
        "checked_at", "cities", "links",
    ]  # fmt: skip
    assert list(one["requirements"][0]) == ["text", "verdict", "evidence"]
    assert sum(one["parts"].values()) == pytest.approx(one["score"], abs=1e-9)


def test_csv_cells_are_never_formulas(result):
    [row] = csv.DictReader(io.StringIO(match.render(result, "csv")))
    assert row["title"] == "'=HYPERLINK(1)"
    assert row["employer"] == "'\t+7"
    assert row["city"].startswith("'@")
    assert [match.safe_cell(text) for text in ("-1", " =1", "a=1", None)] == ["'-1", "' =1", "a=1", ""]


def test_the_table_holds_no_control_characters(result):
    printed = match.render(replace(result, timings_ms={"total": 1.0}), "table")
    assert all(character.isprintable() or character == "\n" for character in printed)
    assert "=HYPERLINK(1)" in printed


def test_bad_input_is_one_sentence(tmp_path):
    for top, file in ((0, tmp_path / "r.txt"), (5, Path("/nowhere/at/all.txt")), (5, tmp_path)):
        with pytest.raises(InvalidInput):
            match.run(argparse.Namespace(resume_file=file, top=top, format="json"))
