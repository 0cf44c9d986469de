"""Two vacancies side by side: what is marked as better, what is said of requirements, one scale."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from app.matching.types import MatchView, RequirementCheck
from components.compare import side_by_side
from tests.components.test_pieces import NOW, a_match, language

__all__ = ["language"]


def paid(low: int | None, high: int | None, **fields: object) -> MatchView:
    return a_match(
        salary_from=None if low is None else Decimal(low), salary_to=None if high is None else Decimal(high),
        salary_currency="RUB", salary_period="month", **fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "better"),
    [
        ((120_000, 180_000), (150_000, None), 1),  # "from" is no upper end
        ((120_000, 180_000), (None, 220_000), 1),
        ((120_000, 180_000), (130_000, 170_000), None),
        ((120_000, 180_000), (120_000, 180_000), None),
        ((150_000, None), (None, 220_000), None),
        ((150_000, None), (None, None), None),
        ((200_000, 250_000), (120_000, 250_000), 0),
    ],
)
def test_the_better_pay_is_marked_only_where_it_surely_is(
    left: tuple[int | None, int | None], right: tuple[int | None, int | None], better: int | None
) -> None:
    drawn = side_by_side(paid(*left, vacancy_id=1), paid(*right, vacancy_id=2), NOW)
    cells = re.findall(r"<div>(.*?)</div>", drawn)[:6]
    marked = [place % 2 for place, cell in enumerate(cells) if "✓" in cell]
    assert marked == ([] if better is None else [better])


def test_what_is_unclear_is_said_and_parts_have_one_scale(language: str) -> None:
    unclear = RequirementCheck("Опыт с большими данными", "must", "unclear")
    left = a_match(vacancy_id=1, requirements=(unclear,), parts={"title": 0.42, "waived": 0.01}, score=0.43)
    right = a_match(vacancy_id=2, url="javascript:alert(1)", parts={"title": 0.21}, score=0.21)
    drawn = side_by_side(left, right, NOW)
    assert "Опыт с большими данными" in drawn
    assert re.findall(r"width:(\d+)%", drawn)[:2] == ["100", "50"]
    assert "+0<" not in drawn
    assert drawn.count("target=") == 1
    assert "javascript:" not in drawn
