"""The history of a posting holds what its board changed, once, and nothing else."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, insert, select, update

from data.db import Database
from data.errors import NotFound
from data.models import PostingEvent, Vacancy
from data.repositories import freshness, personal, posting_events, posting_snapshots, searches, vacancies
from data.repositories.freshness import Look, VacancyRef
from data.repositories.searches import MatchRow
from data.sources.base import Liveness
from tests.app.matching.builders import a_person
from tests.data import kept_searches
from tests.data.rows import PUBLISHED, a_row

NOW = datetime.now(UTC)


def put(database: Database, **fields: Any) -> int:
    """One state of the posting; every call with other fields is another payload."""
    given = {"content_hash": repr(fields), "payload_sha": repr(fields), "run_id": "r"} | fields
    with database.transaction() as session:
        vacancies.upsert(session, [a_row("1", **given)])
        return session.scalars(select(Vacancy.id)).one()


def kinds(database: Database, vacancy_id: int) -> list[str]:
    with database.transaction() as session:
        return [event.kind for event in posting_events.of(session, vacancy_id)]


def last(database: Database, vacancy_id: int) -> posting_events.Event:
    with database.transaction() as session:
        return posting_events.of(session, vacancy_id)[-1]


def test_each_change_is_kept_with_what_it_was_and_what_it_became(database: Database) -> None:
    put(database)
    pay = {"salary_from": Decimal("90000.00"), "salary_currency": "RUB", "salary_gross": True}
    one = put(database, **pay)
    event = last(database, one)
    assert (event.kind, event.before, event.after) == (
        "pay_changed", {}, {"from": "90000", "currency": "RUB", "gross": True}
    )  # fmt: skip
    put(database, **pay, title="Шеф-повар")
    assert last(database, one).before == {"title": "Повар горячего цеха"}
    put(database, **pay, title="Шеф-повар", city="Уфа", cities=("Уфа",))
    assert last(database, one).after == {"cities": ["Уфа"]}
    put(
        database,
        **pay,
        title="Шеф-повар",
        city="Уфа",
        cities=("Уфа",),
        body="Готовить много.\n\n- Опыт от года",
    )
    assert last(database, one).after == {"added": 2, "removed": 1}
    later = PUBLISHED + timedelta(days=7)
    put(
        database, **pay, title="Шеф-повар", city="Уфа", cities=("Уфа",),
        body="Готовить много.\n\n- Опыт от года", published_at=later,
    )  # fmt: skip
    assert last(database, one).after == {"published_at": later.isoformat()}
    assert kinds(database, one) == [
        "first_seen", "pay_changed", "title_changed", "place_changed", "text_changed", "reposted",
    ]  # fmt: skip


def test_the_same_read_again_and_our_own_changes_are_no_events(database: Database) -> None:
    one = put(database)
    put(database)
    put(database, body="  Готовить.\n\n\n- Опыт  от года ")  # other spaces
    put(database, salary_currency="RUB", payload_sha="p")  # a currency without a sum
    put(database, title="Повар (горячий цех)", payload_sha="p")  # the same payload, normalised differently
    assert kinds(database, one) == ["first_seen"]


def test_a_cut_text_that_becomes_whole_is_not_a_change_of_text(database: Database) -> None:
    one = put(database, complete=False, body="Готовить…")
    put(database, complete=True, body="Готовить.\n\n- Опыт от года")
    assert kinds(database, one) == ["first_seen"]


def test_closing_and_opening_again_from_board_and_from_a_look(database: Database) -> None:
    one = put(database)
    put(database, status="archived", archived_at=NOW)
    put(database)
    assert last(database, one).after == {"reason": "board", "published_at": PUBLISHED.isoformat()}
    look = Look(VacancyRef(one, "demo", "1"), Liveness("archived", 404, "not_found"), 3)
    with database.transaction() as session:
        freshness.record(session, [look, look], trigger="read")
        freshness.record(session, [look], trigger="sweep")
    assert kinds(database, one) == ["first_seen", "closed", "reopened", "closed"]
    assert last(database, one).after == {"reason": "not_found"}


def test_a_batch_that_is_rolled_back_leaves_no_history(database: Database) -> None:
    one = put(database)
    with suppress(ZeroDivisionError), database.transaction() as session:
        vacancies.upsert(session, [a_row("1", content_hash="b", payload_sha="b", title="Пекарь")])
        raise ZeroDivisionError
    assert kinds(database, one) == ["first_seen"]


def test_the_text_as_it_was_on_a_day(database: Database) -> None:
    one = put(database, body="первый")
    put(database, body="второй")
    put(database, body="третий")
    with database.transaction() as session:
        session.execute(update(Vacancy).values(first_seen_at=NOW - timedelta(days=9)))
        changed = select(PostingEvent.id).where(PostingEvent.kind == "text_changed").order_by(PostingEvent.id)
        for number, days in zip(session.scalars(changed).all(), (6, 3), strict=True):
            when = NOW - timedelta(days=days)
            session.execute(update(PostingEvent).where(PostingEvent.id == number).values(at=when))

        def text(days: int) -> str | None:
            return posting_events.text_at(session, one, NOW - timedelta(days=days))

        assert [text(days) for days in (20, 8, 5, 1)] == [None, "первый", "второй", "третий"]


def test_a_board_that_flickers_does_not_fill_the_disk(database: Database) -> None:
    one = put(database)
    with database.transaction() as session:
        session.execute(
            insert(PostingEvent),
            [
                {"vacancy_id": one, "kind": "closed", "at": NOW + timedelta(minutes=number)}
                for number in range(12)
            ],
        )
        assert posting_events.trim(session, keep=5) == 7
        assert posting_events.trim(session, keep=5) == 0
        kept = session.scalars(select(PostingEvent.at).where(PostingEvent.kind == "closed"))
        assert sorted(kept) == [NOW + timedelta(minutes=number) for number in range(7, 12)]
        assert session.scalar(select(func.count()).select_from(PostingEvent)) == 6


def test_a_snapshot_stays_as_it_was_and_belongs_to_one_person(database: Database) -> None:
    anna, boris = a_person(database, "anna"), a_person(database, "boris")
    one = put(database, body="как было")
    card = {"title": "Повар горячего цеха"}
    with database.transaction() as session:
        kept_searches.save(
            session, anna, searches.Ended(uuid4(), None, "instant", NOW, NOW),
            summary={}, profile_hash="p", scoring_version="v",
            matches=[MatchRow(one, 1, 0.5, {}, "match", [], [], card)],
        )  # fmt: skip
        assert posting_snapshots.keep(session, anna, one).body == "как было"
        with pytest.raises(NotFound):
            posting_snapshots.keep(session, boris, one)
        assert posting_snapshots.get(session, boris, one) is None
    put(database, body="как стало")
    with database.transaction() as session:
        kept = posting_snapshots.keep(session, anna, one)
        assert (kept.body, kept.card) == ("как было", card)
        assert personal.counts(session, anna)["posting_snapshots"] == 1
        session.execute(delete(Vacancy))
        session.expire_all()
        assert [row["body"] for row in personal.rows(session, anna, "posting_snapshots")] == ["как было"]
        assert personal.delete_all(session, anna)["posting_snapshots"] == 1
