"""First come first served; nobody waits for ever."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.matching.turns import Turns
from app.telemetry.stages import Stages


def until(true):
    deadline = time.monotonic() + 10
    while not true() and time.monotonic() < deadline:
        time.sleep(0.001)
    assert true()


def started(pool, turns, order, number, *, lasts=None):
    """A search that takes a turn in a thread of its own; back when it waits or has begun."""
    before = len(turns._waiting)

    def search():
        stages = Stages()
        with turns.turn(stages):
            order.append(number)
            if lasts is not None:
                assert lasts.wait(10)
        return stages.timings_ms()

    future = pool.submit(search)
    until(lambda: number in order or len(turns._waiting) > before or future.done())
    return future


def test_turns_come_in_the_order_they_were_asked_for():
    turns, order, end = Turns(2, patience=10), [], threading.Event()
    with ThreadPoolExecutor(8) as pool:
        searches = [started(pool, turns, order, number, lasts=end) for number in range(8)]
        assert order == [0, 1], "two at once"
        end.set()
        spent = [one.result(10) for one in searches]
    assert sorted(order[:2]) == [0, 1]
    assert sorted(order) == list(range(8))
    assert ["turn" in one for one in spent] == [False] * 2 + [True] * 6


def test_each_end_lets_the_longest_waiting_begin():
    turns, order = Turns(1, patience=10), []
    ends = [threading.Event() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        searches = [started(pool, turns, order, number, lasts=end) for number, end in enumerate(ends)]
        for number, end in enumerate(ends):
            until(lambda number=number: order == list(range(number + 1)))
            end.set()
        for one in searches:
            one.result(10)


def test_who_comes_back_goes_before_those_who_have_not_begun():
    turns, order, end = Turns(1, patience=10), [], threading.Event()
    with ThreadPoolExecutor(3) as pool:
        with turns.turn(Stages()):
            first = started(pool, turns, order, 1, lasts=end)
            second = started(pool, turns, order, 2)
            assert order == []
            with turns.away(Stages()):
                until(lambda: order == [1])
                pool.submit(lambda: (until(lambda: len(turns._waiting) == 2), end.set()))
            order.append("back")
        for one in (first, second):
            one.result(10)
    assert order == [1, "back", 2]


def test_a_search_that_hangs_or_fails_keeps_nobody_out():
    turns, order, end = Turns(1, patience=0.05), [], threading.Event()
    with ThreadPoolExecutor(3) as pool:
        hung = started(pool, turns, order, 0, lasts=end)
        assert "turn" in started(pool, turns, order, 1).result(10), "it went without a turn"
        assert order == [0, 1]
        end.set()
        hung.result(10)
        with pytest.raises(ValueError, match="broken"), turns.turn(Stages()):
            raise ValueError("broken")
        assert "turn" not in started(pool, turns, order, 2).result(10), "everything was given back"
    assert turns._free == 1
