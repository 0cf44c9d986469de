from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, func, select, text, update
from sqlalchemy.exc import DBAPIError

from app.costs.ledger import BudgetExceeded, Budgets, Call, Ledger, Reserved, TooOften, receipts
from app.costs.prices import Price, Usage
from app.privacy.erasure import delete_everything
from app.stack.postgres import EmbeddedPostgres
from data import migrations
from data.db import Database, normalise_url
from data.errors import NotFound
from data.models import LlmCall, LlmReceipt, LlmReservation
from data.repositories import llm_calls, people

ROOT = Path(__file__).resolve().parents[3]
CENT = Price(Decimal(10_000), Decimal(1_000), Decimal(10_000))  # one token is one cent
BUDGETS = Budgets(person=Decimal("0.05"), system=Decimal("0.12"))


def a_call(person_id: UUID | None, *, most: int = 1, price: Price = CENT, sent: str = "hello") -> Call:
    return Call(
        "test", "model", "127.0.0.1", price, Usage(prompt=most), person_id=person_id, request_id=uuid4(),
        sent=sent, removed={"email": 2},
    )  # fmt: skip


def a_person(database: Database, handle: str) -> UUID:
    with database.transaction() as session:
        return people.ensure(session, handle).id


def sums(database: Database) -> tuple[Decimal, Decimal]:
    """(spent, reserved)"""
    with database.transaction() as session:
        spent = session.scalar(select(func.coalesce(func.sum(LlmCall.cost), 0)))
        held = session.scalar(select(func.coalesce(func.sum(LlmReservation.amount), 0)))
        assert spent is not None
        assert held is not None
        return spent, held


def settle(ledger: Ledger, reserved: Reserved, usage: Usage, status: str = "ok") -> Decimal:
    return ledger.settle(reserved, usage, told=True, status=status, attempts=1, duration_ms=5)


@pytest.fixture(scope="module")
def url(postgres: EmbeddedPostgres) -> str:
    """A database of its own: here everything is really committed, by many at once."""
    postgres.ensure_database("ledger")
    migrations.upgrade(postgres.url("ledger"))
    return postgres.url("ledger")


@pytest.fixture
def real(url: str) -> Iterator[Database]:
    engine = create_engine(normalise_url(url), pool_size=20, max_overflow=40)
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE openai_call_log, llm_reservations, people CASCADE"))
    yield Database(engine)
    engine.dispose()


def test_what_is_reserved_is_settled_at_what_it_came_to(database: Database) -> None:
    ledger, ada = Ledger(database, BUDGETS), a_person(database, "ada")
    held = ledger.reserve(a_call(ada, most=5))
    assert sums(database) == (0, Decimal("0.05"))
    assert settle(ledger, held, Usage(prompt=2, cached=1)) == Decimal("0.011")
    assert sums(database) == (Decimal("0.011"), 0)
    row = receipts(database, ada)[0]
    assert (row.sent, row.removed, row.host, row.model) == ("hello", {"email": 2}, "127.0.0.1", "model")
    assert (row.status, row.cost, row.prompt_tokens, row.cached_tokens) == ("ok", Decimal("0.011"), 2, 1)


def test_the_caps_of_a_person_and_of_the_installation(database: Database) -> None:
    ledger = Ledger(database, BUDGETS)
    ada, eve, new = (a_person(database, name) for name in ("ada", "eve", "new"))
    settle(ledger, ledger.reserve(a_call(ada, most=5)), Usage(prompt=5))
    with pytest.raises(BudgetExceeded) as refused:
        ledger.reserve(a_call(ada))
    assert refused.value.code == "budget_person"
    ledger.reserve(a_call(eve, most=5))  # one person's cap is not another's; reserved counts like spent
    settle(ledger, ledger.reserve(a_call(None, most=2)), Usage(prompt=2))
    for whose in (new, None):  # a new person has limits too
        with pytest.raises(BudgetExceeded) as refused:
            ledger.reserve(a_call(whose))
        assert refused.value.code == "budget_system"
    free = Price(Decimal(0), Decimal(0), Decimal(0))
    settle(ledger, ledger.reserve(a_call(ada, most=9, price=free)), Usage(prompt=9))


def test_a_failure_gives_the_money_back(database: Database) -> None:
    ledger, ada = Ledger(database, BUDGETS), a_person(database, "ada")
    settle(ledger, ledger.reserve(a_call(ada, most=5)), Usage(), status="model_timeout")
    ledger.reserve(a_call(ada, most=5))
    with database.transaction() as session:
        row = session.scalars(select(LlmCall)).one()
        assert (row.status, row.cost, row.reserved) == ("model_timeout", 0, Decimal("0.05"))


def test_a_dead_callers_reservation_expires_and_a_late_one_still_counts(database: Database) -> None:
    ledger, ada = Ledger(database, BUDGETS, lasts=timedelta(0)), a_person(database, "ada")
    first = ledger.reserve(a_call(ada, most=5))
    ledger.reserve(a_call(ada, most=5))
    with database.transaction() as session:
        assert session.scalars(select(LlmCall.status)).all() == ["lost"]
        assert session.scalar(select(func.count()).select_from(LlmReservation)) == 1
    settle(ledger, first, Usage(prompt=1))
    assert {row.cost for row in receipts(database, ada)} == {None, Decimal("0.01")}


def test_yesterdays_money_is_not_todays(database: Database) -> None:
    ledger, ada = Ledger(database, BUDGETS), a_person(database, "ada")
    ledger.reserve(a_call(ada, most=5))
    with database.transaction() as session:
        session.execute(update(LlmReservation).values(day=LlmReservation.day - 1))
    ledger.reserve(a_call(ada, most=5))


def test_the_ledger_only_grows(database: Database) -> None:
    ledger = Ledger(database, BUDGETS)
    settle(ledger, ledger.reserve(a_call(None)), Usage(prompt=1))
    for change in ("UPDATE openai_call_log SET cost = 0", "DELETE FROM openai_call_log"):
        with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
            session.execute(text(change))


def test_receipts_are_a_persons_own(database: Database) -> None:
    ledger, ada, eve = Ledger(database, BUDGETS), a_person(database, "ada"), a_person(database, "eve")
    ledger.reserve(a_call(ada, sent="of ada"))
    assert [row.sent for row in receipts(database, ada)] == ["of ada"]
    assert receipts(database, eve) == []
    with database.transaction() as session:
        today = llm_calls.lock(session)
        assert llm_calls.committed_by(session, eve, today) == 0


def test_erasing_a_person_takes_the_text_and_keeps_the_money(database: Database) -> None:
    ledger, ada = Ledger(database, BUDGETS), a_person(database, "ada")
    settle(ledger, ledger.reserve(a_call(ada, most=2)), Usage(prompt=2))
    under_way = ledger.reserve(a_call(ada, most=3))
    assert delete_everything(database, ada).rows["llm_receipts"] == 2
    assert sums(database) == (Decimal("0.02"), Decimal("0.03"))
    settle(ledger, under_way, Usage(prompt=3))
    assert sums(database) == (Decimal("0.05"), 0)
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(LlmReceipt)) == 0
    with pytest.raises(NotFound):
        ledger.reserve(a_call(ada))
    assert sums(database) == (Decimal("0.05"), 0)


def test_fifty_callers_at_once_pass_no_cap_and_the_books_balance(real: Database) -> None:
    persons = [a_person(real, f"person {number}") for number in range(4)]
    ledger = Ledger(real, BUDGETS)
    start, tops = threading.Barrier(50), []

    def caller(number: int) -> Decimal:
        dice = random.Random(number)
        whose = [*persons, None][number % 5]
        came_to = Decimal(0)
        start.wait(30)
        for _ in range(4):
            try:
                held = ledger.reserve(a_call(whose, most=dice.randint(1, 2)))
            except BudgetExceeded:
                continue
            tops.append(sum(sums(real)))
            failed = dice.random() < 0.5
            used = Usage() if failed else Usage(prompt=1)
            came_to += settle(ledger, held, used, "model_timeout" if failed else "ok")
        return came_to

    with ThreadPoolExecutor(50) as pool:
        came_to = sum(pool.map(caller, range(50)))
    assert max(tops) <= BUDGETS.system
    assert sums(real) == (came_to, 0)
    assert Decimal("0.05") <= came_to <= BUDGETS.system
    with real.transaction() as session:
        today = llm_calls.lock(session)
        assert max(llm_calls.committed_by(session, one, today) for one in persons) <= BUDGETS.person


def test_many_at_once_compute_the_same_anew_only_so_often(real: Database) -> None:
    person, other = a_person(real, "hasty"), a_person(real, "calm")
    ledger = Ledger(real, Budgets(Decimal(10), Decimal(10), recomputations=2))
    start = threading.Barrier(20)

    def caller(number: int) -> int:
        start.wait(30)
        try:
            held = ledger.reserve(replace(a_call(person), subject="resume 1"))
        except TooOften:
            return 0
        if number % 2:
            settle(ledger, held, Usage(prompt=1))
        return 1

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(caller, range(20))) == 3  # once, and twice again
    ledger.reserve(replace(a_call(other), subject="resume 1"))
    ledger.reserve(replace(a_call(None), subject="resume 1"))


def test_fifty_callers_of_whom_some_are_killed(real: Database, url: str) -> None:
    """Two processes with 25 callers each, killed at random moments one after the other: no cap is passed at
    any moment, and in the end every reservation is a row of the ledger and none holds money."""
    from tests.app.costs import spending_process as spending

    persons = [a_person(real, f"spender {number}") for number in range(3)]
    command = [sys.executable, "-m", spending.__name__, url]
    children = [
        subprocess.Popen(
            [*command, str(seed), *map(str, persons)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for seed in range(2)
    ]
    dice, watched = random.Random(5), 0
    try:
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
        for child in children:
            until, enough = time.monotonic() + dice.uniform(0.5, 1.5), watched + 3
            while time.monotonic() < until or watched < enough:  # a slow machine takes its time
                with real.transaction() as session:
                    today = llm_calls.lock(session)  # as whoever reserves: nothing moves under the sums
                    assert llm_calls.committed(session, today) <= spending.BUDGETS.system
                    for one in persons:
                        assert llm_calls.committed_by(session, one, today) <= spending.BUDGETS.person
                watched += 1
            child.kill()
            child.wait(10)
    finally:
        for child in children:
            child.kill()
            child.wait(10)
            assert child.stdout is not None
            child.stdout.close()
    assert watched >= 6
    deadline = time.monotonic() + 20
    while sums(real)[1]:
        assert time.monotonic() < deadline, "the reservations of the dead did not expire"
        time.sleep(0.1)
        with real.transaction() as session:
            llm_calls.expire(session)
    with real.transaction() as session:
        rows = session.execute(select(LlmCall.call_id, LlmCall.status, LlmCall.cost)).all()
        asked = set(session.scalars(select(LlmReceipt.call_id)))
    assert len({row.call_id for row in rows}) == len(rows)
    assert asked <= {row.call_id for row in rows}, "what was reserved for a person has its row"
    assert {row.status for row in rows} <= {"ok", "model_timeout", "lost"}
    assert sums(real) == (Decimal("0.01") * sum(row.status == "ok" for row in rows), 0)
    assert 0 < sums(real)[0] <= spending.BUDGETS.system
