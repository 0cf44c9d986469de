"""Ways in which money leaks out of other tools, each tried through the gateway."""

from __future__ import annotations

import ast
import inspect
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, func, select, text

from app.costs.ledger import Budgets, receipts
from app.costs.prices import Price, price_of
from app.llm.gateway import Gateway, ModelUnavailable
from app.stack.postgres import EmbeddedPostgres
from data import migrations
from data.db import Database, normalise_url
from data.models import LlmCall, LlmReservation
from data.repositories import people
from tests.app.llm.conftest import a_person, calls
from tests.app.llm.serving import Server, completion, transcription
from tests.app.llm.test_audio import a_wave
from tests.app.llm.test_gateway import GOOD, a_gateway, ask

ROOT = Path(__file__).resolve().parents[3]
FREE = Price(Decimal(0), Decimal(0), Decimal(0))


@pytest.fixture(scope="module")
def real(postgres: EmbeddedPostgres) -> Iterator[Database]:
    """Really committed: many threads at once, each with its own connection."""
    postgres.ensure_database("leaks")
    migrations.upgrade(postgres.url("leaks"))
    engine = create_engine(normalise_url(postgres.url("leaks")), pool_size=30, max_overflow=30)
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE openai_call_log, llm_reservations, people CASCADE"))
    yield Database(engine)
    engine.dispose()


def test_looking_first_and_spending_later(real: Database, server: Server) -> None:
    """Everybody asks in the same moment, when the budget is still whole."""
    server.answers = [completion(GOOD)]
    with real.transaction() as session:
        person = people.ensure(session, "many tabs").id
    probe = a_gateway(real, server.url)
    ask(probe, person_id=person)
    with real.transaction() as session:
        once = session.scalars(select(LlmCall.reserved)).one()
        spent = session.scalars(select(LlmCall.cost)).one()
    budget = spent + once * 2 + once / 2  # room for two at once, not for three
    gateway = a_gateway(real, server.url, budgets=Budgets(person=budget, system=Decimal(1)))
    start = threading.Barrier(25)
    tops: list[Decimal] = []

    def caller(_: int) -> str:
        start.wait(30)
        try:
            ask(gateway, person_id=person)
        except ModelUnavailable as error:
            return error.code
        with real.transaction() as session:
            tops.append(session.scalars(select(func.sum(LlmCall.cost))).one())
        return "ok"

    with ThreadPoolExecutor(25) as pool:
        ended = list(pool.map(caller, range(25)))
    assert set(ended) == {"ok", "budget_person"}
    assert len(server.asked) == 1 + ended.count("ok"), "who is refused sends nothing"
    assert max(tops) <= budget
    with real.transaction() as session:
        assert session.scalars(select(LlmReservation)).all() == []


DOORS: dict[str, Callable[[Gateway, UUID], object]] = {
    "complete": lambda gateway, person: ask(gateway, person_id=person),
    "embed": lambda gateway, _: gateway.embed(
        ["Повар горячего цеха"], model="text-embedding-3-small", seconds=5
    ),
    "transcribe": lambda gateway, person: gateway.transcribe(
        a_wave(2), "audio/wav", purpose="test", person_id=person
    ),
    "speak": lambda gateway, person: gateway.speak("Привет", purpose="test", person_id=person),
}
ANSWERS: dict[str, list[Any]] = {
    "complete": [completion(GOOD)], "embed": [], "transcribe": [transcription("да")],
    "speak": [(200, "audio/mpeg", b"ID3" + b"\0" * 20)],
}  # fmt: skip


def test_every_way_out_is_known_here() -> None:
    public = {name for name, one in inspect.getmembers(Gateway, callable) if not name.startswith("_")}
    assert public - {"most", "close"} == set(DOORS)


@pytest.mark.parametrize("door", DOORS)
def test_a_way_that_nobody_meters(door: str, database: Database, server: Server) -> None:
    server.answers = ANSWERS[door]
    person = a_person(database)
    DOORS[door](a_gateway(database, server.url), person)
    [row] = calls(database)
    assert row.status == "ok"
    assert 0 < row.cost <= row.reserved
    told = receipts(database, person)
    assert len(told) == (door != "embed"), "the system's own embeddings are of nobody"
    assert all(one.sent and one.cost == row.cost and one.host == "127.0.0.1" for one in told)
    poor = a_gateway(database, server.url, budgets=Budgets(person=Decimal(0), system=Decimal(0)))
    with pytest.raises(ModelUnavailable, match="budget"):
        DOORS[door](poor, person)
    assert len(server.asked) == 1


def test_new_people_without_a_limit(database: Database, server: Server) -> None:
    server.answers = [completion(GOOD)]
    gateway = a_gateway(database, server.url, budgets=Budgets(person=Decimal("0.0000001"), system=Decimal(1)))
    for name in ("first", "second", "third"):
        with pytest.raises(ModelUnavailable) as refused:
            ask(gateway, person_id=a_person(database, name))
        assert refused.value.code == "budget_person"
    assert server.asked == []


def test_cached_tokens_at_zero(database: Database, server: Server) -> None:
    usage = {
        "prompt_tokens": 1000, "completion_tokens": 0, "prompt_tokens_details": {"cached_tokens": 1000},
    }  # fmt: skip
    server.answers = [completion(GOOD, usage=usage)]
    ask(a_gateway(database, server.url))
    [row] = calls(database)
    assert row.cost == price_of("gpt-4o-mini").cached * 1000 / 1_000_000 > 0


def test_free_models_blocked_with_paid_ones(database: Database, server: Server) -> None:
    server.answers = [completion(GOOD)]
    nothing = Budgets(person=Decimal(0), system=Decimal(0))
    person = a_person(database)
    with pytest.raises(ModelUnavailable, match="budget"):
        ask(a_gateway(database, server.url, budgets=nothing), person_id=person)
    ask(a_gateway(database, server.url, budgets=nothing, price=FREE), person_id=person)
    [row] = calls(database)
    assert (row.status, row.cost, row.reserved) == ("ok", 0, 0)


def test_a_client_of_its_own_beside_the_gateway() -> None:
    """Only the wire knows the client of models, so nothing can be asked past the ledger."""
    users = set()
    for folder in ("app", "components", "data", "flows", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                if any(name.split(".")[0] in {"openai", "httpx2"} for name in names):
                    users.add(str(path.relative_to(ROOT)))
                if isinstance(node, ast.Constant) and node.value in ("openai", "httpx2"):
                    users.add(f"by name: {path.relative_to(ROOT)}")
    assert users == {"app/llm/wire.py", "by name: app/llm/wire.py"}
