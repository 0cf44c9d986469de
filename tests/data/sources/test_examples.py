"""Golden payloads: what each shape of the board's records becomes. Delete an expected file to rewrite it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.errors import PayloadChanged
from data.sources.hh import HhSource
from tests.data.sources.examples import CASES, source_of

HH = HhSource("hh", "https://board.invalid", token=None, user_agent=None)


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_parse(case: Path) -> None:
    source = source_of(case)
    (payload,) = source.read_line(json.loads(case.read_text()))
    parsed = source.parse(payload)
    expected = case.with_suffix(".expected.json")
    if not expected.exists():
        expected.write_text(parsed.model_dump_json(indent=2, exclude_defaults=True) + "\n")
        pytest.fail(f"Wrote {expected.name}; read it, then run again.")
    assert json.loads(parsed.model_dump_json(exclude_defaults=True)) == json.loads(expected.read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_contact_persons_are_dropped_on_arrival(case: Path) -> None:
    (payload,) = source_of(case).read_line(json.loads(case.read_text()))
    assert "Имярек" not in json.dumps(payload.body, ensure_ascii=False)
    assert "contacts" not in payload.body


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_nobody_described_is_news_and_the_rest_is_not(case: Path) -> None:
    source = source_of(case)
    (payload,) = source.read_line(json.loads(case.read_text()))
    news = {"quantum_flag"} if '"quantum_flag"' in json.dumps(payload.body) else set()
    assert source.unknown_keys(payload) == news


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"name": "Без номера"}, "id_missing"),
        ({"id": "../../etc", "name": "Чужой путь"}, "id_missing"),
        ({"id": "5", "name": None}, "name_missing"),
        ({"id": "5", "name": " \u0000 "}, "name_missing"),
        ({}, "id_missing"),
    ],
)
def test_an_object_that_cannot_be_kept(record: dict[str, object], code: str) -> None:
    (payload,) = HH.read_line(record)
    with pytest.raises(PayloadChanged) as caught:
        HH.parse(payload)
    assert caught.value.code == code


def test_wrappers_and_pages() -> None:
    one = {"id": "1", "name": "Одна"}
    assert [p.external_id for p in HH.read_line({"vacancy": one})] == ["1"]
    assert [p.external_id for p in HH.read_line({"payload": {"body": one}})] == ["1"]
    page = {"items": [one, {"id": "2", "name": "Вторая"}, "odd"], "found": 2}
    assert [(p.external_id, p.kind) for p in HH.read_line(page)] == [("1", "list"), ("2", "list")]


def test_wrappers_without_end_are_one_bad_row() -> None:
    nested: dict[str, object] = {"id": "1", "name": "Одна"}
    for _ in range(900):
        nested = {"payload": nested}
    (payload,) = HH.read_line(nested)
    with pytest.raises(PayloadChanged):
        HH.parse(payload)


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_time_that_cannot_be_read_back_counts_as_absent(year: str) -> None:
    given = {"id": "1", "name": "Одна", "published_at": f"{year}-01-01T00:00:00+0300"}
    (payload,) = HH.read_line(given)
    assert HH.parse(payload).published_at is None
