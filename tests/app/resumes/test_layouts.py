"""Résumés of invented people in layouts of many kinds: what the parser finds, field by field."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.resumes.measure import Count, measure

FOLDER = Path(__file__).parent / "layouts"
#: (recall, precision) below which a change has lost something; the layouts are odd on purpose
LEAST = {
    "name": (1.0, 1.0),
    "emails": (1.0, 1.0),
    "phones": (1.0, 1.0),
    "city": (0.95, 0.95),
    "salary": (1.0, 0.8),
    "job dates": (0.98, 0.98),
    "positions": (0.95, 0.95),
    "employers": (0.88, 0.88),
    "education": (0.92, 0.95),
    "languages": (0.95, 0.95),
    "skills": (0.95, 0.85),
    "title": (0.85, 0.8),
    "experience": (0.95, 0.95),
}


@pytest.fixture(scope="module")
def counts() -> dict[str, Count]:
    missed: list[str] = []
    found = measure(FOLDER, report=missed.append)
    print("\n".join(missed))  # noqa: T201 - shown when a field falls short
    return found


@pytest.mark.parametrize("field", sorted(LEAST))
def test_a_field_is_found_in_layouts_of_many_kinds(counts: dict[str, Count], field: str) -> None:
    recall, precision = LEAST[field]
    assert counts[field].recall >= recall
    assert counts[field].precision >= precision
