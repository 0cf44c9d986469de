"""What placing postings keeps in memory does not grow with their number."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, select

from app.ingestion import identity, identity_traits
from app.taxonomy import words
from data.db import Database
from data.models import Vacancy
from data.repositories import jobs
from tests.app.ingestion.test_identity import advert, put


def test_statements_are_the_same_whatever_the_number_of_postings(database: Database) -> None:
    def placed(first: int, last: int) -> set[str]:
        said: set[str] = set()

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if "SAVEPOINT" not in statement:
                said.add(statement)

        event.listen(database.bind, "before_cursor_execute", note)
        try:
            put(database, *(advert(str(number), city=f"Место {number}") for number in range(first, last)))
        finally:
            event.remove(database.bind, "before_cursor_execute", note)
        return said

    placed(0, 3)
    known = placed(3, 9)
    assert len(known) > 5
    assert placed(9, 20) | placed(20, 37) <= known


def test_words_are_kept_once_for_all_postings_that_are_compared(database: Database) -> None:
    put(database, advert("1"), advert("2"))
    spelt: dict[str, str] = {}
    with database.transaction() as session:
        one, other = jobs.subjects(session, session.scalars(select(Vacancy.id)).all())
    first, second = identity.traits_from(one, spelt), identity.traits_from(other, spelt)
    assert first.words == second.words == identity.traits_from(one).words
    assert all(here is there for here, there in zip(first.words, second.words, strict=True))


def test_texts_are_read_in_portions(database: Database) -> None:
    put(database, *(advert(str(number)) for number in range(7)))
    with database.transaction() as session:
        ids = list(session.scalars(select(Vacancy.id).order_by(Vacancy.id)))
        assert [one.id for one in jobs.subjects(session, ids, portion=3)] == ids


@pytest.mark.parametrize(
    ("kept", "most"), [(words.stem, 50_000), (identity_traits._title, 2_000)], ids=["stems", "titles"]
)
def test_what_is_kept_of_words_and_titles_has_a_bound(kept: Any, most: int) -> None:
    assert 0 < kept.cache_info().maxsize <= most


def test_numbers_of_texts_are_no_stems_to_keep() -> None:
    identity_traits.traits_of(("demo", "1"), title="Кладовщик", employer="А", body="Номер", cities=["Пермь"])
    before = words.stem.cache_info().currsize
    numbers = " ".join(str(number) for number in range(70_000, 70_500))
    identity_traits.traits_of(
        ("demo", "1"), title="Кладовщик", employer="А", body=f"Номер {numbers}", cities=["Пермь"]
    )
    assert words.stem.cache_info().currsize == before


def test_words_of_its_own_places_are_left_out_in_any_form_and_script() -> None:
    made = identity_traits.traits_of(
        ("demo", "1"), title="Кладовщик", employer="А", cities=["Нижний Новгород", "Yerevan"],
        body="В Нижнем Новгороде и Yerevan нужны нижние полки, новые люди и 4 года",
    )  # fmt: skip
    assert made.words == ("в", "и", "нужны", "полки", "новые", "люди", "и", "4", "года")
