"""The state machine of one host, by hand and by chance."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from data.sources.politeness_state import (
    BREAK_AFTER,
    LONGEST_COOL,
    LONGEST_LEASE,
    LONGEST_REST,
    Go,
    HostState,
    No,
    Outcome,
    Rule,
    Wait,
    ask,
    told,
)

RULE = Rule(per_second=1.0, at_once=1)


@dataclass
class Host:
    """A state and a clock to play with."""

    rule: Rule = RULE
    now: float = 1e7
    state: HostState = field(default_factory=HostState)
    number: int = 0

    def ask(self, *, lasts: float = 20.0) -> Go | Wait | No:
        self.number += 1
        self.state, found = ask(
            self.state, self.now, self.rule, lease=f"l{self.number}", lasts=lasts,
            distance=self.rule.distance,
        )  # fmt: skip
        return found

    def told(self, go: Go | Wait | No, outcome: Outcome, rest: float | None = None) -> list[str]:
        assert isinstance(go, Go)
        self.state, changes = told(
            self.state, self.now, self.rule, lease=go.lease, outcome=outcome, rest=rest
        )  # fmt: skip
        return changes

    def fail(self) -> list[str]:
        self.now += 2
        return self.told(self.ask(), "bad")

    def broken(self) -> Host:
        for _ in range(BREAK_AFTER):
            self.fail()
        return self


def test_one_at_a_time_and_at_its_rate() -> None:
    host = Host()
    first = host.ask()
    assert host.ask() == Wait(1.0, "rate")
    host.now += 1.5
    assert host.ask() == Wait(0.25, "busy")
    host.told(first, "good")
    assert isinstance(host.ask(), Go)


def test_the_lease_of_a_dead_process_lapses() -> None:
    host = Host()
    host.ask(lasts=20.0)
    host.now += 19.0
    assert isinstance(host.ask(), Wait)
    host.now += 1.5
    assert isinstance(host.ask(), Go)


def test_the_circuit_opens_lets_one_probe_through_and_closes() -> None:
    host = Host().broken()
    assert host.state.circuit(host.now) == "open"
    refused = host.ask()
    assert isinstance(refused, No)
    assert refused.code == "circuit_open"
    host.now += refused.seconds + 0.1
    assert host.state.circuit(host.now) == "half_open"
    probe = host.ask()
    assert isinstance(probe, Go)
    assert probe.probe
    other = host.ask()
    assert isinstance(other, No)
    assert host.told(probe, "good") == ["circuit_closed"]
    host.now += 1
    assert host.ask() == Go(f"l{host.number}", probe=False)


def test_a_failed_probe_opens_for_twice_as_long_and_there_is_an_end_to_it() -> None:
    host = Host().broken()
    spans = []
    for _ in range(12):
        refused = host.ask()
        assert isinstance(refused, No)
        spans.append(refused.seconds)
        host.now += refused.seconds + 0.1
        assert host.told(host.ask(), "bad") == ["circuit_opened"]
    assert [round(span) for span in spans[:3]] == [30, 60, 120]
    assert max(spans) <= LONGEST_COOL


def test_a_probe_of_a_dead_process_gives_way_to_another() -> None:
    host = Host().broken()
    host.now += 31
    assert isinstance(host.ask(lasts=20), Go)
    host.now += 21
    again = host.ask()
    assert isinstance(again, Go)
    assert again.probe


def test_late_news_of_an_old_request_neither_opens_nor_closes() -> None:
    host = Host(Rule(at_once=5))
    late = host.ask()
    host.broken()
    assert host.told(late, "good") == []
    assert host.state.circuit(host.now) == "open"


def test_slow_down_without_a_word_doubles_up_to_a_minute() -> None:
    host = Host()
    waits = []
    for _ in range(10):
        host.told(host.ask(), "slow_down")
        waits.append(host.state.not_before - host.now)
        host.now = host.state.not_before
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == 60
    host.told(host.ask(), "good")
    assert host.state.slow_downs == 0


def test_a_rest_is_taken_from_any_answer_and_bounded() -> None:
    host = Host()
    host.told(host.ask(), "bad", 10**9)
    assert host.ask() == Wait(LONGEST_REST, "rest")


def test_a_clock_set_back_holds_nobody_up() -> None:
    host = Host().broken()
    host.now += 40
    host.ask()
    host.now -= 10 * 86_400
    waited = 0.0
    while not isinstance(found := host.ask(), Go):
        assert found.seconds <= LONGEST_REST
        host.now += max(found.seconds, 0.01)
        waited += found.seconds
    assert waited <= LONGEST_COOL + LONGEST_LEASE


@given(
    rate=st.floats(0.1, 50),
    at_once=st.integers(1, 4),
    steps=st.lists(
        st.tuples(
            st.floats(0, 3),
            st.sampled_from(["good", "bad", "slow_down", "lost"]),
            st.sampled_from([None, 0.0, 2.5, 10.0**7]),
            st.floats(-1e5, 1e5) | st.just(0.0),
        ),
        max_size=60,
    ),
)  # fmt: skip
def test_whatever_happens_the_limits_hold(
    rate: float, at_once: int, steps: list[tuple[float, str, float | None, float]]
) -> None:
    host = Host(Rule(per_second=rate, at_once=at_once), now=1e6)
    starts: list[float] = []
    for pause, outcome, rest, jump in steps:
        host.now += pause
        found = host.ask(lasts=1.0)
        assert len(host.state.leases) <= at_once
        if isinstance(found, Go):
            # a jump of the clock cannot be told from time that passed
            assert not starts or host.now - starts[-1] >= 1 / rate - 1e-6
            starts.append(host.now)
            if outcome != "lost":
                host.told(found, outcome, rest)  # type: ignore[arg-type]
        else:
            assert 0 <= found.seconds <= LONGEST_REST + 1e-6
        if jump:
            host.now += jump
            starts = []
