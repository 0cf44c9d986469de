from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from sqlalchemy import select

from app.costs.ledger import Budgets, Ledger
from app.llm.embeddings import EmbeddingsUnavailable, RemoteEmbedder
from app.llm.gateway import Gateway
from data.db import Database
from data.models import LlmCall
from tests.app.llm.conftest import kept
from tests.app.llm.serving import Server, vectors

WORD = "anything"


def an_embedder(database: Database, url: str, model: str = "small", **budget: Decimal) -> RemoteEmbedder:
    ledger = Ledger(database, Budgets(**budget) if budget else None)
    gateway = kept(Gateway(ledger, api_key=WORD, model="gpt-4o-mini", base_url=url))
    return RemoteEmbedder(gateway, model=model)


@pytest.fixture
def embedder(database: Database, server: Server) -> RemoteEmbedder:
    return an_embedder(database, server.url)


def test_rows_are_normalised_and_in_the_order_of_the_texts(embedder: RemoteEmbedder) -> None:
    rows = embedder.encode(["abc", "", "abcdef\x00\ud800"])
    assert embedder.dimension == 3
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1).tolist() == pytest.approx([1, 0, 1])
    assert rows[0, 0] == pytest.approx(3 / 34**0.5)


def test_batches_and_texts_are_bounded(server: Server, embedder: RemoteEmbedder) -> None:
    embedder.encode(["слово " * 10_000] * 300)
    sizes = [len(body["input"]) for body in server.asked]
    assert sizes == [1, 128, 128, 44]
    assert max(len(text) for body in server.asked for text in body["input"]) <= 1_000


def test_a_passing_fault_is_tried_again(server: Server, embedder: RemoteEmbedder) -> None:
    assert embedder.dimension == 3
    server.answers = [(429, "application/json", b"{}"), vectors(["a"], "small")]
    assert embedder.encode(["a"]).shape == (1, 3)


@pytest.mark.parametrize(
    "fault",
    [
        (401, "application/json", "{}"),
        (200, "application/json", "{"),
        (200, "text/html", "<html>"),
        (200, "application/json", "{}"),
        (200, "application/json", '{"data": [], "object": "list", "model": "m"}'),
        (200, "application/json", '{"data": [{"index": 0, "embedding": [1.0, 2.0]}], "object": "list"}'),
        (200, "application/json", '{"data": [{"index": 0, "embedding": ["x"]}], "object": "list"}'),
        (200, "application/json", '{"data": [{"index": 0, "embedding": [NaN, 1, 1]}], "object": "list"}'),
    ],
)
def test_broken_answers_are_one_error(
    server: Server, embedder: RemoteEmbedder, fault: tuple[int, str, str]
) -> None:
    assert embedder.dimension == 3
    server.answers = [(fault[0], fault[1], fault[2].encode())]
    with pytest.raises(EmbeddingsUnavailable):
        embedder.encode(["a"])


def test_nobody_there_is_the_same_error(database: Database) -> None:
    with pytest.raises(EmbeddingsUnavailable):
        an_embedder(database, "http://127.0.0.1:9/v1", "text-embedding-3-small").encode(["a"])


def test_each_batch_is_in_the_ledger(database: Database, server: Server) -> None:
    an_embedder(database, server.url, "text-embedding-3-small")._ask(["повар"])
    with database.transaction() as session:
        row = session.scalars(select(LlmCall)).one()
    assert (row.scope, row.purpose, row.model, row.status) == (
        "system", "embedding", "text-embedding-3-small", "ok",
    )  # fmt: skip
    assert (row.prompt_tokens, row.cost) == (10, Decimal("0.0000002"))


def test_a_broken_answer_is_paid_once_and_never_more_than_was_reserved(
    database: Database, server: Server
) -> None:
    server.answers = [(200, "application/json", b"{")]
    with pytest.raises(EmbeddingsUnavailable):
        an_embedder(database, server.url, "text-embedding-3-small").encode(["a"])
    with database.transaction() as session:
        row = session.scalars(select(LlmCall)).one()
    assert row.attempts == 1
    assert row.cost == row.reserved


def test_above_the_cap_nothing_is_sent_and_the_search_is_told(database: Database, server: Server) -> None:
    capped = an_embedder(database, server.url, system=Decimal("0.0000001"))
    with pytest.raises(EmbeddingsUnavailable) as caught:
        capped.encode(["a"])
    assert caught.value.code == "budget_system"
    assert server.asked == []
