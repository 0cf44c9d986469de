"""A sign is a fact with its number; an ordinary life gives none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from app.freshness.history import histories
from app.freshness.signals import Sign, signs
from data.db import Database
from data.models import Job, PostingEvent, Vacancy
from data.repositories.posting_events import Event
from tests.app.matching.builders import a_vacancy, store

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def event(kind: str, days: float, **after: Any) -> Event:
    return Event(ago(days), kind, None, after or None)


def test_an_ordinary_posting_gives_none() -> None:
    ordinary = [
        event("first_seen", 40),
        event("reposted", 30),
        event("pay_changed", 12),
        event("reposted", 2),
    ]
    assert signs(ordinary, began=ago(40), now=NOW) == ()
    assert signs([], began=ago(89), now=NOW, expires_at=ago(0.5)) == ()


@pytest.mark.parametrize(
    ("days", "earlier", "found"), [((50, 30, 5), 0, 3), ((50,), 2, 3), ((70, 30, 5), 0, 0)]
)
def test_published_again_and_again(days: tuple[int, ...], earlier: int, found: int) -> None:
    told = signs([event("reposted", one) for one in days], began=ago(80), now=NOW, earlier_postings=earlier)
    assert told == ((Sign("republished", found),) if found else ())


def test_closed_and_opened_again() -> None:
    anew = [event("closed", 20), event("reopened", 10, published_at=ago(10).isoformat(), reason="board")]
    assert signs(anew, began=ago(50), now=NOW) == (Sign("reopened", 1),)
    never_closed = [event("closed", 20), event("reopened", 19, published_at=ago(40).isoformat())]
    audited = [event("closed", 20), event("reopened", 19, reason="audit", published_at=ago(5).isoformat())]
    assert signs([*never_closed, *audited], began=ago(50), now=NOW) == ()


def test_open_for_long_without_a_change_of_text() -> None:
    assert signs([event("pay_changed", 3)], began=ago(120), now=NOW) == (Sign("open_long", 120),)
    assert signs([event("text_changed", 100)], began=ago(120), now=NOW) == ()
    assert signs([], began=ago(120), now=NOW, is_open=False) == ()


def test_its_last_day_has_passed() -> None:
    assert signs([], began=ago(20), now=NOW, expires_at=ago(3)) == (Sign("last_day_passed", 3),)


def test_histories_of_a_list(database: Database) -> None:
    numbers = store(database, *(a_vacancy(number) for number in range(5)))
    first, second, third, elsewhere, plain = numbers
    with database.transaction() as session:
        job = Job()
        session.add(job)
        session.flush()
        for one, closed, city in ((first, 50, "Казань"), (second, 30, "Казань"), (elsewhere, 40, "Уфа")):
            session.execute(
                update(Vacancy)
                .where(Vacancy.id == one)
                .values(job_id=job.id, city=city, archived_at=ago(closed), status="archived")
            )
        session.execute(
            update(Vacancy).where(Vacancy.id == third).values(job_id=job.id, first_seen_at=ago(29))
        )
        session.execute(
            insert(PostingEvent),
            [
                {"vacancy_id": third, "kind": "first_seen", "at": ago(29)},
                {"vacancy_id": third, "kind": "reposted", "at": ago(5),
                 "before": {"published_at": ago(29).isoformat()}},
            ],
        )  # fmt: skip
    found = histories(database, [*numbers, 0], now=NOW)
    assert set(found) == set(numbers)
    assert [one.kind for one in found[third].events] == ["first_seen", "reposted"]
    assert found[third].signs == (Sign("republished", 3),)
    assert found[plain].signs == ()
