"""One host and how we behave towards it: a state machine without a clock, a network or a database.

`ask` is a request that wants to start, `told` is its end. Both take the state and the time (seconds of one
clock, the store's) and return the next state; a store makes each of them atomic.

The circuit: closed while `opened` is 0; open until `open_until`; then half-open, when one probe alone may go
out. Its success closes the circuit, its failure opens it for twice as long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

#: Failures in a row after which a host is left alone.
BREAK_AFTER = 8
COOL_SECONDS = 30.0
LONGEST_COOL = 1800.0
#: No `Retry-After` keeps us away for longer.
LONGEST_REST = 86_400.0
LONGEST_SLOW_DOWN = 60.0
LONGEST_LEASE = 600.0
POLL_SECONDS = 0.25

Outcome = Literal["good", "bad", "slow_down"]
CircuitState = Literal["closed", "open", "half_open"]


@dataclass(frozen=True)
class Rule:
    """How a host may be asked. `per_second` None is unlimited; `crawl_delay` is the host's own wish, s."""

    per_second: float | None = None
    at_once: int = 1
    crawl_delay: float = 0.0
    jitter: float = 0.2  # share of the distance that chance adds; it never takes away

    @property
    def distance(self) -> float:
        """Least seconds between two starts."""
        return max(1 / self.per_second if self.per_second else 0.0, self.crawl_delay)


@dataclass(frozen=True)
class HostState:
    """What is known of one host. Times are seconds of the store's clock; `leases` are those under way."""

    started_at: float | None = None
    not_before: float = 0.0
    slow_downs: int = 0
    leases: Mapping[str, float] = field(default_factory=dict)  # lease -> when it lapses
    failures: int = 0
    opened: int = 0
    open_until: float = 0.0
    probe: str | None = None

    def circuit(self, now: float) -> CircuitState:
        if not self.opened:
            return "closed"
        return "open" if self.open_until > now else "half_open"


@dataclass(frozen=True)
class Go:
    """The request may start now."""

    lease: str
    probe: bool = False


@dataclass(frozen=True)
class Wait:
    """Not yet: ask again after `seconds`. `why` is rate, busy or rest."""

    seconds: float
    why: str


@dataclass(frozen=True)
class No:
    """Not at all for now. `code` is circuit_open, too_many_requests or paced."""

    code: str
    seconds: float = 0.0


def ask(
    state: HostState, now: float, rule: Rule, *, lease: str, lasts: float, distance: float
) -> tuple[HostState, Go | Wait | No]:
    """May a request start? `distance` is the rule's with this request's jitter, `lasts` the lease, both s."""
    state = _sane(state, now)
    if state.open_until > now:
        return state, No("circuit_open", state.open_until - now)
    if state.opened and state.probe is not None:
        return state, No("circuit_open", max(0.0, state.leases[state.probe] - now))
    if state.not_before > now:
        return state, Wait(state.not_before - now, "rest")
    if distance and state.started_at is not None and state.started_at + distance > now:
        return state, Wait(state.started_at + distance - now, "rate")
    if len(state.leases) >= rule.at_once:
        return state, Wait(min(POLL_SECONDS, min(state.leases.values()) - now), "busy")
    probe = state.opened > 0
    granted = replace(
        state, started_at=now, leases={**state.leases, lease: now + min(lasts, LONGEST_LEASE)},
        probe=lease if probe else None,
    )  # fmt: skip
    return granted, Go(lease, probe)


def told(
    state: HostState, now: float, rule: Rule, *, lease: str, outcome: Outcome, rest: float | None = None
) -> tuple[HostState, list[str]]:
    """How a request ended; `rest` is what the host asked for in `Retry-After`, seconds.

    Also returns what changed: circuit_opened, circuit_closed, resting."""
    state = _sane(state, now)
    probed = state.probe == lease
    changes: list[str] = []
    if outcome == "slow_down" and rest is None:  # no word on how long: twice as long each time
        rest = min(rule.distance * 2.0 ** min(state.slow_downs, 10), LONGEST_SLOW_DOWN)
    if rest:
        changes.append("resting")
    state = replace(
        state,
        leases={one: until for one, until in state.leases.items() if one != lease},
        probe=None if probed else state.probe,
        not_before=max(state.not_before, now + min(rest, LONGEST_REST)) if rest else state.not_before,
        slow_downs=state.slow_downs + 1 if outcome == "slow_down" else 0,
        failures=state.failures + 1 if outcome == "bad" else 0,
    )
    if outcome == "bad" and (probed or (not state.opened and state.failures >= BREAK_AFTER)):
        changes.append("circuit_opened")
        cool = min(COOL_SECONDS * 2.0 ** min(state.opened, 10), LONGEST_COOL)
        return replace(state, opened=state.opened + 1, open_until=now + cool), changes
    if outcome != "bad" and probed:
        changes.append("circuit_closed")
        return replace(state, opened=0, open_until=0.0), changes
    return state, changes


def _sane(state: HostState, now: float) -> HostState:
    """Without lapsed leases, and without times a clock that was set back has left in the far future."""
    leases = {one: until for one, until in state.leases.items() if now < until <= now + LONGEST_LEASE}
    return replace(
        state,
        started_at=None if state.started_at is None else min(state.started_at, now),
        not_before=min(state.not_before, now + LONGEST_REST),
        leases=leases,
        open_until=min(state.open_until, now + LONGEST_COOL),
        probe=state.probe if state.probe in leases else None,
    )
