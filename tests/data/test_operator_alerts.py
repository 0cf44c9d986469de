"""Alerts are told once, counted, and resolved when the trouble is over."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, update

from data.db import Database
from data.models import OperatorAlert
from data.repositories import operator_alerts as alerts


def test_an_alert_is_counted_resolved_and_opened_anew(database: Database) -> None:
    with database.transaction() as session:
        for details in ({"rate": 0.1}, {"rate": 0.2}):
            alerts.raise_alert(session, alerts.FORMAT_CHANGED, "acme", details)
        alerts.raise_alert(session, alerts.FORMAT_CHANGED, "other")
        found = alerts.open_one(session, alerts.FORMAT_CHANGED, "acme")
        assert found is not None
        assert (found.count, found.details) == (2, {"rate": 0.2})
        assert alerts.resolve(session, alerts.FORMAT_CHANGED, "acme")
        assert not alerts.resolve(session, alerts.FORMAT_CHANGED, "acme")
        assert [one.subject for one in alerts.listing(session, open_only=True)] == ["other"]
        alerts.raise_alert(session, alerts.FORMAT_CHANGED, "acme")
        assert {one.subject: one.count for one in alerts.listing(session, open_only=True)} == {
            "acme": 1, "other": 1,
        }  # fmt: skip
        assert len(alerts.listing(session)) == 3


def test_old_resolved_alerts_go_and_open_ones_stay(database: Database) -> None:
    with database.transaction() as session:
        for subject in ("a", "b"):
            alerts.raise_alert(session, alerts.BOARD_SHRANK, subject)
        alerts.resolve(session, alerts.BOARD_SHRANK, "a")
        long_ago = func.now() - timedelta(days=100)
        session.execute(
            update(OperatorAlert).where(OperatorAlert.subject == "a").values(resolved_at=long_ago)
        )
        session.execute(update(OperatorAlert).values(last_at=long_ago))
        assert alerts.trim(session, older_than=timedelta(days=90)) == 1
        assert [one.subject for one in alerts.listing(session)] == ["b"]
