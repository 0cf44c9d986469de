"""The attempts of one call: what may pass is tried again, within bounds of time, number and money."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.costs.prices import Usage
from app.llm import answers
from app.llm.wire import Fault, Path, Wire

Answer = TypeVar("Answer")
Found = TypeVar("Found")

_LONGEST_WAIT = 20.0
_FIRST_WAIT = 0.5


@dataclass(frozen=True)
class Question(Generic[Answer, Found]):
    """What is asked, and how the answer is read: `opened` out of its bytes, `usage` as it tells it (None when
    it does not; then it counts as `once`, the most), `read` into what was wanted.

    `billed` is how many answers may have to be paid; the reservation covers so many times `once`.
    """

    path: Path
    body: Mapping[str, Any]
    once: Usage
    read: Callable[[Answer], Found]
    seconds: float
    attempt_seconds: float
    tries: int
    billed: int = 1
    opened: Callable[[bytes], Any] = answers.parsed
    usage: Callable[[Any], Usage | None] = answers.usage_of


class Attempts(Generic[Answer, Found]):
    """`made` attempts, and what they used; `told` is False when some of it is our own count."""

    def __init__(self, wire: Wire, question: Question[Answer, Found]) -> None:
        self.made, self.usage, self.told = 0, Usage(), True
        self._wire, self._question = wire, question
        self._started = time.monotonic()
        self._deadline = self._started + question.seconds
        self._billed = 0

    @property
    def milliseconds(self) -> int:
        return round((time.monotonic() - self._started) * 1000)

    def until_answered(self) -> Found:
        """Try until it is answered, cannot pass, or the bounds are reached; raises the last `Fault`."""
        while True:
            self.made += 1
            try:
                return self._once_asked()
            except Fault as fault:
                pause = self._pause(fault)
                if pause is None:
                    raise
            time.sleep(pause)

    def _once_asked(self) -> Found:
        asked = self._question
        left = min(asked.attempt_seconds, self._deadline - time.monotonic())
        used: Usage | None = None
        try:
            answer = asked.opened(self._wire.post(asked.path, asked.body, seconds=max(left, 0.1)))
            used = asked.usage(answer)
            found = asked.read(answer)
        except Fault as fault:
            if fault.code == "model_timeout":
                self.told = False  # what it came to over there is not known
            if not fault.unbilled:
                self._add(used)
            raise
        self._add(used)
        return found

    def _add(self, used: Usage | None) -> None:
        self._billed += 1
        self.told = self.told and used is not None
        self.usage += self._question.once if used is None else used

    def _pause(self, fault: Fault) -> float | None:
        """Seconds until the next attempt; None when there is none. A server that wants a longer pause than
        there is time for is not asked again."""
        if not fault.again or self.made >= self._question.tries or self._billed >= self._question.billed:
            return None
        backoff = _FIRST_WAIT * 2 ** (self.made - 1) * random.uniform(0.75, 1.25)  # noqa: S311
        pause = backoff if fault.wait is None else max(fault.wait, 0.05)
        return pause if pause <= min(_LONGEST_WAIT, self._deadline - time.monotonic() - 1) else None
