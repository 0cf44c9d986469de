"""Answers kept, given again for nothing, gone with the person; and the same anew only so often."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel
from sqlalchemy import func, select, update

from app.costs.ledger import Budgets, Ledger, receipts
from app.llm.gateway import Gateway, ModelUnavailable
from app.llm.results import Results
from app.privacy.erasure import delete_everything
from data.db import Database
from data.models import LlmCall, LlmReceipt, ModelResult
from data.repositories import model_results
from tests.app.llm.conftest import Job, a_person, kept
from tests.app.llm.serving import Server, completion

FIRST, SECOND = '{"title": "Повар", "years": 3}', '{"title": "Пекарь", "years": null}'
JSON = "application/json"


class Rank(BaseModel):
    title: str
    years: int | None
    rank: str = ""


@pytest.fixture(autouse=True)
def two_answers(server: Server) -> None:
    server.answers = [completion(FIRST), completion(SECOND)]


def a_gateway(database: Database, server: Server, **options: Any) -> Gateway:
    ledger = Ledger(database, options.pop("budgets", Budgets()))
    results = Results(database, lasts=options.pop("lasts", timedelta(days=30)))
    given = {"api_key": "any", "model": "gpt-4o-mini", "base_url": server.url, "results": results}
    return kept(Gateway(ledger, **{**given, **options}))


def ask(gateway: Gateway, person: UUID | None = None, **options: Any) -> BaseModel:
    given: dict[str, Any] = {
        "purpose": "test", "instructions": "Read the job.", "material": "Повар, 3 года", "schema": Job,
        "max_tokens": 500, "prompt_version": "1", "person_id": person,
    }  # fmt: skip
    found = gateway.complete(**{**given, **options})
    assert isinstance(found, BaseModel)
    return found


def refused(gateway: Gateway, person: UUID | None = None, **options: Any) -> str:
    with pytest.raises(ModelUnavailable) as caught:
        ask(gateway, person, **options)
    return caught.value.code


def ledger_of(database: Database) -> list[tuple[str, Decimal, Decimal]]:
    with database.transaction() as session:
        rows = session.scalars(select(LlmCall).order_by(LlmCall.id))
        return [(row.status, row.cost, row.reserved) for row in rows]


def kept_rows(database: Database) -> int:
    with database.transaction() as session:
        return session.scalar(select(func.count()).select_from(ModelResult)) or 0


def test_the_same_again_costs_nothing_and_is_entered_as_such(database: Database, server: Server) -> None:
    gateway, person = a_gateway(database, server), a_person(database)
    assert ask(gateway, person) == ask(gateway, person) == Job(title="Повар", years=3)
    assert len(server.asked) == 1
    paid, free = ledger_of(database)
    assert (paid[0], free) == ("ok", ("kept", 0, 0))
    assert paid[1] > 0
    assert len(receipts(database, person)) == 1  # nothing more was sent


@pytest.mark.parametrize(
    "changed",
    [
        {"purpose": "other"},
        {"instructions": "Read it well."},
        {"material": "Повар, 4 года"},
        {"prompt_version": "2"},
        {"schema": Rank},
        {"max_tokens": 501},
        {"anew": True},
        {"prompt_version": ""},
    ],
)
def test_something_else_is_asked(database: Database, server: Server, changed: dict[str, Any]) -> None:
    gateway, person = a_gateway(database, server), a_person(database)
    ask(gateway, person)
    assert ask(gateway, person, **changed).model_dump()["title"] == "Пекарь"
    assert len(server.asked) == 2


def test_another_model_is_asked(database: Database, server: Server) -> None:
    ask(a_gateway(database, server))
    ask(a_gateway(database, server, model="gpt-4.1-nano"))
    assert len(server.asked) == 2


def test_what_was_made_anew_takes_the_place_of_the_old(database: Database, server: Server) -> None:
    gateway, person = a_gateway(database, server), a_person(database)
    ask(gateway, person)
    ask(gateway, person, anew=True)
    assert ask(gateway, person) == Job(title="Пекарь", years=None)
    assert kept_rows(database) == 1


def test_one_persons_answers_are_not_anothers_and_go_with_them(database: Database, server: Server) -> None:
    gateway, ada, eve = a_gateway(database, server), a_person(database), a_person(database, "eve")
    assert ask(gateway, ada) != ask(gateway, eve)
    ask(gateway)
    assert (len(server.asked), kept_rows(database)) == (3, 3)
    assert delete_everything(database, ada).rows["model_results"] == 1
    ask(gateway, eve)
    ask(gateway)
    assert (len(server.asked), kept_rows(database)) == (3, 2)


def test_what_is_too_old_answers_no_more_and_is_trimmed(database: Database, server: Server) -> None:
    gateway = a_gateway(database, server, lasts=timedelta(0))
    ask(gateway)
    ask(gateway, material="Кондитер")
    ask(gateway)
    assert len(server.asked) == 3
    ask(a_gateway(database, server), material="Сварщик")
    with database.transaction() as session:
        assert [model_results.trim(session, portion=1) for _ in range(3)] == [1, 1, 0]
    assert kept_rows(database) == 1


def test_of_one_owner_only_the_newest_are_kept(database: Database) -> None:
    ada, eve = a_person(database), a_person(database, "eve")
    with database.transaction() as session:
        for owner in (ada, eve, None):
            for number in range(4):
                model_results.keep(
                    session, owner, f"{owner} {number}", purpose="test", model="m", answer=number,
                    lasts=timedelta(days=1), most=3,
                )  # fmt: skip
        found = [model_results.find(session, ada, f"{ada} {number}") for number in range(4)]
        assert found == [None, 1, 2, 3]
        assert model_results.find(session, eve, f"{ada} 1") is None
        assert model_results.find(session, None, f"{ada} 1") is None
        assert model_results.find(session, None, "None 3") == 3


def test_a_kept_answer_that_is_none_is_asked_for_again(database: Database, server: Server) -> None:
    gateway = a_gateway(database, server)
    ask(gateway)
    with database.transaction() as session:
        session.execute(update(ModelResult).values(answer={"title": 5}))
    assert ask(gateway) == Job(title="Пекарь", years=None)
    assert ask(gateway) == Job(title="Пекарь", years=None)
    assert len(server.asked) == 2


@pytest.mark.parametrize("answer", [completion('{"title": 1}'), (500, JSON, b"{}"), (200, JSON, b"{}")])
def test_a_failure_is_not_kept(database: Database, server: Server, answer: Any) -> None:
    server.answers = [answer]
    refused(a_gateway(database, server))
    assert kept_rows(database) == 0


def test_the_same_anew_only_so_often_and_the_kept_answer_stays(database: Database, server: Server) -> None:
    gateway, ada, eve = a_gateway(database, server), a_person(database), a_person(database, "eve")
    told = {"subject": "resume 1", "anew": True}
    for _time in range(3):  # once, and twice again
        ask(gateway, ada, **told)
    assert refused(gateway, ada, **told) == "model_too_often"
    assert refused(gateway, ada, **told, material="другой текст") == "model_too_often"
    assert len(server.asked) == 3
    for _time in range(3):  # what is kept is free of it
        ask(gateway, ada, subject="resume 1")
    ask(gateway, ada, subject="resume 2", anew=True)
    ask(gateway, ada, **told, purpose="other")
    ask(gateway, eve, **told)
    assert len(server.asked) == 6
    with database.transaction() as session:
        past = LlmReceipt.created_at - timedelta(hours=1)
        session.execute(update(LlmReceipt).values(created_at=past))
    ask(gateway, ada, **told)


def test_a_failure_that_cost_nothing_is_not_counted_and_a_paid_one_is(
    database: Database, server: Server
) -> None:
    gateway, ada = a_gateway(database, server), a_person(database)
    server.answers = [(400, JSON, b"{}")]
    codes = [refused(gateway, ada, subject="resume 1") for _ in range(5)]
    assert set(codes) == {"model_rejected"}
    server.answers = [completion('{"title": 1}')]
    codes = [refused(gateway, ada, subject="resume 1") for _ in range(4)]
    assert codes == ["model_wrong_schema"] * 3 + ["model_too_often"]


def test_above_a_cap_a_kept_answer_is_still_given(database: Database, server: Server) -> None:
    person = a_person(database)
    ask(a_gateway(database, server), person)
    poor = a_gateway(database, server, budgets=Budgets(Decimal(0), Decimal(0), recomputations=0))
    assert ask(poor, person, subject="resume 1") == Job(title="Повар", years=3)
    assert refused(poor, person, anew=True) == "budget_system"
