"""Alerts as a flow."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete

from data.db import Database
from data.models import OperatorAlert, SegmentJob
from data.repositories import operator_alerts
from flows import alerts

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("prefect")]


def test_what_is_open_is_told_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    wired = SimpleNamespace(
        database=database, settings=SimpleNamespace(budget_system=Decimal(1)),
        channel=SimpleNamespace(send=sent.append),
    )  # fmt: skip
    monkeypatch.setattr(alerts, "container", lambda: wired)
    with database.transaction() as session:
        session.execute(delete(OperatorAlert))
        session.execute(delete(SegmentJob))
        operator_alerts.raise_alert(session, "format_changed", "acme")
    assert alerts.alerts()["sent"] == len(sent)
    assert "acme" in {message["subject"] for message in sent}
    assert alerts.alerts()["sent"] == 0
