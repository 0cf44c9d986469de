"""Wishes, saved searches, exemptions and waivers in Postgres: replaced, bounded, and nobody else's."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from app.preferences import service
from app.preferences.waivers import digest, key_of
from app.preferences.wishes import NONE, Wishes
from app.privacy.erasure import delete_everything, kept
from app.privacy.export import export_everything
from data.errors import InvalidInput, NotFound
from data.repositories import preferences
from tests.app.matching.builders import a_person, a_vacancy, store


@pytest.fixture
def anna(database):
    return a_person(database, "anna")


@pytest.fixture
def boris(database):
    return a_person(database, "boris")


def everything_of(database, person, vacancy):
    """One row of each kind."""
    service.save(database, person, Wishes(roles=("Повар",), days=7))
    service.exempt(database, person, vacancy)
    service.waive(database, person, vacancy, "Знание Kafka")
    return service.save_search(database, person, "Повар рядом", Wishes(text="повар"))


def test_people_do_not_see_or_change_each_other(database, anna, boris):
    [vacancy] = store(database, a_vacancy(1))
    number = everything_of(database, anna, vacancy)
    assert service.wishes_of(database, boris) == NONE
    assert service.saved_searches(database, boris) == []
    assert not service.unexempt(database, boris, vacancy)
    assert not service.unwaive(database, boris, vacancy, "Знание Kafka")
    service.forget_exemptions(database, boris)
    assert (service.exempted(database, anna), service.exempted(database, boris)) == (1, 0)
    assert not service.delete_search(database, boris, number)
    service.forget(database, boris)
    with database.transaction() as session:
        empty = preferences.standing(session, boris)
        assert (empty.wishes, empty.exempt, empty.waived) == (None, frozenset(), frozenset())
        assert preferences.count_waived(session, boris, vacancy) == 0
    for act in (
        lambda session: preferences.saved_one(session, boris, number),
        lambda session: preferences.rename_search(session, boris, number, "Моё"),
        lambda session: preferences.looked(session, boris, number, datetime.now(UTC)),
        lambda session: service.standing(session, boris, number),
    ):
        with pytest.raises(NotFound), database.transaction() as session:
            act(session)
    service.save(database, boris, Wishes(roles=("Слесарь",)))
    with database.transaction() as session:
        standing = service.standing(session, anna)
    assert standing.wishes == Wishes(roles=("Повар",), days=7)
    assert standing.exempt == {vacancy}
    assert standing.waived == {vacancy: frozenset({key_of("Знание Kafka")})}
    assert [one.name for one in service.saved_searches(database, anna)] == ["Повар рядом"]


def test_all_of_it_is_exported_and_erased(database, anna, boris):
    [vacancy] = store(database, a_vacancy(1))
    for person in (anna, boris):
        everything_of(database, person, vacancy)
    tables = {"preferences", "saved_searches", "filter_exemptions", "requirement_waivers"}
    with zipfile.ZipFile(BytesIO(export_everything(database, anna))) as archive:
        exported = {name: json.loads(archive.read(f"tables/{name}.json")) for name in tables}
    assert {name: len(rows) for name, rows in exported.items()} == dict.fromkeys(tables, 1)
    assert exported["preferences"][0]["wishes"]["roles"] == ["Повар"]
    assert exported["requirement_waivers"][0]["vacancy_title"] == "Python-разработчик"
    gone = delete_everything(database, anna).rows
    assert {name: gone[name] for name in tables} == dict.fromkeys(tables, 1)
    assert {name: kept(database, boris)[name] for name in tables} == dict.fromkeys(tables, 1)


def test_wishes_are_replaced_and_a_rule_is_switched_by_itself(database, anna):
    service.save(database, anna, Wishes(roles=("Повар",)))
    service.save(database, anna, Wishes(areas=("88",)))
    assert service.switch_rule(database, anna, "city", on=True).holds("city")
    service.switch_rule(database, anna, "seen", on=False)
    wishes = service.wishes_of(database, anna)
    assert (wishes.roles, wishes.areas) == (None, ("88",))
    assert wishes.holds("city")
    assert not wishes.holds("seen")
    with pytest.raises(InvalidInput):
        service.switch_rule(database, anna, "weather", on=True)
    with pytest.raises(InvalidInput):
        service.save(database, anna, Wishes(roles=("менеджер",)))
    assert service.wishes_of(database, anna) == wishes


def test_new_answers_take_older_wishes_of_the_same_away(database, anna):
    service.save(database, anna, Wishes(roles=("Повар",), areas=("88",), employers=("Ромашка",)))
    service.answered(database, anna, remote_only=True)
    wishes = service.wishes_of(database, anna)
    assert (wishes.roles, wishes.areas, wishes.employers) == (None, None, ("Ромашка",))
    assert wishes.holds("remote")
    service.answered(database, anna, remote_only=False)
    assert not service.wishes_of(database, anna).holds("remote")


def test_saved_searches_have_one_name_each(database, anna):
    first = service.save_search(database, anna, "  Повар \n рядом ", Wishes(text="повар"))
    again = service.save_search(database, anna, "Повар рядом", Wishes(text="повар", days=3))
    assert again == first
    other = service.save_search(database, anna, "Слесарь", Wishes(text="слесарь"))
    with pytest.raises(InvalidInput) as taken:
        service.rename_search(database, anna, other, "повар рядом")
    assert taken.value.code == "name_taken"
    service.rename_search(database, anna, other, "Слесарь в Казани")
    with pytest.raises(InvalidInput) as nameless:
        service.rename_search(database, anna, other, " \n ")
    assert nameless.value.code == "name_missing"
    assert [(one.name, one.wishes.days) for one in service.saved_searches(database, anna)] == [
        ("Повар рядом", 3),
        ("Слесарь в Казани", None),
    ]
    assert service.delete_search(database, anna, other)
    assert not service.delete_search(database, anna, other)


def test_there_is_room_for_so_many_and_no_more(database, anna, monkeypatch):
    monkeypatch.setattr(service, "MAX_SAVED", 2)
    monkeypatch.setattr(service, "MOST_WAIVED", 2)
    [vacancy] = store(database, a_vacancy(1))
    for name in ("а", "б", "б"):
        service.save_search(database, anna, name, NONE)
    with pytest.raises(InvalidInput) as full:
        service.save_search(database, anna, "в", NONE)
    assert full.value.code == "too_many_saved"
    for text in ("один", "два"):
        service.waive(database, anna, vacancy, text)
    with pytest.raises(InvalidInput) as enough:
        service.waive(database, anna, vacancy, "три")
    assert enough.value.code == "too_many_waivers"


def test_a_vacancy_that_is_not_there_cannot_be_exempted_or_waived(database, anna):
    with pytest.raises(NotFound):
        service.exempt(database, anna, 10**12)
    with pytest.raises(NotFound):
        service.waive(database, anna, 10**12, "Знание Kafka")


def test_a_requirement_is_known_by_its_words():
    assert key_of("Знание  Kafka;") == key_of("знание kafka") != key_of("знание redis")
    assert digest([]) == ""
    assert digest(["b", "a"]) == digest(["a", "b", "a"]) != digest(["a"])


def test_the_pool_tells_which_titles_and_employers_return(database):
    store(
        database,
        *(a_vacancy(number, title="Повар", employer="Кафе") for number in range(3)),
        *(a_vacancy(number, title="ПОВАР" if number == 3 else "Слесарь") for number in range(3, 6)),
        a_vacancy(7, title="Единственный в своём роде"),
        a_vacancy(8, title="Слесарь", status="archived"),
    )
    with database.transaction() as session:
        assert preferences.frequent_titles(session) == [("Повар", 4), ("Слесарь", 2)]
        assert preferences.frequent_employers(session)[0] == "Кафе"


def test_newcomers_are_counted_from_a_moment(database):
    now = datetime.now(UTC)
    ids = store(
        database,
        a_vacancy(1, first_seen_at=now - timedelta(days=2)),
        a_vacancy(2, first_seen_at=now),
    )
    with database.transaction() as session:
        assert preferences.first_seen_since(session, ids, now - timedelta(days=1)) == 1
        assert preferences.first_seen_since(session, [], now) == 0


def test_a_saved_search_is_changed_as_a_whole_or_not_at_all(database, anna, monkeypatch):
    number = service.save_search(database, anna, "Слесарь", Wishes(text="слесарь"))

    def breaks(*given: object) -> None:
        raise NotFound("It went away.")

    monkeypatch.setattr(service.preferences, "change_search", breaks)
    with pytest.raises(NotFound):
        service.change_search(database, anna, number, "Сварщик", Wishes(text="сварщик"))
    [kept] = service.saved_searches(database, anna)
    assert (kept.name, kept.wishes.text) == ("Слесарь", "слесарь")
