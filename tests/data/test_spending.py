"""Costs by day, person and month; the sums reconcile with the ledger to the last digit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, text

from data.db import Database
from data.models import LlmCall, LlmReceipt, LlmReservation, Person
from data.repositories import spending

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_ledger_yet(database: Database) -> None:
    """The ledger refuses deletion; a truncation that is rolled back is not one."""
    with database.transaction() as session:
        session.execute(text("TRUNCATE openai_call_log, cost_days, llm_receipts, llm_reservations"))


def call(database: Database, day: date, cost: str, *, person: UUID | None = None, **fields: object) -> None:
    number = uuid4()
    given = {
        "call_id": number, "day": day, "scope": "person" if person else "system", "purpose": "rerank",
        "model": "m", "host": "h", "prompt_tokens": 100, "cached_tokens": 40, "completion_tokens": 10,
        "reserved": Decimal(1), "cost": Decimal(cost), "price_known": True, "usage_known": True,
        "attempts": 1, "duration_ms": 5, "status": "ok",
    }  # fmt: skip
    with database.transaction() as session:
        session.execute(insert(LlmCall).values(**{**given, **fields}))
        if person:
            session.execute(
                insert(LlmReceipt).values(
                    call_id=number,
                    person_id=person,
                    purpose="rerank",
                    model="m",
                    host="h",
                    sent="",
                    removed={},
                )
            )


def a_person(database: Database, name: str) -> UUID:
    with database.transaction() as session:
        made = Person(handle=name)
        session.add(made)
        session.flush()
        return made.id


def test_days_agree_with_the_ledger_before_and_after_adding_up(database: Database) -> None:
    for back in (0, 0, 1, 5, 30):
        call(database, TODAY - back * DAY, "0.0000000333")
    call(database, TODAY - 5 * DAY, "0.1", model="dear", status="timeout")
    with database.transaction() as session:
        raw = spending.by_day(session, TODAY - 10 * DAY, TODAY)
        assert spending.roll_up(session, today=TODAY) == 5
        assert spending.by_day(session, TODAY - 10 * DAY, TODAY).equals(raw)
        assert spending.unreconciled(session).is_empty()
    assert raw.select("day", "model", "calls", "failed", "cost").rows() == [
        (TODAY - 5 * DAY, "dear", 1, 1, Decimal("0.1")),
        (TODAY - 5 * DAY, "m", 1, 0, Decimal("0.0000000333")),
        (TODAY - DAY, "m", 1, 0, Decimal("0.0000000333")),
        (TODAY, "m", 2, 0, Decimal("0.0000000666")),
    ]
    assert raw["cached_tokens"].to_list() == [40, 40, 40, 80]


def test_adding_up_again_takes_what_came_late(database: Database) -> None:
    call(database, TODAY - 9 * DAY, "1")
    call(database, TODAY, "1")
    with database.transaction() as session:
        spending.roll_up(session, today=TODAY)
    call(database, TODAY - DAY, "2")  # entered after midnight
    call(database, TODAY, "4")
    with database.transaction() as session:
        late = spending.unreconciled(session)
        assert late["day"].to_list() == [TODAY - DAY, TODAY]
        before = spending.by_day(session, TODAY - 20 * DAY, TODAY)
        spending.roll_up(session, today=TODAY)
        spending.roll_up(session, today=TODAY)
        assert spending.unreconciled(session).is_empty()
        assert spending.by_day(session, TODAY - 20 * DAY, TODAY).equals(before)
    assert before["cost"].sum() == Decimal(8)


def test_the_dearest_people_and_nobody_who_left(database: Database) -> None:
    ada, eve = a_person(database, "ada"), a_person(database, "eve")
    for cost in ("0.3", "0.2"):
        call(database, TODAY, cost, person=ada)
    call(database, TODAY, "0.4", person=eve)
    call(database, TODAY, "9")  # the system's own
    with database.transaction() as session:
        assert spending.by_person(session, TODAY, TODAY).rows() == [
            (str(ada)[:8], 2, Decimal("0.5")),
            (str(eve)[:8], 1, Decimal("0.4")),
        ]
        session.execute(text("DELETE FROM people WHERE id = :id"), {"id": ada})
        assert spending.by_person(session, TODAY, TODAY)["person"].to_list() == [str(eve)[:8]]
        assert spending.total(session, TODAY, TODAY) == Decimal("9.9")


def test_today_and_what_is_set_aside(database: Database) -> None:
    call(database, TODAY, "0.25")
    call(database, TODAY - DAY, "7")
    with database.transaction() as session:
        session.execute(
            insert(LlmReservation).values(
                call_id=uuid4(), expires_at=text("now() + interval '1 minute'"), day=TODAY, scope="system",
                purpose="p", model="m", host="h", amount=Decimal("0.5"), price_known=True,
            )
        )  # fmt: skip
        assert spending.of_day(session, TODAY) == spending.Today(Decimal("0.25"), Decimal("0.5"))


def test_the_month_is_foretold_from_the_last_seven_full_days(database: Database) -> None:
    with database.transaction() as session:
        assert spending.forecast(session, today=TODAY) == 0
    call(database, date(2026, 10, 31), "100")  # another month
    for back in range(1, 8):
        call(database, TODAY - back * DAY, "0.7")
    call(database, TODAY, "0.1")
    with database.transaction() as session:
        # 7 x 0.7 + 0.1 so far, ten days left at 0.7
        assert spending.forecast(session, today=TODAY) == Decimal("12.0")


def test_a_young_ledger_is_foretold_from_the_days_it_has(database: Database) -> None:
    call(database, TODAY - 2 * DAY, "1")
    call(database, TODAY - DAY, "2")
    with database.transaction() as session:
        assert spending.forecast(session, today=TODAY) == 3 + Decimal("1.5") * 10
