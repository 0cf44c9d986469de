"""The daily sums of the ledger as a flow."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import insert, text, update

from data.db import Database
from data.models import CostDay, LlmCall
from flows import costs

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("prefect")]


def test_the_ledger_is_added_up_and_held_against_the_sums(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(costs, "container", lambda: SimpleNamespace(database=database))
    with database.transaction() as session:
        session.execute(text("TRUNCATE openai_call_log, cost_days"))
        for model in ("a", "b", "a"):
            session.execute(
                insert(LlmCall).values(
                    call_id=uuid4(), day=datetime.now(UTC).date(), scope="system", purpose="p", model=model,
                    host="h", prompt_tokens=1, cached_tokens=0, completion_tokens=0, reserved=Decimal(0),
                    cost=Decimal("0.1"), price_known=True, usage_known=True, attempts=1, duration_ms=1,
                    status="ok",
                )
            )  # fmt: skip
    assert costs.costs() == {"rows": 2, "days that do not agree": 0}
    with database.transaction() as session:
        session.execute(update(CostDay).where(CostDay.model == "b").values(day=datetime(2020, 1, 1).date()))
    assert costs.costs()["days that do not agree"] == 1  # a day nobody's ledger knows
