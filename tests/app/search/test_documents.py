"""What of a vacancy becomes tokens."""

from __future__ import annotations

import pytest

from app.search.documents import Indexable, lexical_document
from app.search.plan import make_plan
from app.search.words import lexical_queries
from app.taxonomy.words import stem


def terms(*titles: str) -> set[str]:
    return {term for one in lexical_queries(make_plan(titles))["roles"] for term in one.terms}


@pytest.mark.parametrize(
    ("vacancy", "russian_finds"),
    [
        (Indexable(1, "Повар", role_ids=("94",)), True),
        (Indexable(2, "Повар"), True),
        (Indexable(3, "Cook", role_ids=("94",)), False),
        (Indexable(4, "Cook", role_ids=("94",), roles_stated=True), True),
    ],
)
def test_a_role_read_off_an_english_title_counts_for_english_questions_alone(
    vacancy: Indexable, russian_finds: bool
) -> None:
    held = set(lexical_document(vacancy).roles)
    assert held
    assert bool(held & terms("Повар")) is russian_finds
    assert held & terms("Cook")


def test_what_an_occupation_usually_does_counts_half() -> None:
    plan = make_plan(["Пекарь"], ["Тесто"], usual=["замес теста", "выпечка хлеба"])
    (body,) = lexical_queries(plan)["body"]
    worth = {word: body.terms[stem(word)] for word in ("пекарь", "теста", "замес", "хлеба")}
    assert worth == {"пекарь": 1.0, "теста": 1.0, "замес": 0.5, "хлеба": 0.5}
