"""What placing postings keeps in memory does not grow with their number."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import delete, event, select, update

from app.ingestion import identity_titles, identity_traits
from app.ingestion.identity_traits import VERSION
from app.taxonomy import words
from data.db import Database, Session
from data.models import JobTraits, Vacancy
from data.repositories import job_subjects
from data.repositories.job_subjects import Subject
from tests.app.ingestion.test_identity import OTHER, TEXT, advert, ids, one_job, partition, put


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


def forget_texts(database: Database) -> None:
    """What is read of a text from now on is not what was placed."""
    with database.transaction() as session:
        session.execute(update(Vacancy).values(body="другое"))


def test_a_text_is_read_once_for_its_traits(database: Database) -> None:
    put(database, advert("1"), advert("2", body=OTHER))
    forget_texts(database)
    put(database, advert("3"), advert("4", body=OTHER))
    assert partition(database) == {one_job("1", "3"), one_job("2", "4")}


def test_only_texts_that_are_nearly_alike_are_read_again(database: Database) -> None:
    near = f"{TEXT} Ждём вас!"
    put(database, advert("1"), advert("2", body=OTHER, city="Пермь"), advert("3", body=near, city="Омск"))
    reads: list[set[int]] = []
    subjects = job_subjects.subjects

    def noting(session: Session, vacancy_ids: Sequence[int], **rest: Any) -> Iterator[Subject]:
        reads.append(set(vacancy_ids))
        return subjects(session, vacancy_ids, **rest)

    numbers = ids(database)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(job_subjects, "subjects", noting)
        put(database, advert("4", body=f"{TEXT} Приходите!", city="Уфа"))
    assert one_job("1", "3", "4") in partition(database)
    assert [one for one in reads if one] == [{numbers["1"], numbers["3"]}]


def test_traits_that_are_not_kept_are_made_again(database: Database) -> None:
    put(database, advert("1"), advert("2", body=OTHER))
    with database.transaction() as session:
        session.execute(delete(JobTraits))
    put(database, advert("3"))
    assert one_job("1", "3") in partition(database)
    forget_texts(database)
    put(database, advert("4"))
    assert one_job("1", "3", "4") in partition(database)


def test_traits_of_rules_of_before_do_not_count(database: Database) -> None:
    put(database, advert("1"))
    with database.transaction() as session:
        numbers = list(session.scalars(select(Vacancy.id)))
        assert [one.id for one in job_subjects.kept(session, numbers, VERSION)] == numbers
        assert job_subjects.kept(session, numbers, VERSION + 1) == []
        session.execute(update(Vacancy).values(content_hash="changed"))
        assert job_subjects.kept(session, numbers, VERSION) == []


@pytest.mark.parametrize("count", [1, 3, 250])
def test_a_sketch_never_says_less_than_the_words(count: int) -> None:
    chosen = random.Random(count)
    words = [f"слово{number}" for number in range(60)]
    for _ in range(50):
        one, other = (
            identity_traits.traits_of(
                ("demo", "1"), title="", employer="", body=" ".join(chosen.choices(words, k=40) * count)
            )
            for _ in range(2)
        )
        common = (Counter(one.words) & Counter(other.words)).total()
        assert one.most_in_common(other) >= 2 * common / (one.count + other.count)


def test_texts_are_read_in_portions(database: Database) -> None:
    put(database, *(advert(str(number)) for number in range(7)))
    with database.transaction() as session:
        ids = list(session.scalars(select(Vacancy.id).order_by(Vacancy.id)))
        assert [one.id for one in job_subjects.subjects(session, ids, portion=3)] == ids


@pytest.mark.parametrize(
    ("kept", "most"), [(words.stem, 50_000), (identity_titles.split_title, 2_000)], ids=["stems", "titles"]
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
