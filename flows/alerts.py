"""Judge what is wrong, and tell the operator once."""

from __future__ import annotations

from prefect import flow

from app.bootstrap import container
from app.notifications import alerts as notifications


@flow(name="alerts", persist_result=False)
def alerts() -> dict[str, int]:
    """Numbers of alerts that are open, of messages sent, and of those that wait for the channel."""
    wired = container()
    notifications.judge(wired.database, budget=wired.settings.budget_system)
    told = notifications.tell(wired.database, wired.channel)
    return vars(told)


__all__ = ["alerts"]
