"""What every test of the gateway needs: a server for each, short waits, gateways closed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from app.llm import attempts
from app.llm.gateway import Gateway
from data.db import Database
from data.models import LlmCall, LlmReservation
from data.repositories import people
from tests.app.llm.serving import Server, serving

_MADE: list[Gateway] = []


class Job(BaseModel):
    """What the tests have a model read."""

    model_config = ConfigDict(extra="forbid")

    title: str
    years: int | None


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(attempts, "_FIRST_WAIT", 0.05)
    yield
    while _MADE:
        _MADE.pop().close()


def kept(gateway: Gateway) -> Gateway:
    """It is closed when the test ends."""
    _MADE.append(gateway)
    return gateway


def a_person(database: Database, handle: str = "ada") -> UUID:
    with database.transaction() as session:
        return people.ensure(session, handle).id


def calls(database: Database) -> list[LlmCall]:
    """The ledger in its order, after nothing is reserved any more."""
    with database.transaction() as session:
        assert session.scalars(select(LlmReservation)).all() == []
        return list(session.scalars(select(LlmCall).order_by(LlmCall.id)))
