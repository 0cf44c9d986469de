"""Whatever a board makes of its records, a posting or PayloadChanged comes of them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import PayloadChanged
from data.sources.base import Posting
from tests.data.sources.examples import CASES, source_of

LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
    | st.sampled_from(["", "0", "<p>", "&lt;p&gt;", "\x00", "\ud800", "9" * 5000, "2026-13-40", "1e999"])
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FOLDERS = sorted({case.parent for case in CASES})


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to every value inside `value`."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(one for key, inner in steps for one in places(inner, (*path, key)))]


def changed(record: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    record = copy.copy(record)
    record[path[0]] = changed(record[path[0]], path[1:], new)
    return record


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_changed_record_is_a_posting_or_said_to_be_none(folder: Path, data: st.DataObject) -> None:
    case = data.draw(st.sampled_from([one for one in CASES if one.parent == folder]))
    record = json.loads(case.read_text())
    for _ in range(data.draw(st.integers(1, 3))):
        record = changed(record, data.draw(st.sampled_from(places(record)[1:])), data.draw(VALUES))
    source = source_of(case)
    for payload in source.read_line(record):
        assert all(isinstance(name, str) for name in source.unknown_keys(payload))
        try:
            posting = source.parse(payload)
        except PayloadChanged:
            continue
        assert isinstance(posting, Posting)
        assert posting.external_id
        assert posting.title.strip()
        assert posting.url is None or posting.url.lower().startswith(("https://", "http://"))
        assert posting.pay is None or posting.pay.low != 0 != posting.pay.high
