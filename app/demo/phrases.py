"""Small text tools of the demo board: alternatives in braces, stable random streams, line lists."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

_BRACES = re.compile(r"\{([^{}]*)\}")
T = TypeVar("T")


def stream(*parts: object) -> Random:
    """A random stream that depends on the parts alone: equal in every process and on every machine."""
    digest = sha256(":".join(map(str, parts)).encode()).digest()
    return Random(int.from_bytes(digest[:8], "big"))  # noqa: S311 - invented data, not secrets


def spin(text: str, random: Random, words: Mapping[str, str] | None = None) -> str:
    """Fill `{name}` from `words` and choose one of `{this|that}`; innermost braces first."""
    known = words or {}

    def fill(found: re.Match[str]) -> str:
        inner = found.group(1)
        return random.choice(inner.split("|")) if "|" in inner else known[inner]

    while "{" in text:
        text = _BRACES.sub(fill, text)
    return text


def lines(text: str) -> tuple[str, ...]:
    """The non-empty lines of a block."""
    return tuple(line.strip() for line in text.strip().splitlines() if line.strip())


def fitting(pool: Sequence[str], title: str) -> tuple[str, ...]:
    """The lines that go with a title: `[words] line` needs a match in it, `[!words] line` must have none."""
    low, found = title.casefold(), []
    for line in pool:
        condition, bracket, rest = line[1:].partition("] ") if line.startswith("[") else ("", "", line)
        if bracket and bool(re.search(condition.lstrip("!"), low)) == condition.startswith("!"):
            continue
        found.append(rest)
    return tuple(found)


def weighted(random: Random, table: Sequence[tuple[T, float]]) -> T:
    """One value of `(value, weight)` pairs."""
    point = random.random() * sum(weight for _, weight in table)
    for value, weight in table:
        point -= weight
        if point < 0:
            return value
    return table[-1][0]


class Lottery(Generic[T]):
    """A long table of weights to draw from many times."""

    def __init__(self, table: Sequence[tuple[T, float]]) -> None:
        self._values = [value for value, _ in table]
        self._sums = list(accumulate(weight for _, weight in table))

    def draw(self, random: Random) -> T:
        return self._values[
            bisect_right(self._sums, random.random() * self._sums[-1], hi=len(self._values) - 1)
        ]


def some(random: Random, values: Sequence[T], low: int, high: int) -> list[T]:
    """Between `low` and `high` different values, as many as there are."""
    return random.sample(values, min(len(values), random.randint(low, high)))


def picked(random: Random, pool: Sequence[str], words: dict[str, str], low: int, high: int) -> list[str]:
    """Between `low` and `high` different lines of the pool, spun."""
    return [spin(line, random, words) for line in some(random, pool, low, high)]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Lower the first letter unless the first word is an abbreviation or a Latin name."""
    head = text.split(maxsplit=1)[0] if text else ""
    if len(head) > 1 and (head[1:2].isupper() or not re.match(r"[А-ЯЁа-яё]", head) or "-" in head[:2]):
        return text
    if head in {"Битрикс24", "Росреестр", "Росреестра", "Excel"}:
        return text
    return text[:1].lower() + text[1:]
