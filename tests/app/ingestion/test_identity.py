from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

import pytest
from sqlalchemy import select

from app.ingestion import identity
from app.ingestion.identity_traits import VERSION
from data.db import Database
from data.errors import InvalidInput, NotFound
from data.models import JobMerge, Vacancy
from data.repositories import job_subjects, jobs, vacancies
from tests.data.rows import a_row

TEXT = (
    "Обязанности: вести учёт товара на складе, принимать поставки, проверять накладные, собирать заказы для "
    "магазинов, следить за сроками годности и порядком в ячейках, проводить ревизии вместе с "
    "бухгалтерией. Требования: внимательность, опыт работы с терминалом сбора данных, готовность к сменному "
    "графику, умение договариваться с водителями. Условия: оформление по договору, форма, развозка до дома."
)
OTHER = (
    "Мы ищем человека, который возьмёт на себя витрину: выкладку, ценники, остатки, разговор с покупателями "
    "и кассу в конце дня. Нужны аккуратность, вежливость и медицинская книжка. Взамен даём обучение, "
    "стабильный график, скидку на всё в магазине и понятный рост до администратора. Смены по двенадцать "
    "часов, обед за наш счёт, выплаты дважды в месяц без задержек, отпуск по графику, помощь с проездом."
)


def put(database: Database, *rows: dict[str, Any], own_board: bool = False) -> None:
    sources = defaultdict(list)
    for row in rows:
        sources[row["source"]].append(row)
    for source, some in sources.items():
        with database.transaction() as session:
            vacancies.upsert(session, some)
            identity.assign(session, source, [row["external_id"] for row in some], own_board=own_board)


def advert(external_id: str, **fields: Any) -> dict[str, Any]:
    given = {"title": "Кладовщик", "employer": "ООО Ромашка", "body": TEXT, "content_hash": external_id}
    return a_row(external_id, **(given | fields))


def partition(database: Database) -> set[frozenset[tuple[str, str]]]:
    found = defaultdict(set)
    with database.transaction() as session:
        rows = session.execute(select(Vacancy.job_id, Vacancy.source, Vacancy.external_id))
        for job, source, external_id in rows:
            assert job is not None
            found[job].add((source, external_id))
    return {frozenset(names) for names in found.values()}


def ids(database: Database) -> dict[str, int]:
    with database.transaction() as session:
        return dict(session.execute(select(Vacancy.external_id, Vacancy.id)).all())


def homes(database: Database) -> dict[str, int]:
    with database.transaction() as session:
        return dict(session.execute(select(Vacancy.external_id, Vacancy.job_id)).all())  # type: ignore[arg-type]


def one_job(*names: str) -> frozenset[tuple[str, str]]:
    return frozenset(("demo", name) for name in names)


def test_one_advert_in_several_cities_is_one_job(database: Database) -> None:
    put(
        database,
        advert("1", city="Казань", cities=("Казань",)),
        advert("2", city="Пермь", cities=("Пермь",), employer='"Ромашка"'),
        advert("3", city="Пермь", cities=("Пермь",), title="Старший кладовщик"),
        advert("4", city="Пермь", cities=("Пермь",), body=OTHER),
    )
    assert partition(database) == {one_job("1", "2"), one_job("3"), one_job("4")}


def test_again_changes_nothing(database: Database) -> None:
    rows = [advert("1"), advert("2", city="Пермь"), advert("3", body=OTHER)]
    put(database, *rows)
    before = homes(database)
    put(database, *rows)
    assert homes(database) == before
    with database.transaction() as session:
        assert job_subjects.unplaced(session, "demo", ["1", "2", "3"], VERSION) == []
        assert len(session.scalars(select(JobMerge)).all()) == 1


def test_a_renumbered_job_keeps_its_id(database: Database) -> None:
    put(database, advert("11", source="gh", board_group="7", body="", employer="Acme"))
    first = homes(database)["11"]
    put(
        database,
        advert("12", source="gh", board_group="7", body="", employer="Acme", city="Минск"),
        advert("13", source="gh", board_group="7", body="", employer="Acme", title="Курьер"),
        advert("14", source="other", board_group="7", body="", employer="Acme"),
    )
    now = homes(database)
    assert now["12"] == first, "the same job under a new number"
    assert len({first, now["13"], now["14"]}) == 3, "one group of a board may hold several roles"


def test_the_same_address_on_two_boards(database: Database) -> None:
    link = "https://acme.invalid/jobs/1234?utm_source=x"
    put(database, advert("a", source="acme", url="https://www.acme.invalid/jobs/1234/", body=""))
    put(
        database,
        advert("b", source="feed", url="https://feed.invalid/9001", links=(link,), body="", employer=None),
    )
    put(database, advert("c", source="feed", url=None, links=("https://acme.invalid/jobs",), body=""))
    found = homes(database)
    assert found["a"] == found["b"] != found["c"]


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_arrival_does_not_matter(database: Database, seed: int) -> None:
    rows = [
        advert("1", city="Казань"), advert("2", city="Пермь"),
        advert("3", city="Омск", experience="noExperience"),
        advert("4", experience=None), advert("5", body=OTHER), advert("6", body=OTHER + " Ждём вас!"),
        advert("7", title="Кладовщик-комплектовщик"), advert("8", title="Младший кладовщик"),
        advert("9", title="Кладовщик (Казань)", city="Казань"),
    ]  # fmt: skip
    random.Random(seed).shuffle(rows)
    cut = 1 + seed * 2
    put(database, *rows[:cut])
    put(database, *rows[cut:])
    with database.transaction() as session:
        assert not job_subjects.unplaced_after(session, 0, VERSION, limit=10)
    assert one_job("5", "6") in partition(database)
    assert one_job("8") in partition(database)
    assert one_job("1", "2", "4", "9") in partition(database)


def test_a_bridge_puts_two_jobs_together_and_the_older_stays(database: Database) -> None:
    one = "У нас есть столовая и спортивный зал. " + TEXT
    other = "Иногородним мы поможем снять комнату рядом. " + TEXT
    put(database, advert("1", body=one, salary_rub_from=None, salary_rub_to=None), advert("2", body=other))
    assert len(set(homes(database).values())) == 2
    put(database, advert("3"))
    found = homes(database)
    assert set(found.values()) == {found["1"]}


def test_a_vague_advert_does_not_bridge_two_that_differ(database: Database) -> None:
    put(
        database,
        advert("1", body=TEXT + " Смены по 8 часов."),
        advert("2", body=TEXT + " Смены по 12 часов."),
    )
    put(database, advert("3"))
    found = homes(database)
    assert found["1"] != found["2"]
    assert found["3"] in (found["1"], found["2"])


def test_a_split_is_remembered(database: Database) -> None:
    put(database, advert("1"), advert("2"), advert("3"))
    numbers = ids(database)
    old, new = identity.split(database, numbers["2"], by="anna")
    assert homes(database) == {"1": old, "2": new, "3": old}
    put(database, advert("4"), advert("2", content_hash="changed"))
    found = homes(database)
    assert [found["1"], found["3"], found["2"]] == [old, old, new]
    assert found["4"] in (old, new)
    with database.transaction() as session:
        undone = [line for line in jobs.history(session, old) if line.undone_at]
        assert {line.undone_by for line in undone} == {"anna"}
    with pytest.raises(NotFound):
        identity.split(database, 10**9, by="anna")


def test_a_lone_posting_cannot_be_split(database: Database) -> None:
    put(database, advert("1"))
    with pytest.raises(InvalidInput):
        identity.split(database, ids(database)["1"], by="anna")


def test_joined_by_hand_even_after_a_split(database: Database) -> None:
    put(database, advert("1"), advert("2"), advert("3", body=OTHER))
    numbers = ids(database)
    identity.split(database, numbers["2"], by="anna")
    kept = identity.join(database, numbers["2"], numbers["1"], by="anna")
    assert identity.join(database, numbers["3"], numbers["1"], by="anna") == kept
    assert set(homes(database).values()) == {kept}
    with database.transaction() as session:
        assert [line.rule for line in jobs.history(session, kept)][-1] == "operator"
    with pytest.raises(InvalidInput):
        identity.join(database, numbers["3"], numbers["1"], by="anna")


def test_rows_from_before_are_placed_later(database: Database) -> None:
    with database.transaction() as session:
        vacancies.upsert(session, [advert(str(number)) for number in range(5)])
    told = identity.place_missing(database)
    assert (told.looked_at, told.jobs, told.joined) == (5, 1, 4)
    assert partition(database) == {one_job("0", "1", "2", "3", "4")}
    assert identity.place_missing(database).looked_at == 0
