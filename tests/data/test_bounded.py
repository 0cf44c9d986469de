"""A memory of one state is never read in another."""

from __future__ import annotations

from data.bounded import OfState


def test_what_was_found_in_one_state_is_unknown_in_the_next() -> None:
    kept: OfState[str, int] = OfState(2)
    first, second = object(), object()
    early = kept.memory(first)
    assert early.made("a", lambda: 1) == 1
    assert kept.memory(first) is early
    late = kept.memory(second)
    early.keep({"a": 2, "b": 3})  # a thread that is still busy with the state before
    assert late.of(["a", "b"]) == {}
    assert late.made("a", lambda: 5) == 5
    assert kept.clear() == 1
    assert kept.memory(second).of(["a"]) == {}
