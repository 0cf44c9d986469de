"""Operator alerts: judged by rules, opened once, told once, and told again when they are over."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Protocol

from app.notifications import rules
from data.channels.webhook import ChannelUnavailable
from data.db import Database
from data.models import OperatorAlert
from data.repositories import health_signs, operator_alerts

log = logging.getLogger(__name__)
_WORDS = {
    rules.BUDGET_NEAR: "More than 80 % of today's budget for models is used",
    rules.BUDGET_USED: "Today's budget for models is used up; what costs nothing goes on",
    rules.CIRCUIT_OPEN: "A board is not asked for a while, it failed too often",
    rules.SWEEP_OVERDUE: "The freshness sweep is overdue",
    rules.SEARCHES_FAIL: "Searches fail",
    rules.CHECKS_BLIND: "Freshness checks tell nothing: a board is down or refuses us",
    rules.WARMUP_STUCK: "A warm-up waits for more than half an hour",
    operator_alerts.FORMAT_CHANGED: "The records of a board no longer look as they did",
    operator_alerts.BOARD_SHRANK: "A board showed suspiciously few of its postings; nothing was closed",
}


class Channel(Protocol):
    """A way out. `send` raises ChannelUnavailable."""

    def send(self, message: dict[str, Any]) -> None: ...


@dataclass(frozen=True)
class Told:
    """`open` alerts there are now; messages `sent`, and `waiting` for a channel that did not answer."""

    open: int
    sent: int
    waiting: int


def judge(database: Database, *, budget: Decimal, now: datetime | None = None) -> None:
    """Open what is wrong now, resolve what no longer is. Safe to repeat and to run twice at once."""
    now = now or datetime.now(UTC)
    with database.transaction() as session:
        found = list(rules.troubles(health_signs.read(session, now=now), budget=budget, now=now))
        for one in sorted(found, key=lambda one: (one.code, one.subject)):
            operator_alerts.raise_alert(session, one.code, one.subject, one.details)
        wrong = {(one.code, one.subject) for one in found}
        for alert in operator_alerts.listing(session, open_only=True, limit=1_000):
            if alert.code in rules.CODES and (alert.code, alert.subject) not in wrong:
                operator_alerts.resolve(session, alert.code, alert.subject)


def tell(database: Database, channel: Channel | None) -> Told:
    """Send one message for each alert not told yet, and one for each that is over since it was told.

    Marked as told only after it was sent: a message may come twice after a crash, and is never lost. Without
    a channel the alerts are on the page of runs all the same.
    """
    sent = waiting = 0
    with database.transaction() as session:
        opened = len(operator_alerts.listing(session, open_only=True, limit=1_000))
        due = operator_alerts.untold(session)
    for alert in due if channel is not None else ():
        assert channel is not None
        over = alert.resolved_at is not None
        try:
            channel.send(message(alert))
        except ChannelUnavailable as error:
            log.warning("an alert waits: %s", error)
            waiting += 1
            continue
        with database.transaction() as session:
            operator_alerts.mark_told(session, alert.id, over=over)
        sent += 1
    return Told(opened, sent, waiting)


def message(alert: OperatorAlert) -> dict[str, Any]:
    """What chats show (`text`), and the same for machines. No personal data, no secrets."""
    over = alert.resolved_at is not None
    words = _WORDS.get(alert.code, alert.code)
    subject = f" ({alert.subject})" if alert.subject else ""
    details = f" {json.dumps(alert.details, ensure_ascii=False)}" if alert.details and not over else ""
    return {
        "text": f"Podbor: {'over: ' if over else ''}{words}{subject}.{details}"[:1_000],
        "code": alert.code,
        "subject": alert.subject,
        "state": "resolved" if over else "open",
        "since": alert.first_at.isoformat(),
    }
