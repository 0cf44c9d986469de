"""Turns over a real Postgres, between threads and between processes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from app.stack.postgres import EmbeddedPostgres
from data.db import Database
from data.errors import DatabaseUnavailable
from data.models import SourceHost
from data.repositories import source_hosts
from data.sources.politeness import Politeness
from data.sources.politeness_hosts import LocalHosts, SharedHosts
from data.sources.politeness_log import Decisions
from data.sources.politeness_state import BREAK_AFTER, Go, HostState, No, Rule
from tests.committed import committed
from tests.data.sources import polite_process

HOST = "boards.example"


@pytest.fixture
def real(postgres: EmbeddedPostgres) -> Iterator[Database]:
    """Not rolled back: other processes must see it."""
    with committed(postgres.url(), delete(SourceHost)) as database:
        yield database


class Child:
    """Another process; told what to do a line at a time."""

    def __init__(self, url: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, polite_process.__file__, url, HOST, "50"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def tell(self, what: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture(scope="module")
def children(postgres: EmbeddedPostgres) -> Iterator[list[Child]]:
    pair = [Child(postgres.url()), Child(postgres.url())]
    yield pair
    for child in pair:
        with child.process:
            child.process.kill()


def opened(politeness: Politeness, rule: Rule) -> None:
    for _ in range(BREAK_AFTER):
        turn = politeness.turn(HOST, rule, Decisions(), timeout=15)
        assert isinstance(turn, Go)
        politeness.ended(HOST, rule, Decisions(), turn.lease, "bad", None)


def test_two_processes_together_keep_the_limit(real: Database, children: list[Child]) -> None:
    for child in children:
        child.tell("40")
    moments = sorted(float(child.hear()) for child in children for _ in range(40))
    assert [child.hear() for child in children] == ["done", "done"]
    # at most one more than the rate gives in any window, and one that was held up on its way
    for width in (0.2, 0.5, 1.0):
        most = max(sum(start <= one < start + width for one in moments) for start in moments)
        assert most <= 50 * width + 2


def test_half_open_lets_exactly_one_probe_through_over_processes(
    real: Database, children: list[Child]
) -> None:
    opened(Politeness(SharedHosts(real)), Rule())
    with real.transaction() as session:
        assert source_hosts.overview(session)[HOST].circuit == "open"
        state, now = source_hosts.locked(session, HOST)
        source_hosts.keep(session, HOST, HostState(opened=1, open_until=now - 1, failures=state.failures))
    for child in children:
        child.tell("probe")
    assert sorted(child.hear() for child in children) == ["Go", "No"]
    with real.transaction() as session:
        assert source_hosts.overview(session)[HOST].circuit == "half_open"
    for child in children:
        child.tell("enough")
    assert [child.hear() for child in children] == ["done", "done"]
    with real.transaction() as session:
        assert source_hosts.overview(session)[HOST].circuit == "closed"


def test_a_killed_holder_frees_its_turn(real: Database, children: list[Child]) -> None:
    holder = children[0]
    holder.tell("hold")
    assert holder.hear() == "Go"
    rule, politeness = Rule(50.0), Politeness(SharedHosts(real))
    with real.transaction() as session:
        assert source_hosts.overview(session)[HOST].under_way == 1
    holder.process.kill()  # SIGKILL: nothing of it can give the turn back
    holder.process.wait(10)
    assert isinstance(politeness.turn(HOST, rule, Decisions(), timeout=5, patience=30), Go)


def test_a_circuit_opened_by_one_holds_for_all(real: Database) -> None:
    opened(Politeness(SharedHosts(real)), Rule())
    decisions = Decisions()
    turn = Politeness(SharedHosts(real)).turn(HOST, Rule(), decisions, timeout=15)
    assert isinstance(turn, No)
    assert turn.code == "circuit_open"
    assert f"not asked while {HOST} is left alone (circuit open)" in decisions.drain()


def test_many_threads_stand_in_line() -> None:
    politeness, rule, most = Politeness(), Rule(200.0, at_once=2), 0
    running, lock = 0, threading.Lock()

    def work() -> None:
        nonlocal running, most
        turn = politeness.turn(HOST, rule, Decisions(), timeout=15)
        assert isinstance(turn, Go)
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        politeness.ended(HOST, rule, Decisions(), turn.lease, "good", None)

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most == 2


def test_the_impatient_do_not_stand_in_a_long_line() -> None:
    politeness, rule = Politeness(), Rule(1.0)
    assert isinstance(politeness.turn(HOST, rule, Decisions(), timeout=15), Go)
    turn = politeness.turn(HOST, rule, Decisions(), timeout=15, patience=0.3)
    assert isinstance(turn, No)
    assert turn.code == "paced"


def test_without_a_database_no_request_is_made() -> None:
    nowhere = Database.from_url("postgresql://nobody@127.0.0.1:9/none")
    with pytest.raises(DatabaseUnavailable):
        Politeness(SharedHosts(nowhere)).turn(HOST, Rule(), Decisions(), timeout=15)


def test_hosts_do_not_hold_each_other_up() -> None:
    hosts = LocalHosts()
    politeness, rule = Politeness(hosts), Rule(0.001)
    for host in ("a.example", "b.example", "c.example"):
        assert isinstance(politeness.turn(host, rule, Decisions(), timeout=15, patience=0.0), Go)


def test_decisions_are_added_up_and_bounded() -> None:
    decisions = Decisions()
    for _ in range(3):
        decisions.add("waited", HOST, 0.5)
    for number in range(100):
        decisions.add("fault", f"odd_{number}")
    lines = decisions.drain()
    assert lines[0] == f"waited 1.5 s in all for a turn at {HOST} (×3)"
    assert len(lines) == 61
    assert lines[-1] == "and 41 more decisions"
    assert decisions.drain() == []
