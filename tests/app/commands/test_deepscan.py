"""The command's own part: whose profile, and what is printed."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.commands import deepscan
from app.matching.types import SearchResult
from app.segments.key import segment_of
from app.segments.queries import discovery_queries
from app.warmup.deepscan import Scan
from data.errors import InvalidInput


def options(**given: Any) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    deepscan.configure(parser)
    named = parser.parse_args([])
    return argparse.Namespace(**(vars(named) | given))


def test_a_role_with_skills_stands_for_a_resume() -> None:
    profile, text = deepscan.profile_of(options(role="Senior Go developer", skill=["golang", "kafka"]))
    assert (profile.seniority, profile.role_ids[0], text) == ("senior", "96", "")
    assert discovery_queries(profile, segment_of(profile))[0] == "go developer"


def test_a_file_is_read_as_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "cv.txt"
    file.write_text(
        "Мария Иванова\nЖелаемая должность: Бухгалтер\nОпыт работы\n2019–2024 Бухгалтер, ООО Ромашка\n"
    )
    profile, text = deepscan.profile_of(options(resume_file=file))
    assert "Ромашка" in text
    queries = discovery_queries(profile, segment_of(profile))
    assert "Бухгалтер" in queries
    assert not any("Мария" in one or "Ромашка" in one for one in queries)


@pytest.mark.parametrize("given", [{}, {"role": "Повар", "resume_file": Path("cv.txt")}])
def test_one_of_both_is_needed(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        deepscan.profile_of(options(**given))


def test_nothing_to_ask_for_is_refused_before_anything_starts() -> None:
    with pytest.raises(InvalidInput, match="nothing to ask"):
        deepscan.run(options(role="Иван Петров"))
    with pytest.raises(InvalidInput):
        deepscan.run(options(role="Повар", top=0))


def test_partial_is_told_in_both_forms() -> None:
    scan = Scan(("повар",), ("demo",), 0, 3, 2, ("r1",), {"scan": "time_is_up"}, True, 150.0)
    result = SearchResult(
        UUID(int=1), datetime.now(UTC), {"total": 12.0}, (), ("Повар",), 10, 0, 0, 0,
        outcome=("prefetch_empty", "partial"),
    )  # fmt: skip
    told = json.loads(deepscan.render(scan, result, "json"))
    assert told["partial"] is True
    assert told["outcome"] == ["prefetch_empty", "partial"]
    assert told["scan"]["faults"] == {"scan": "time_is_up"}
    assert told["matches"] == []
    assert "150 s (partial)" in deepscan.render(scan, result, "table")
