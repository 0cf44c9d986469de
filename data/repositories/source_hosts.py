"""The state of each host of a board, one row a host; whoever changes one holds its row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Double, cast, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.models.source_host import SourceHost
from data.sources.politeness_state import CircuitState, HostState

_COLUMNS = (
    SourceHost.started_at, SourceHost.not_before, SourceHost.slow_downs, SourceHost.leases,
    SourceHost.failures, SourceHost.opened, SourceHost.open_until, SourceHost.probe,
)  # fmt: skip


@dataclass(frozen=True)
class HostOverview:
    """A host as an operator sees it."""

    host: str
    circuit: CircuitState
    failures: int
    under_way: int
    last_request_at: datetime | None
    open_until: datetime | None  # when its circuit lets a trial request through
    resting_until: datetime | None  # what it asked for in Retry-After


def locked(session: Session, host: str) -> tuple[HostState, float]:
    """The state of `host`, held until the transaction ends, and the database's time, epoch seconds."""
    statement = select(*_COLUMNS).where(SourceHost.host == host).with_for_update()
    row = session.execute(statement).one_or_none()
    if row is None:
        session.execute(insert(SourceHost).values(host=host).on_conflict_do_nothing())
        row = session.execute(statement).one()
    state = HostState(
        started_at=row.started_at.timestamp() if row.started_at else None,
        not_before=row.not_before.timestamp() if row.not_before else 0.0,
        slow_downs=row.slow_downs, leases=row.leases, failures=row.failures, opened=row.opened,
        open_until=row.open_until.timestamp() if row.open_until else 0.0, probe=row.probe,
    )  # fmt: skip
    return state, _now(session)  # asked for after the wait for the row, not before it


def keep(session: Session, host: str, state: HostState) -> None:
    session.execute(
        update(SourceHost)
        .where(SourceHost.host == host)
        .values(
            started_at=_moment(state.started_at), not_before=_moment(state.not_before),
            slow_downs=state.slow_downs, leases=dict(state.leases), failures=state.failures,
            opened=state.opened, open_until=_moment(state.open_until), probe=state.probe,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def overview(session: Session) -> dict[str, HostOverview]:
    """Every host ever asked, by name."""
    now = _now(session)
    found: dict[str, HostOverview] = {}
    for row in session.execute(select(SourceHost.host, *_COLUMNS)):
        until = row.open_until.timestamp() if row.open_until else 0.0
        found[row.host] = HostOverview(
            host=row.host,
            circuit=HostState(opened=row.opened, open_until=until).circuit(now),
            failures=row.failures,
            under_way=sum(lapses > now for lapses in row.leases.values()),
            last_request_at=row.started_at,
            open_until=row.open_until if until > now else None,
            resting_until=row.not_before if row.not_before and row.not_before.timestamp() > now else None,
        )
    return found


def _now(session: Session) -> float:
    moment = cast(func.date_part("epoch", func.clock_timestamp()), Double)
    return float(session.execute(select(moment)).scalar_one())


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
